/** One task: calls with retries until there is an outcome, or the executor has to stop. */
import type { DeferredTask as DeferredBefore } from "../job/chunk.ts";
import { sleep } from "../lib/clock.ts";
import type { ManifestEntry } from "../manifest/manifest.ts";
import type { Attempt, Judgement, Task } from "../operations/operation.ts";
import { mayHaveGotThrough } from "../s3/failures.ts";
import { NoFurtherCall, type CallGate } from "./call-gate.ts";
import type { Outcome } from "./outcomes.ts";
import { beginTrying, isFresh, settle, type SettleDependencies } from "./settle.ts";

/**
 * Performs the operation of the job on one object, once, and tells `ends` once. Further calls of the same task ask the gate
 * for their turn.
 */
export type CallTask = (task: Task, attempt: Attempt, turns: Turns, ends: CallEnds) => void;

export type Turns = Pick<CallGate, "next">;

export interface CallEnds {
  readonly judged: (judgement: Judgement) => void;
  readonly failed: (error: unknown) => void;
}

/** Of a function that gives a promise. */
export function calling(
  perform: (task: Task, attempt: Attempt, turns: Turns) => Promise<Judgement>,
): CallTask {
  return (task, attempt, turns, { judged, failed }) =>
    void perform(task, attempt, turns).then(judged, failed);
}

/** A call by a promise, for who makes few. */
export function callOnce(
  call: CallTask,
  ...[task, attempt, turns]: [Task, Attempt, Turns]
): Promise<Judgement> {
  return new Promise((judged, failed) => call(task, attempt, turns, { judged, failed }));
}

export interface RunTaskDependencies extends SettleDependencies {
  readonly call: CallTask;
  readonly job: string;
  readonly part: number;
  readonly bucket: string;
  /** An executor was lost with the chunk: the call of this row may have been made. */
  readonly wasLost: boolean;
  /** No further call may start. */
  readonly stop: AbortSignal;
}

/** Where a task tells what became of it, once. */
export interface TaskEnds {
  /** Null: it was stopped before it had an outcome. */
  readonly ended: (outcome: Outcome | null) => void;
  readonly failed: (error: unknown) => void;
}

/** Runs one row until it has an outcome. `before`: what is known of earlier rounds. */
export function runTask(
  dependencies: RunTaskDependencies,
  entry: ManifestEntry,
  before: DeferredBefore | undefined,
  ends: TaskEnds,
): void {
  const { call, clock, gate, stop, job, part, bucket } = dependencies;
  const { row, rawKey, key, versionId } = entry;
  if (versionId === "") {
    gate.leave(null, false);
    return ends.ended(missingVersion(entry));
  }
  const task = { bucket, key, versionId };
  const trying = beginTrying(before);
  let unanswered = dependencies.wasLost || (before !== undefined && mayHaveGotThrough(before));
  const tryOnce = () => call(task, { job, part, row, rawKey, unanswered }, gate, told);
  const judged = (judgement: Judgement): void => {
    gate.leave(judgement, isFresh(trying));
    if (!judgement.succeeded) unanswered ||= mayHaveGotThrough(judgement.failure);
    const settled = settle(dependencies, entry, trying, judgement);
    if (settled.kind === "retry") callAgain(settled.afterMs).catch(ends.failed);
    else ends.ended(settled);
  };
  const failed = (error: unknown): void => {
    gate.leave(null, isFresh(trying));
    // What was called may have taken effect: whoever takes the row calls it again.
    if (error instanceof NoFurtherCall) ends.ended(null);
    else ends.failed(error);
  };
  const callAgain = async (afterMs: number): Promise<void> => {
    // Outside of the gate, so that a throttled store does not keep others from their calls.
    await sleep(clock, afterMs, stop);
    if (await gate.enter(stop)) tryOnce();
    else ends.ended(null);
  };
  const told: CallEnds = { judged, failed };
  tryOnce();
}

/** The sentence is Amazon's (guide, "Troubleshooting"). */
export const missingVersionMessage = "Task failed due to missing VersionId";

/** With a version column every row needs one, unless its field says that it may be left empty. */
export function missingVersion({ row, rawKey, versionId }: ManifestEntry): Outcome {
  return {
    kind: "failed",
    row,
    rawKey,
    versionId,
    attempts: 0,
    code: "InvalidRequest",
    firstCode: "InvalidRequest",
    status: 400,
    message: missingVersionMessage,
  };
}

/** A row that executors died on: it is not called again. So many calls of it may have been made. */
export function executorLost(entry: ManifestEntry, calls: number): Outcome {
  return {
    kind: "failed",
    row: entry.row,
    rawKey: entry.rawKey,
    versionId: entry.versionId,
    attempts: calls,
    code: "ExecutorLost",
    firstCode: "ExecutorLost",
    status: null,
    message:
      "Three executors ended while they worked on this object and no other; it is not tried again.",
  };
}
