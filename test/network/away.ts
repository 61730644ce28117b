/** A whole job whose store goes away in its middle, and comes back: what became of the tasks. */
import { setTimeout as pause } from "node:timers/promises";
import { answered } from "../support/fault-cases.ts";
import { startFaultProxy, type Fault } from "../support/fault-proxy.ts";
import { untilEnded, viewJob } from "../support/jobs-over-http.ts";
import { eventually, freePort } from "../support/stevedore-process.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";
import { countOutcomes, openStoreOfRows, withTaggingJob, type TaggingJob } from "./tagging-job.ts";

export const waysToBeAway = [
  "gives no connection",
  "is silent",
  "is behind a gateway",
  "asks for patience",
] as const;
export type WayToBeAway = (typeof waysToBeAway)[number];

export interface AwayRun extends ReturnType<typeof countOutcomes> {
  readonly status: string;
  /** Tasks that had an outcome when it had been away for so long, and a little later. */
  readonly before: number;
  readonly during: number;
  /** What the job said at the end of that time of the store that it waits for. */
  readonly outages: readonly { readonly store: string; readonly message: string }[];
  /** From the store's return to the job's end. */
  readonly secondsAfter: number;
}

const rows = 1500;
/** So that the job is not over before the store goes. */
const limits = { maxRequestsPerSecond: 150 };

export async function runAway(way: WayToBeAway, awayMs: number): Promise<AwayRun> {
  const store = await openStoreOfRows(rows);
  const network = await openNetwork(store.url, way);
  try {
    const env = { REQUEST_TIMEOUT_MS: "5000" };
    const options = { storeUrl: network.url, env, limits };
    const { seen, logged } = await withTaggingJob(options, async (job) => {
      await untilUnderWay(job);
      await network.goAway();
      const wentAt = performance.now();
      const before = await atRest(job);
      await pause(Math.max(stillMs, awayMs - (performance.now() - wentAt)));
      const during = await viewJob(job.stevedore, job.id);
      const outages = await outagesOf(job);
      await network.comeBack();
      const backAt = performance.now();
      const { status } = await untilEnded(job.stevedore, job.id, 300_000);
      return {
        status,
        before,
        during: during.progress.succeeded + during.progress.failed,
        outages,
        secondsAfter: (performance.now() - backAt) / 1000,
      };
    });
    return { ...countOutcomes(logged), ...seen };
  } finally {
    await network.close();
    await store.close();
  }
}

/** Longer than any call in flight lasts, and than its outcome is on its way. */
const stillMs = 6000;

/** Tasks that have an outcome, when what was in flight has come in. */
async function atRest({ stevedore, id }: TaggingJob): Promise<number> {
  for (let before = -1; ; await pause(stillMs)) {
    const { succeeded, failed } = (await viewJob(stevedore, id)).progress;
    if (succeeded + failed === before) return before;
    before = succeeded + failed;
  }
}

function untilUnderWay({ stevedore, id }: TaggingJob): Promise<true> {
  const look = async () => ((await viewJob(stevedore, id)).progress.succeeded >= 200 ? true : null);
  return eventually(look, { withinMs: 60_000, what: "the two hundredth task" });
}

async function outagesOf({ stevedore, id }: TaggingJob): Promise<AwayRun["outages"]> {
  const { job } = await stevedore.query<{ job: Pick<AwayRun, "outages"> }>(
    "query ($id: ID!) { job(id: $id) { outages { store message } } }",
    { id },
  );
  return job.outages;
}

interface Network {
  readonly url: string;
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

async function openNetwork(storeUrl: string, way: WayToBeAway): Promise<Network> {
  switch (way) {
    case "gives no connection":
    case "is silent":
      return openWire(Number(new URL(storeUrl).port), way);
    case "is behind a gateway":
      return openProxy(storeUrl, { kind: "answer", status: 502 });
    case "asks for patience":
      return openProxy(storeUrl, answered(503, "SlowDown"));
  }
}

async function openWire(
  target: number,
  way: "gives no connection" | "is silent",
): Promise<Network> {
  const port = await freePort();
  let proxy = await startTcpProxy(target, port);
  return {
    url: `http://127.0.0.1:${port}`,
    async goAway() {
      if (way === "is silent") proxy.freeze();
      else await proxy.close();
    },
    async comeBack() {
      if (way === "is silent") proxy.thaw();
      else proxy = await startTcpProxy(target, port);
    },
    close: () => proxy.close(),
  };
}

async function openProxy(storeUrl: string, fault: Fault): Promise<Network> {
  const proxy = await startFaultProxy(storeUrl);
  return {
    url: proxy.url,
    goAway: async () => proxy.play(() => fault),
    comeBack: async () => proxy.play(() => ({ kind: "pass" })),
    close: () => proxy.close(),
  };
}
