/** A whole job behind a proxy that takes so many calls a second and refuses all others: what is used, and what refused. */
import { answered } from "../support/fault-cases.ts";
import { startFaultProxy, type RecordedCall } from "../support/fault-proxy.ts";
import { untilEnded } from "../support/jobs-over-http.ts";
import { tokenBucket } from "../support/limited-store.ts";
import { countOutcomes, openStoreOfRows, withTaggingJob } from "./tagging-job.ts";

export interface ThrottledRun extends ReturnType<typeof countOutcomes> {
  readonly status: string;
  /** Calls of tasks that the proxy let through, and that it refused. */
  readonly taken: number;
  readonly refused: number;
  /** From the first call of a task to the last. */
  readonly seconds: number;
  /** Of what the proxy would have taken in this time. */
  readonly used: number;
  readonly refusedShare: number;
}

export async function runThrottled(options: {
  readonly rows: number;
  readonly perSecond: number;
  /** Calls that the proxy takes at once after a rest. */
  readonly burst: number;
}): Promise<ThrottledRun> {
  const { rows, perSecond, burst } = options;
  const store = await openStoreOfRows(rows);
  const proxy = await startFaultProxy(store.url);
  const takes = tokenBucket(perSecond, burst);
  const refusal = answered(503, "SlowDown");
  proxy.play((call) => (!isOfTask(call) || takes(call.at) ? { kind: "pass" } : refusal));
  try {
    const { seen, logged } = await withTaggingJob({ storeUrl: proxy.url }, ({ id, stevedore }) =>
      untilEnded(stevedore, id, 2000 * (30 + rows / perSecond)),
    );
    const calls = proxy.calls.filter(isOfTask);
    const refused = calls.filter(({ fault }) => fault === "answer").length;
    const taken = calls.length - refused;
    const seconds = (calls.at(-1)!.at - calls[0]!.at) / 1000;
    return {
      ...countOutcomes(logged),
      status: seen.status,
      taken,
      refused,
      seconds,
      used: taken / (burst + perSecond * seconds),
      refusedShare: refused / calls.length,
    };
  } finally {
    await proxy.close();
    await store.close();
  }
}

/** The calls of the preflight are on an object of its own. */
function isOfTask({ operation, key }: Pick<RecordedCall, "operation" | "key">): boolean {
  return operation === "PutObjectTagging" && key.startsWith("photos/");
}
