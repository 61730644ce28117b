import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDownloadLinks } from "../../src/api/download-links.ts";
import type { StoreBrowser } from "../../src/inspect/browse-stores.ts";
import { reportStream } from "../../src/job/streams.ts";
import { limits } from "../../src/api/graphql/limits.ts";
import { err, ok } from "../../src/lib/result.ts";
import { createJob, fieldOf, startApi, type TestApi } from "../support/api.ts";
import { allTasks, opened, totals } from "../support/jobs.ts";

const csv = "photos,a,,failed,404,NoSuchKey,gone\n";
const file = { key: "batch/a.csv", md5: "ab".repeat(16), sizeBytes: csv.length, rows: 1 };

let now = new Date("2026-01-31T09:30:00.000Z");
let isDown = false;
let body = (): AsyncGenerator<Buffer> => bytesOf(csv);
const asked: unknown[] = [];
const browser: StoreBrowser = {
  buckets: async () => err(down),
  objects: async () => err(down),
  health: async () => ({ state: "UP", message: null }),
  async read(store, object) {
    asked.push({ store, ...object });
    return isDown ? err(down) : ok(body());
  },
};
const down = { code: "SlowDown", status: 503, message: "Later.", kind: "throttle" } as const;

async function* bytesOf(text: string) {
  yield Buffer.from(text);
}

let api: TestApi;
let url: string;
beforeAll(async () => {
  const links = createDownloadLinks({ secret: "s", basePath: "/", now: () => now });
  api = await startApi({ browser, links });
  url = await linkOfReport();
});
afterAll(() => api.stop());

/** The link to the one file of the report of a job that has ended. */
async function linkOfReport(): Promise<string> {
  const id = await createJob(api, { confirmationRequired: false });
  await api.drive(
    id,
    { type: "StartPreparing", manifest: opened },
    { type: "FinishPreparing", totals },
    { type: "ActivateJob" },
    { type: "CompleteTasks", counts: allTasks },
  );
  const data = { executor: "e", succeeded: null, failed: file, outcomesHash: "h" };
  await api.record(reportStream(id, 0), { type: "ReportFileWritten", data });
  const report = { manifestKey: "m", files: 1, rows: 1, outcomesHash: "h" };
  await api.drive(id, { type: "RecordReport", ...report });
  const query = `query F($id: ID!) { job(id: $id) { report { files { nodes { downloadUrl } } } } }`;
  const answer = await api.ask(query, { id });
  const { report: shown } = fieldOf(answer, "job") as {
    report: { files: { nodes: readonly { downloadUrl: string }[] } };
  };
  return shown.files.nodes[0]!.downloadUrl;
}

const codeOf = async (response: Response) =>
  ((await response.json()) as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions
    .code;

describe("the link to a file of a report", () => {
  it("gives that file as an attachment, without anything but the link", async () => {
    const response = await fetch(`${api.url}${url}`);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(csv);
    expect(asked.at(-1)).toEqual({ store: "default", bucket: "reports", key: file.key });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/csv; charset=utf-8",
      "content-length": String(csv.length),
      "content-disposition": expect.stringMatching(/^attachment; filename="job-[\w-]+\.csv"$/),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
  });

  it("leads to no other file, job or time, and nowhere without its signature", async () => {
    const [path, query] = url.split("?") as [string, string];
    const given = new URLSearchParams(query);
    const changed = (name: string, value: string) => {
      const other = new URLSearchParams(given);
      other.set(name, value);
      return `${path}?${other.toString()}`;
    };
    const others = [
      path,
      `${path}?${query}&expires=9`,
      path.replace(/\d$/, "0") + `?${query}`,
      path.replace(/reports\/[^/]+/, "reports/other") + `?${query}`,
      changed("expires", String(Number(given.get("expires")) + 1)),
      changed("signature", `${given.get("signature")!.slice(0, -2)}AA`),
      changed("signature", ""),
      `${path}?${query}=`,
      `${path}?${query}%0A`,
      `${path.replace(/\d$/, "%30%30")}?${query}`,
    ];
    for (const other of others) {
      const response = await fetch(`${api.url}${other}`);
      expect([other, response.status, await codeOf(response)]).toEqual([other, 403, "FORBIDDEN"]);
    }
  });

  it("is over after five minutes", async () => {
    const before = now;
    now = new Date(before.getTime() + 5 * 60_000 + 1);
    expect((await fetch(`${api.url}${url}`)).status).toBe(403);
    now = before;
    expect((await fetch(`${api.url}${url}`)).status).toBe(200);
  });

  it("is of this installation alone, and below its path", () => {
    const [one, two] = ["a", "b"].map((secret) =>
      createDownloadLinks({ secret, basePath: "/below/", now: () => now }),
    );
    const link = new URL(one!.link({ jobId: "x/y", place: 3 }), "http://host");
    expect(link.pathname).toBe("/below/downloads/reports/x%2Fy/3");
    const given = {
      jobId: "x/y",
      place: "3",
      expires: link.searchParams.get("expires")!,
      signature: link.searchParams.get("signature")!,
      bound: false,
      address: "10.0.0.1",
    };
    expect(one!.open(given)).toEqual({ jobId: "x/y", place: 3 });
    expect(two!.open(given)).toBeNull();
  });

  it("is followed from one address alone where it is bound to that", () => {
    const links = createDownloadLinks({ secret: "a", basePath: "/", now: () => now });
    const link = new URL(links.link({ jobId: "x", place: 3, address: "10.0.0.1" }), "http://host");
    const { expires, signature, bound } = Object.fromEntries(link.searchParams);
    const given = { jobId: "x", place: "3", expires: expires!, signature: signature! };
    const from = (address: string, isBound = bound !== undefined) =>
      links.open({ ...given, bound: isBound, address });
    expect(from("10.0.0.1")).toEqual({ jobId: "x", place: 3 });
    expect(from("10.0.0.2")).toBeNull();
    expect(from("10.0.0.1", false)).toBeNull();
  });

  it("is read by so many at once and no more, and again when they have gone", async () => {
    const { promise: goOn, resolve } = Promise.withResolvers<void>();
    body = async function* () {
      yield Buffer.from(csv.slice(0, 4));
      await goOn;
      yield Buffer.from(csv.slice(4));
    };
    const readers = await Promise.all(
      Array.from({ length: limits.downloadsMax }, () => fetch(`${api.url}${url}`)),
    );
    expect(readers.map(({ status }) => status)).toEqual(readers.map(() => 200));
    const refused = await fetch(`${api.url}${url}`);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "5"]);
    expect(await codeOf(refused)).toBe("RATE_LIMITED");
    await readers[0]!.body?.cancel();
    await expect.poll(async () => (await fetch(`${api.url}${url}`)).status).toBe(200);
    resolve();
    body = () => bytesOf(csv);
    for (const reader of readers.slice(1)) expect(await reader.text()).toBe(csv);
  });

  it("says what the store said when it cannot be read", async () => {
    isDown = true;
    const response = await fetch(`${api.url}${url}`);
    isDown = false;
    expect([response.status, await codeOf(response)]).toEqual([502, "UPSTREAM_UNAVAILABLE"]);
  });
});
