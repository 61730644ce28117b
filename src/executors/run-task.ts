/** One task: calls with retries until there is an outcome, or the executor has to stop. */
import type { DeferredTask as DeferredBefore } from "../job/chunk.ts";
import { sleep, type Clock } from "../lib/clock.ts";
import type { ManifestEntry } from "../manifest/manifest.ts";
import type { Attempt, Judgement, Task } from "../operations/operation.ts";
import { mayHaveGotThrough, type StoreFailure } from "../s3/failures.ts";
import type { CallGate } from "./call-gate.ts";
import type { Outcome } from "./outcomes.ts";
import { afterFailure, type RetryPolicy } from "./retry.ts";

/** Performs the operation of the job on one object, once. Further calls of the same task ask the gate for their turn. */
export type CallTask = (task: Task, attempt: Attempt, turns: Turns) => Promise<Judgement>;

export type Turns = Pick<CallGate, "next">;

export interface RunTaskDependencies {
  readonly call: CallTask;
  readonly bucket: string;
  /** An executor was lost with the chunk: the call of this row may have been made. */
  readonly wasLost: boolean;
  readonly retry: RetryPolicy;
  readonly clock: Clock;
  readonly random: () => number;
  /** Who starts a task has entered the gate for its first call; the task leaves it after each. */
  readonly gate: CallGate;
  /** No further call may start. */
  readonly stop: AbortSignal;
}

/** While the limiter backs off, a task that is refused uses up no attempts for so long. */
const throttledMaxMs = 15 * 60_000;

/** The outcome of one row; null when it was stopped before it had one. `before`: what is known of earlier rounds. */
export async function runTask(
  dependencies: RunTaskDependencies,
  entry: ManifestEntry,
  before: DeferredBefore | undefined,
): Promise<Outcome | null> {
  const { retry, clock, random, gate, stop } = dependencies;
  const { row, rawKey, key, versionId } = entry;
  const facts = { row, rawKey, versionId };
  if (versionId === "") {
    gate.leave(null, false);
    return missingVersion(facts);
  }
  const task = { bucket: dependencies.bucket, key, versionId };
  const rounds = before?.round ?? 0;
  let firstCode = before?.firstCode;
  let unanswered = dependencies.wasLost || (before !== undefined && mayHaveGotThrough(before));
  let used = 0;
  let patienceUntil = 0;
  for (let tries = 1; ; tries++) {
    const judgement = await callOnce(dependencies, task, {
      unanswered,
      isFresh: tries === 1 && rounds === 0,
    });
    const attempts = (before?.attempts ?? 0) + tries;
    if (judgement.succeeded)
      return { kind: "succeeded", row, rawKey, versionId, attempts, message: judgement.message };
    const { failure } = judgement;
    firstCode ??= failure.code;
    unanswered ||= mayHaveGotThrough(failure);
    if (failure.kind === "throttle") patienceUntil ||= clock.now() + throttledMaxMs;
    if (!isExcused(gate, failure, clock.now() < patienceUntil)) used += 1;
    const after = afterFailure(retry, failure, { used, tries, rounds, random });
    const told = { ...facts, ...failed(failure), attempts, firstCode };
    if (after.next === "fail") return { kind: "failed", ...told };
    if (after.next === "defer") return { kind: "deferred", ...told, round: rounds + 1 };
    // Outside of the gate, so that a throttled store does not keep others from their calls.
    await sleep(clock, after.afterMs, stop);
    if (!(await gate.enter(stop))) return null;
  }
}

/** A failure of the store as a whole uses up no attempt of the task. */
function isExcused(gate: CallGate, failure: StoreFailure, isPatient: boolean): boolean {
  return (failure.kind !== "throttle" || isPatient) && gate.isStoreAtFault(failure);
}

/** The one place where a call of a task starts and ends. */
async function callOnce(
  { call, gate }: RunTaskDependencies,
  task: Task,
  attempt: Attempt & { readonly isFresh: boolean },
): Promise<Judgement> {
  let judgement: Judgement | null = null;
  try {
    judgement = await call(task, attempt, gate);
    return judgement;
  } finally {
    gate.leave(judgement, attempt.isFresh);
  }
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
