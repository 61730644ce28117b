/** What came of tasks, and how many of them stand in one event: as columns, in the order of their rows. */
import type { TaskDeferred, TaskFailed, TaskSucceeded } from "../job/chunk.ts";
import { toRanges } from "../job/rows.ts";

/** How one task of a chunk came out for now. */
export type Outcome = SucceededTask | FailedTask | DeferredTask;

interface TaskFacts {
  readonly row: number;
  /** Key as the manifest writes it. */
  readonly rawKey: string;
  readonly versionId: string | null;
  /** All rounds together. */
  readonly attempts: number;
}

export interface SucceededTask extends TaskFacts {
  readonly kind: "succeeded";
  /** Null: `Successful`. */
  readonly message: string | null;
}

interface FailureFacts extends TaskFacts {
  readonly code: string;
  readonly firstCode: string;
  readonly status: number | null;
  readonly message: string;
}

export interface FailedTask extends FailureFacts {
  readonly kind: "failed";
}

export interface DeferredTask extends FailureFacts {
  readonly kind: "deferred";
  /** Times it was set aside, this one included. */
  readonly round: number;
}

const messageBytesMax = 4096;
const cutMark = "…(cut)";

/** A message is kept to 4 KiB of UTF-8, with a mark where it was cut. */
export function cutMessage(message: string): string {
  if (message.length * 3 <= messageBytesMax || Buffer.byteLength(message) <= messageBytesMax)
    return message;
  const room = messageBytesMax - Buffer.byteLength(cutMark);
  const cut = new TextDecoder().decode(Buffer.from(message).subarray(0, room), { stream: true });
  return cut + cutMark;
}

/** About what an outcome takes in the log. */
export function outcomeBytes(outcome: Outcome): number {
  const message =
    outcome.kind === "succeeded" ? (outcome.message?.length ?? 0) : outcome.message.length + 60;
  return outcome.rawKey.length + message + (outcome.versionId?.length ?? 0) + 24;
}

/** The events of one flush: at most one of each type, and one `TaskDeferred` for each round. */
export function toEvents(
  outcomes: readonly Outcome[],
): (TaskSucceeded | TaskFailed | TaskDeferred)[] {
  const sorted = outcomes.toSorted((a, b) => a.row - b.row);
  const succeeded = sorted.filter((outcome) => outcome.kind === "succeeded");
  const failed = sorted.filter((outcome) => outcome.kind === "failed");
  const deferred = sorted.filter((outcome) => outcome.kind === "deferred");
  const rounds = [...new Set(deferred.map(({ round }) => round))].toSorted((a, b) => a - b);
  return [
    ...(succeeded.length === 0 ? [] : [succeededEvent(succeeded)]),
    ...(failed.length === 0 ? [] : [failedEvent(failed)]),
    ...rounds.map((round) =>
      deferredEvent(
        deferred.filter((task) => task.round === round),
        round,
      ),
    ),
  ];
}

function succeededEvent(tasks: readonly SucceededTask[]): TaskSucceeded {
  const plain = tasks.every(({ message }) => message === null);
  return {
    type: "TaskSucceeded",
    data: {
      ...taskColumns(tasks),
      ...(plain ? {} : { messages: tasks.map(({ message }) => message ?? "Successful") }),
    },
  };
}

function failedEvent(tasks: readonly FailedTask[]): TaskFailed {
  return { type: "TaskFailed", data: { ...taskColumns(tasks), ...failureColumns(tasks) } };
}

function deferredEvent(tasks: readonly DeferredTask[], round: number): TaskDeferred {
  return {
    type: "TaskDeferred",
    data: {
      rows: toRanges(tasks.map(({ row }) => row)),
      attempts: tasks.map(({ attempts }) => attempts),
      ...failureColumns(tasks),
      round,
    },
  };
}

function taskColumns(tasks: readonly TaskFacts[]) {
  const versioned = tasks.some(({ versionId }) => versionId !== null);
  const repeated = tasks.some(({ attempts }) => attempts !== 1);
  return {
    rows: toRanges(tasks.map(({ row }) => row)),
    keys: tasks.map(({ rawKey }) => rawKey),
    ...(versioned ? { versions: tasks.map(({ versionId }) => versionId ?? "") } : {}),
    ...(repeated ? { attempts: tasks.map(({ attempts }) => attempts) } : {}),
  };
}

function failureColumns(tasks: readonly (FailedTask | DeferredTask)[]) {
  const same = tasks.every(({ code, firstCode }) => code === firstCode);
  return {
    codes: tasks.map(({ code }) => code),
    statuses: tasks.map(({ status }) => status),
    messages: tasks.map(({ message }) => cutMessage(message)),
    ...(same ? {} : { firstCodes: tasks.map(({ firstCode }) => firstCode) }),
  };
}
