/** A stage for the browser: a real engine with a development store behind a proxy that fails and delays on demand. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { createDevelopmentClient, type DevelopmentClient } from "../../src/devstore/client.ts";
import { openTestStore, testKeys } from "../support/devstore.ts";
import { answered } from "../support/fault-cases.ts";
import { startFaultProxy, type FaultProxy } from "../support/fault-proxy.ts";
import { encodeKey } from "../support/jobs-over-http.ts";
import { eventually, startStevedore, type StevedoreProcess } from "../support/stevedore-process.ts";

export interface Stage {
  readonly engine: () => StevedoreProcess;
  readonly url: string;
  readonly store: DevelopmentClient;
  readonly proxy: FaultProxy;
  /** `kill -9` of the engine. */
  readonly kill: () => Promise<void>;
  /** Starts it again, on the same port and the same data, or with nothing of what it knew. */
  restart(options?: { readonly forgetting: boolean }): Promise<void>;
  close(): Promise<void>;
}

export interface StageOptions {
  readonly env?: Readonly<Record<string, string>>;
}

export async function openStage({ env = {} }: StageOptions = {}): Promise<Stage> {
  const dataDir = await mkdtemp(join(tmpdir(), "stevedore-console-"));
  const testStore = await openTestStore();
  const proxy = await startFaultProxy(testStore.store.url);
  const client = createDevelopmentClient({ url: testStore.store.url, ...testKeys });
  const options = { dataDir, storeUrl: proxy.url, env };
  let engine = await startStevedore(options);
  const { url } = engine;
  const port = Number(new URL(url).port);
  return {
    engine: () => engine,
    url,
    store: client,
    proxy,
    kill: () => engine.kill(),
    async restart({ forgetting } = { forgetting: false }) {
      const known = options.dataDir;
      engine = await startStevedore({
        ...options,
        port,
        dataDir: forgetting ? join(known, "afresh") : known,
      });
    },
    async close() {
      await engine.kill();
      client.close();
      await proxy.close();
      await testStore.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export const buckets = { photos: "photos", archive: "archive", lists: "lists", reports: "reports" };

/** Rows of the manifest that name objects which are not there, among them hostile ones. */
export const missing = ["2024/02/never uploaded.jpg", "2024/02/<img src=x onerror=alert(1)>.jpg"];
/** Objects that the store refuses to copy. */
export const refused = [
  "2024/01/hr/contract.pdf",
  "2024/01/hr/salary.xlsx",
  "2024/01/hr/review.docx",
];

/** Objects, and the manifests `photos.csv` (some rows fail) and `slow.csv` (each call takes a while). */
export async function fill({ store, proxy }: Stage, objects = 240): Promise<void> {
  for (const bucket of Object.values(buckets)) await store.createBucket(bucket);
  const keys = Array.from({ length: objects }, (_, n) => `2024/0${1 + (n % 9)}/photo ${n}.jpg`);
  const scans = Array.from({ length: 120 }, (_, n) => `2023/${1 + (n % 12)}/scan-${n}.tif`);
  // Each scan many times over, and one in five hundred that is not there.
  const slow = Array.from({ length: 40_000 }, (_, n) =>
    n % 500 === 250 ? `2023/lost-${n}.tif` : scans[n % scans.length]!,
  );
  const there = [...keys, ...refused];
  const queue = [...there, ...scans].values();
  const put = async () => {
    for (const key of queue) await store.put(buckets.photos, key, `of ${key}`);
  };
  await Promise.all(Array.from({ length: 16 }, put));
  const lines = (listed: readonly string[]) =>
    listed.map((key) => `${buckets.photos},${encodeKey(key)}\n`).join("");
  await store.put(buckets.lists, "photos.csv", lines([...there, ...missing]));
  await store.put(buckets.lists, "good.csv", lines(keys));
  // The same failures among much that takes a while.
  await store.put(
    buckets.lists,
    "nightly.csv",
    lines([
      ...there,
      ...slow.slice(0, 249),
      ...keys,
      ...missing,
      ...slow.slice(252, 4_200).filter((key) => !key.includes("lost")),
    ]),
  );
  await store.put(buckets.lists, "slow.csv", lines(slow));
  proxy.play(scriptOf({ slowMs: 600 }));
}

/** Refuses what is to be refused, and takes its time for the scans. */
export function scriptOf({
  slowMs,
}: {
  readonly slowMs: number;
}): Parameters<FaultProxy["play"]>[0] {
  return ({ key }) => {
    if (key !== null && key.includes("/hr/")) return answered(403, "AccessDenied");
    if (key !== null && key.includes("2023/")) return { kind: "delay", ms: slowMs };
    return { kind: "pass" };
  };
}

export interface NewJob {
  readonly description: string;
  readonly manifest?: string;
  readonly operation?: object;
  readonly confirmationRequired?: boolean;
  readonly more?: object;
}

export async function createJob(stage: Stage, job: NewJob): Promise<string> {
  const { description, manifest = "photos.csv", confirmationRequired = false, more } = job;
  const operation = job.operation ?? {
    copyObject: { targetBucket: buckets.archive, targetKeyPrefix: "2026" },
  };
  const { createJob: created } = await stage.engine().query<{
    createJob: { job: { id: string } | null; errors: { message: string }[] };
  }>(`mutation ($input: CreateJobInput!) { createJob(input: $input) { job { id } errors { message } } }`, {
    input: {
      clientRequestToken: description,
      spec: {
        operation,
        manifest: { csv: { object: { bucket: buckets.lists, key: manifest } } },
        report: { bucket: buckets.reports, prefix: "nightly" },
        description,
        confirmationRequired,
        ...more,
      },
    },
  });
  if (created.job === null) throw new Error(JSON.stringify(created.errors));
  return created.job.id;
}

export async function untilStatus(stage: Stage, id: string, status: string): Promise<void> {
  await eventually(
    async () => {
      const { job } = await stage.engine().query<{
        job: { status: string; report: { status: string } | null };
      }>(`query ($id: ID!) { job(id: $id) { status report { status } } }`, { id });
      const isSettled = status !== "COMPLETE" || job.report?.status !== "WRITING";
      return job.status === status && isSettled ? job : null;
    },
    { withinMs: 120_000, what: `${status} of ${id}` },
  );
}

/** Waits until so many tasks of a job have succeeded. */
export async function untilTried(stage: Stage, id: string, tasks: number): Promise<void> {
  await eventually(
    async () => {
      const { job } = await stage
        .engine()
        .query<{ job: { progress: { succeeded: number } } }>(
          `query ($id: ID!) { job(id: $id) { progress { succeeded } } }`,
          { id },
        );
      return job.progress.succeeded >= tasks ? job : null;
    },
    { withinMs: 120_000, what: `${tasks} tasks of ${id}` },
  );
}

/** The system's Chromium; nothing is downloaded. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
  });
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What a page must never do: throw, log an error, break its policy, or ask another origin. */
  readonly offences: string[];
}

export interface VisitOptions {
  readonly scheme?: "light" | "dark";
  readonly width?: number;
  readonly height?: number;
}

export async function openVisit(
  browser: Browser,
  stage: Pick<Stage, "url">,
  { scheme = "light", width = 1280, height = 860 }: VisitOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: stage.url,
    colorScheme: scheme,
    viewport: { width, height },
    locale: "en-GB",
    timezoneId: "UTC",
    permissions: ["clipboard-read", "clipboard-write"],
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const offences: string[] = [];
  page.on("pageerror", (error) => offences.push(`threw ${error.message}`));
  page.on("console", (message) => {
    // That an engine which was killed does not answer is said by the browser itself.
    const isNetwork = /Failed to load resource|WebSocket connection to/.test(message.text());
    if (message.type() === "error" && !isNetwork) offences.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(stage.url) && !request.url().startsWith("data:")) {
      offences.push(`asked ${request.url()}`);
    }
  });
  return { page, context, offences };
}
