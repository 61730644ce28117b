/** One task: calls with retries until there is an outcome, or the executor has to stop. */
import type { DeferredTask as DeferredBefore } from "../job/chunk.ts";
import { sleep, type Clock } from "../lib/clock.ts";
import type { ManifestEntry } from "../manifest/manifest.ts";
import type { Judgement, Task } from "../operations/operation.ts";
import type { StoreFailure } from "../s3/failures.ts";
import type { Outcome } from "./outcomes.ts";
import { afterFailure, type RetryPolicy } from "./retry.ts";

/** Performs the operation of the job on one object, once. */
export type CallTask = (task: Task) => Promise<Judgement>;

export interface RunTaskDependencies {
  readonly call: CallTask;
  readonly bucket: string;
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly random: () => number;
  /** Waits until another call may be made; the first one of a task is waited for by who starts it. */
  readonly pace: Pace | null;
  /** No further call may start. */
  readonly stop: AbortSignal;
  /** Waits, with the slot for calls given back meanwhile; false when no further call may start. */
  readonly rest: (wait: () => Promise<void>) => Promise<boolean>;
}

/** The share that a chunk has of the rate of its job. */
export type Pace = (stop: AbortSignal) => Promise<void>;

/** Lets one through every so often. */
export function createPace(clock: Clock, perSecond: number): Pace {
  let nextAt = clock.now();
  return async (stop) => {
    const waitMs = nextAt - clock.now();
    nextAt = Math.max(nextAt, clock.now()) + 1000 / perSecond;
    if (waitMs > 0) await sleep(clock, waitMs, stop);
  };
}

/** The outcome of one row; null when it was stopped before it had one. `before`: what is known of earlier rounds. */
export async function runTask(
  dependencies: RunTaskDependencies,
  entry: ManifestEntry,
  before: DeferredBefore | undefined,
): Promise<Outcome | null> {
  const { policy, clock, random, pace, stop } = dependencies;
  const { row, rawKey, key, versionId } = entry;
  const facts = { row, rawKey, versionId };
  if (versionId === "") return missingVersion(facts);
  const rounds = before?.round ?? 0;
  let firstCode = before?.firstCode;
  for (let attempt = 1; !stop.aborted; attempt++) {
    const judgement = await dependencies.call({ bucket: dependencies.bucket, key, versionId });
    const attempts = (before?.attempts ?? 0) + attempt;
    if (judgement.succeeded)
      return { kind: "succeeded", ...facts, attempts, message: judgement.message };
    const { failure } = judgement;
    firstCode ??= failure.code;
    const after = afterFailure(policy, failure, { attempt, rounds, random });
    if (after.next === "fail")
      return { kind: "failed", ...facts, ...failed(failure), attempts, firstCode };
    if (after.next === "defer") {
      return {
        kind: "deferred",
        ...facts,
        ...failed(failure),
        attempts,
        firstCode,
        round: rounds + 1,
      };
    }
    const { afterMs } = after;
    const goOn = await dependencies.rest(async () => {
      await sleep(clock, afterMs, stop);
      await pace?.(stop);
    });
    if (!goOn) return null;
  }
  return null;
}

function failed({ code, status, message }: StoreFailure) {
  return { code, status, message };
}

type RowFacts = Pick<Outcome, "row" | "rawKey" | "versionId">;

/** With a version column every row needs one: the sentence is Amazon's (guide, "Troubleshooting"). */
function missingVersion(facts: RowFacts): Outcome {
  return {
    kind: "failed",
    ...facts,
    attempts: 0,
    code: "InvalidRequest",
    firstCode: "InvalidRequest",
    status: 400,
    message: "Task failed due to missing VersionId",
  };
}

/** A row that executors died on, three times: it is not called again. */
export function executorLost(entry: ManifestEntry, announced: number): Outcome {
  return {
    kind: "failed",
    row: entry.row,
    rawKey: entry.rawKey,
    versionId: entry.versionId,
    attempts: announced,
    code: "ExecutorLost",
    firstCode: "ExecutorLost",
    status: null,
    message: `${announced} executors ended while they worked on this object; it is not tried again.`,
  };
}
