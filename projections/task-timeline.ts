/** What is recorded of one row of a chunk, in its order: folded from the stream of the chunk when somebody asks. */
import type {
  ChunkEvent,
  TaskDeferred,
  TaskFailed,
  TaskSucceeded,
} from "../src/job/chunk-events.ts";
import { fromLogged } from "../src/job/failed-attempts.ts";
import type { RowRanges } from "../src/job/rows.ts";

export type MomentKind =
  /** Its chunk was taken: first, after it was given back, or from a process that was lost. */
  | "CLAIMED"
  | "TAKEN_OVER"
  | "GIVEN_BACK"
  | "LOST"
  | "ANNOUNCED"
  | "ATTEMPT_FAILED"
  | "SET_ASIDE"
  | "SUCCEEDED"
  | "FAILED"
  | "UNKNOWN";

export interface Moment {
  readonly kind: MomentKind;
  /** Of an attempt by the clock of its executor. */
  readonly at: string;
  /** The event that tells it; null where none does, but that the job has ended. */
  readonly eventId: string | null;
  /** The process that had the row in its hand; null when none had. */
  readonly executor: string | null;
  /** Rows that were announced with it, itself included. */
  readonly together: number | null;
  /** Of an attempt the round it was made in; of its being set aside the round that this ends, from 1. */
  readonly round: number | null;
  /** So far, all rounds together. */
  readonly attempts: number | null;
  /** Failed attempts just before this one that are not kept one by one. */
  readonly leftOut: number | null;
  readonly firstErrorCode: string | null;
  readonly errorCode: string | null;
  readonly httpStatus: number | null;
  readonly message: string | null;
}

export interface RecordedChunkEvent {
  readonly event: ChunkEvent;
  readonly eventId: string;
  readonly at: string;
}

export const nothingMore: Omit<Moment, "kind" | "at"> = {
  eventId: null,
  executor: null,
  together: null,
  round: null,
  attempts: null,
  leftOut: null,
  firstErrorCode: null,
  errorCode: null,
  httpStatus: null,
  message: null,
};

/** Up to its outcome: what becomes of the chunk later is not about it. `row`: in the part. */
export function momentsOf(history: readonly RecordedChunkEvent[], row: number): readonly Moment[] {
  const moments: Moment[] = [];
  let holder: string | null = null;
  let rounds: Rounds = { ended: 0, attempts: 0 };
  for (const { event, eventId, at } of history) {
    const told = momentOf(event, { row, holder });
    if (event.type === "ChunkClaimed") holder = event.data.executor;
    if (event.type === "ChunkReleased") holder = null;
    if (told === null) continue;
    const common = { ...nothingMore, executor: holder, eventId, at };
    const failed = hasColumns(event) ? failedAttempts(event, { row, rounds }) : [];
    for (const each of [...failed, told]) moments.push({ ...common, ...each });
    if (told.kind === "SET_ASIDE") rounds = { ended: told.round!, attempts: told.attempts! };
    if (told.kind === "SUCCEEDED" || told.kind === "FAILED") break;
  }
  return moments;
}

type Told = Pick<Moment, "kind"> & Partial<Moment>;

/** Rounds of the row that are over, and the attempts that they took. */
interface Rounds {
  readonly ended: number;
  readonly attempts: number;
}

function momentOf(
  event: ChunkEvent,
  { row, holder }: { readonly row: number; readonly holder: string | null },
): Told | null {
  switch (event.type) {
    case "ChunkClaimed": {
      const { executor } = event.data;
      // Who takes one that it holds itself begins anew, as after a restart.
      return { kind: holder === null || holder === executor ? "CLAIMED" : "TAKEN_OVER", executor };
    }
    case "ChunkReleased":
      return { kind: event.data.lost ? "LOST" : "GIVEN_BACK", executor: event.data.executor };
    case "TaskStarted":
      if (event.data.row !== row) return null;
      return { kind: "ANNOUNCED", together: event.data.together ?? 1 };
    case "TaskDeferred":
    case "TaskFailed":
    case "TaskSucceeded":
      return inColumns(event, row);
    case "ChunkAdvanced":
    case "ChunkCompleted":
      return null;
  }
}

