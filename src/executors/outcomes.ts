/** What came of tasks, and how many of them stand in one event: as columns, in the order of their rows. */
import type { TaskDeferred, TaskFailed, TaskSucceeded } from "../job/chunk-events.ts";
import type { LoggedAttempt } from "../job/failed-attempts.ts";
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
  /** Those of this round that failed; absent when there was none, and when the only attempt of the task failed. */
  readonly failedAttempts?: readonly LoggedAttempt[];
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
  return cutText(message, messageBytesMax);
}

/** A text in at most so many bytes of UTF-8, with a mark where it was cut. */
export function cutText(text: string, bytesMax: number): string {
  if (text.length * 3 <= bytesMax || Buffer.byteLength(text) <= bytesMax) return text;
  const room = bytesMax - Buffer.byteLength(cutMark);
  const cut = new TextDecoder().decode(Buffer.from(text).subarray(0, room), { stream: true });
  return cut + cutMark;
}

/** An outcome as it is kept: what the world said of it has a bound. */
export function cutOutcome(outcome: Outcome): Outcome {
  if (outcome.message === null) return outcome;
  const message = cutMessage(outcome.message);
  return message === outcome.message ? outcome : { ...outcome, message };
}

/** Row range, attempts, status, an empty list of failed attempts, and the commas and quotes between the columns. */
const bytesBesideTexts = 75;

/** At least what an outcome takes in the log: its texts as JSON, of which a character may take up to six bytes. */
export function outcomeBytes(outcome: Outcome): number {
  let bytes = jsonBytes(outcome.rawKey) + jsonBytes(outcome.versionId) + bytesBesideTexts;
  if (outcome.failedAttempts !== undefined) bytes += attemptsBytes(outcome.failedAttempts);
  if (outcome.kind === "succeeded") return bytes + jsonBytes(outcome.message);
  const { code, firstCode, message } = outcome;
  return bytes + jsonBytes(code) + jsonBytes(firstCode) + jsonBytes(message);
}

/** A time of up to sixteen digits with its sign, brackets and a comma. */
const bytesOfTime = 20;
/** A comma and a status. */
const bytesOfStatus = 5;

function attemptsBytes(attempts: readonly LoggedAttempt[]): number {
  let bytes = 0;
  for (const [, code] of attempts)
    bytes += bytesOfTime + (code === undefined ? 0 : jsonBytes(code) + bytesOfStatus);
  return bytes;
}

/** ASCII that JSON writes as it is: nearly every key. */
const plainText = /^[ !#-[\]-~]*$/;

function jsonBytes(text: string | null): number {
  if (text === null) return 0;
  return plainText.test(text) ? text.length + 3 : Buffer.byteLength(JSON.stringify(text)) + 1;
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
      ...attemptColumn(tasks),
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
    ...attemptColumn(tasks),
  };
}

function attemptColumn(tasks: readonly TaskFacts[]) {
  if (tasks.every(({ failedAttempts }) => failedAttempts === undefined)) return {};
  return { failedAttempts: tasks.map(({ failedAttempts = [] }) => failedAttempts) };
}

function failureColumns(tasks: readonly (FailedTask | DeferredTask)[]) {
  const same = tasks.every(({ code, firstCode }) => code === firstCode);
  return {
    codes: tasks.map(({ code }) => code),
    statuses: tasks.map(({ status }) => status),
    messages: tasks.map(({ message }) => message),
    ...(same ? {} : { firstCodes: tasks.map(({ firstCode }) => firstCode) }),
  };
}
