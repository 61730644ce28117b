/** One task: calls with retries until there is an outcome, or the executor has to stop. */
import type { DeferredTask as DeferredBefore } from "../job/chunk.ts";
import { sleep } from "../lib/clock.ts";
import type { ManifestEntry } from "../manifest/manifest.ts";
import type { Attempt, Judgement, Task } from "../operations/operation.ts";
import { mayHaveGotThrough } from "../s3/failures.ts";
import { NoFurtherCall, type CallGate } from "./call-gate.ts";
import type { Outcome } from "./outcomes.ts";
import { beginTrying, isFresh, settle, type SettleDependencies, type Trying } from "./settle.ts";

/**
 * Performs the operation of the job on one object, once, and tells `ends` once. Further calls of the same task ask the gate
 * for their turn.
 */
export type CallTask = (task: Task, attempt: Attempt, turns: Turns, ends: CallEnds) => void;

export type Turns = Pick<CallGate, "next">;

/** Told once, by one of its methods. */
export interface CallEnds {
  judged(judgement: Judgement): void;
  failed(error: unknown): void;
}

/** Of a function that gives a promise. */
export function calling(
  perform: (task: Task, attempt: Attempt, turns: Turns) => Promise<Judgement>,
): CallTask {
  return (task, attempt, turns, ends) => tell(ends, perform(task, attempt, turns));
}

/** Tells `ends` what the promise comes to. */
export function tell(ends: CallEnds, made: Promise<Judgement>): void {
  made.then(
    (judgement) => ends.judged(judgement),
    (error: unknown) => ends.failed(error),
  );
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
  if (entry.versionId !== "") return new RunningTask(dependencies, entry, before, ends).call();
  dependencies.gate.leave(null, false);
  ends.ended(missingVersion(entry));
}

/** One object with methods rather than functions around it: it is made for each task. */
class RunningTask implements CallEnds {
  readonly #dependencies: RunTaskDependencies;
  readonly #entry: ManifestEntry;
  readonly #ends: TaskEnds;
  readonly #trying: Trying;
  /** A call of it may have taken effect without an answer. */
  #unanswered: boolean;

  constructor(
    dependencies: RunTaskDependencies,
    entry: ManifestEntry,
    before: DeferredBefore | undefined,
    ends: TaskEnds,
  ) {
    this.#dependencies = dependencies;
    this.#entry = entry;
    this.#ends = ends;
    this.#trying = beginTrying(before);
    this.#unanswered = dependencies.wasLost || (before !== undefined && mayHaveGotThrough(before));
  }

  call(): void {
    const { call, gate, job, part, bucket } = this.#dependencies;
    const { row, rawKey, key, versionId } = this.#entry;
    const attempt = { job, part, row, rawKey, unanswered: this.#unanswered };
    call({ bucket, key, versionId }, attempt, gate, this);
  }

  judged(judgement: Judgement): void {
    const dependencies = this.#dependencies;
    dependencies.gate.leave(judgement, isFresh(this.#trying));
    if (!judgement.succeeded) this.#unanswered ||= mayHaveGotThrough(judgement.failure);
    const settled = settle(dependencies, this.#entry, this.#trying, judgement);
    if (settled.kind !== "retry") return this.#ends.ended(settled);
    this.#callAgain(settled.afterMs).catch((error: unknown) => this.#ends.failed(error));
  }

  failed(error: unknown): void {
    this.#dependencies.gate.leave(null, isFresh(this.#trying));
    // What was called may have taken effect: whoever takes the row calls it again.
    if (error instanceof NoFurtherCall) this.#ends.ended(null);
    else this.#ends.failed(error);
  }

  async #callAgain(afterMs: number): Promise<void> {
    const { clock, gate, stop } = this.#dependencies;
    // Outside of the gate, so that a throttled store does not keep others from their calls.
    await sleep(clock, afterMs, stop);
    if (await gate.enter(stop)) this.call();
    else this.#ends.ended(null);
  }
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