const kinds = {
  TaskDeferred: "SET_ASIDE",
  TaskFailed: "FAILED",
  TaskSucceeded: "SUCCEEDED",
} as const;

type InColumns = TaskDeferred | TaskFailed | TaskSucceeded;

function hasColumns(event: ChunkEvent): event is InColumns {
  return event.type in kinds;
}

/** The attempts of the round that this event ends, as far as each is kept. */
function failedAttempts(
  { type, data }: InColumns,
  { row, rounds }: { readonly row: number; readonly rounds: Rounds },
): readonly Told[] {
  const index = placeIn(data.rows, row);
  const logged = index === null ? undefined : data.failedAttempts?.[index];
  if (index === null || logged === undefined) return [];
  const ofRound = (data.attempts?.[index] ?? 1) - rounds.attempts;
  const failed = type === "TaskSucceeded" ? ofRound - 1 : ofRound;
  return fromLogged(logged, { before: rounds.attempts, failed }).map((one) => ({
    kind: "ATTEMPT_FAILED",
    at: new Date(one.at).toISOString(),
    attempts: one.attempt,
    round: rounds.ended + 1,
    leftOut: one.leftOut,
    errorCode: one.code,
    httpStatus: one.status,
  }));
}

function inColumns(event: InColumns, row: number): Told | null {
  const index = placeIn(event.data.rows, row);
  if (index === null) return null;
  const { attempts, messages } = event.data;
  const common = {
    kind: kinds[event.type],
    attempts: attempts?.[index] ?? 1,
    message: messages?.[index] ?? null,
  };
  if (event.type === "TaskSucceeded") return common;
  const { codes, firstCodes, statuses } = event.data;
  return {
    ...common,
    round: event.type === "TaskDeferred" ? event.data.round : null,
    errorCode: codes[index]!,
    firstErrorCode: firstCodes?.[index] ?? codes[index]!,
    httpStatus: statuses[index] ?? null,
  };
}

/** Where the columns of an event have a row; null when they have it not. */
function placeIn(ranges: RowRanges, row: number): number | null {
  let before = 0;
  for (const [first, last] of ranges) {
    if (first <= row && row <= last) return before + row - first;
    before += last - first + 1;
  }
  return null;
}

/** A moment in a sentence, for people. */
export function sentenceOf(moment: Moment): string {
  const { kind, attempts, round, errorCode, together } = moment;
  const tries = `${attempts} ${attempts === 1 ? "attempt" : "attempts"}`;
  switch (kind) {
    case "CLAIMED":
      return "A process took its chunk.";
    case "TAKEN_OVER":
      return "Another process took its chunk, for the one that had it was lost.";
    case "GIVEN_BACK":
      return "Its chunk was given back without an outcome for this row; whoever takes it goes on.";
    case "LOST":
      return "The process that had its chunk was lost: its call may have been made.";
    case "ANNOUNCED":
      return `It was announced before it was called, ${together === 1 ? "alone" : `as one of ${together}`}: processes were lost with its chunk.`;
    case "ATTEMPT_FAILED":
      return `Attempt ${attempts} (round ${round}) ended in ${answerOf(moment)}${notKept(moment)}.`;
    case "SET_ASIDE":
      return `It was set aside, the ${ordinals[round ?? 0] ?? `${round}th`} time, after ${tries}; the last ended in ${errorCode}.`;
    case "SUCCEEDED":
      return `It succeeded after ${tries}.`;
    case "FAILED":
      return `It failed for good after ${tries}; the last ended in ${errorCode}.`;
    case "UNKNOWN":
      return "The job has ended, and whether its call was made is not known.";
  }
}

function answerOf({ errorCode, httpStatus }: Moment): string {
  return `${errorCode}, ${httpStatus === null ? "without an HTTP answer" : `HTTP ${httpStatus}`}`;
}

function notKept({ attempts, leftOut }: Moment): string {
  if (!leftOut) return "";
  const last = attempts! - 1;
  return leftOut === 1
    ? `; attempt ${last} failed too and is not kept`
    : `; attempts ${last - leftOut + 1} to ${last} failed too and are not kept one by one`;
}

const ordinals: readonly (string | undefined)[] = [undefined, "1st", "2nd", "3rd"];
