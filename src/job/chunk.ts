/**
 * A chunk: a run of rows that one executor takes at once. The small decider that keeps the promise: each row gets exactly
 * one outcome, from whoever holds the claim. It decides on rows and counts; the columns of outcomes are payload.
 */
import { err, ok, type Result } from "../lib/result.ts";
import { unreachable } from "../lib/assert.ts";
import {
  addRows,
  countRows,
  emptyRowSet,
  hasRow,
  rowsOf,
  withoutRows,
  type RowRanges,
  type RowSet,
} from "./rows.ts";
import {
  afterLoss,
  noSuspects,
  withAnnounced,
  withoutAnnounced,
  withoutLiving,
  type Suspects,
} from "./suspects.ts";
import type {
  ChunkClaimed,
  ChunkEvent,
  TaskDeferred,
  TaskFailed,
  TaskSucceeded,
} from "./chunk-events.ts";
import type { Decider } from "./decider.ts";

export type ChunkState = FreshChunk | KnownChunk;

/** Never claimed. */
interface FreshChunk {
  readonly claimed: false;
}

export interface KnownChunk {
  readonly claimed: true;
  readonly firstRow: number;
  readonly rows: number;
  /** Executor that holds it; null when it is free. */
  readonly holder: string | null;
  /** Claims since the last outcome: three of them start the search for a row that is deadly. */
  readonly fruitlessClaims: number;
  /** An executor was lost with it, so calls of rows that are open may have been made. */
  readonly wasLost: boolean;
  /** Rows that executors may have died on. */
  readonly suspects: Suspects;
  readonly done: RowSet;
  readonly deferred: ReadonlyMap<number, DeferredTask>;
  readonly succeeded: number;
  readonly failed: number;
  readonly outcomesHash: string;
  readonly completed: boolean;
}

export interface DeferredTask {
  readonly attempts: number;
  readonly round: number;
  readonly firstCode: string;
  readonly code: string;
  readonly status: number | null;
  readonly message: string;
}

export type ChunkCommand =
  | {
      readonly type: "ClaimChunk";
      readonly executor: string;
      readonly firstRow: number;
      readonly rows: number;
      /** The claim of this executor is over, so its chunk may be taken. */
      readonly over: string | null;
    }
  | { readonly type: "AnnounceTasks"; readonly executor: string; readonly rows: readonly number[] }
  | {
      readonly type: "AdvanceChunk";
      readonly executor: string;
      readonly outcomes: readonly (TaskSucceeded | TaskFailed | TaskDeferred)[];
      readonly outcomesHash: string;
    }
  | { readonly type: "ReleaseChunk"; readonly executor: string; readonly lost: boolean };

export type ChunkRejection =
  | { readonly code: "CHUNK_COMPLETED" }
  | { readonly code: "CHUNK_HELD"; readonly holder: string }
  | { readonly code: "NOT_THE_HOLDER"; readonly holder: string | null }
  | { readonly code: "ROW_NOT_OPEN"; readonly row: number };

export const chunkDecider: Decider<ChunkState, ChunkCommand, ChunkEvent, ChunkRejection> = {
  initialState: { claimed: false },
  decide: decideChunk,
  evolve: evolveChunk,
};

function decideChunk(
  command: ChunkCommand,
  state: ChunkState,
): Result<readonly ChunkEvent[], ChunkRejection> {
  if (state.claimed && state.completed) return err({ code: "CHUNK_COMPLETED" });
  const holder = state.claimed ? state.holder : null;
  switch (command.type) {
    case "ClaimChunk": {
      const { executor, firstRow, rows, over } = command;
      if (holder === executor) return ok([]);
      if (holder !== null && holder !== over) return err({ code: "CHUNK_HELD", holder });
      return ok([{ type: "ChunkClaimed", data: { executor, firstRow, rows } }]);
    }
    case "AnnounceTasks":
    case "AdvanceChunk":
      if (!state.claimed || holder !== command.executor)
        return err({ code: "NOT_THE_HOLDER", holder });
      return command.type === "AdvanceChunk" ? advance(command, state) : announce(command, state);
    case "ReleaseChunk": {
      if (!state.claimed || holder === null) return ok([]);
      if (holder !== command.executor) return err({ code: "NOT_THE_HOLDER", holder });
      return ok([
        {
          type: "ChunkReleased",
          data: { executor: holder, lost: command.lost, open: openRows(state) },
        },
      ]);
    }
    default:
      return unreachable(command);
  }
}

function announce(
  { executor, rows }: Extract<ChunkCommand, { type: "AnnounceTasks" }>,
  state: KnownChunk,
): Result<readonly ChunkEvent[], ChunkRejection> {
  const row = rows.find((one) => !isOpen(state, one));
  if (row !== undefined) return err({ code: "ROW_NOT_OPEN", row });
  const together = rows.length > 1 ? { together: rows.length } : {};
  return ok(
    rows.map((one) => ({ type: "TaskStarted", data: { executor, row: one, ...together } })),
  );
}

function advance(
  command: Extract<ChunkCommand, { type: "AdvanceChunk" }>,
  state: KnownChunk,
): Result<readonly ChunkEvent[], ChunkRejection> {
  const seen = new Set<number>();
  const change = { succeeded: 0, failed: 0, deferred: 0 };
  for (const { type, data } of command.outcomes) {
    for (const row of rowsOf(data.rows)) {
      if (seen.has(row) || !isOpen(state, row)) return err({ code: "ROW_NOT_OPEN", row });
      seen.add(row);
      if (state.deferred.has(row)) change.deferred -= 1;
    }
    const count = countRows(data.rows);
    if (type === "TaskSucceeded") change.succeeded += count;
    else if (type === "TaskFailed") change.failed += count;
    else change.deferred += count;
  }
  const { executor, outcomesHash } = command;
  const succeeded = state.succeeded + change.succeeded;
  const failed = state.failed + change.failed;
  const deferred = state.deferred.size + change.deferred;
  const events: ChunkEvent[] = [
    ...command.outcomes,
    {
      type: "ChunkAdvanced",
      data: { executor, succeeded, failed, deferred, change, outcomesHash },
    },
  ];
  if (succeeded + failed === state.rows) {
    events.push({ type: "ChunkCompleted", data: { executor, succeeded, failed, outcomesHash } });
  }
  return ok(events);
}

function evolveChunk(state: ChunkState, event: ChunkEvent): ChunkState {
  if (event.type === "ChunkClaimed") return claimed(state, event);
  if (!state.claimed) return state;
  switch (event.type) {
    case "TaskStarted": {
      const { row, together = 1 } = event.data;
      return { ...state, suspects: withAnnounced(state.suspects, row, together) };
    }
    case "TaskSucceeded":
    case "TaskFailed":
      return {
        ...lived(state, event.data.rows),
        done: addRows(state.done, event.data.rows),
        deferred: withoutRows(state.deferred, event.data.rows),
      };
    case "TaskDeferred":
      return { ...lived(state, event.data.rows), deferred: withDeferred(state.deferred, event) };
    case "ChunkAdvanced": {
      const { succeeded, failed, outcomesHash } = event.data;
      return { ...state, succeeded, failed, outcomesHash };
    }
    case "ChunkReleased":
      return event.data.lost ? lost(state) : givenBack(state);
    case "ChunkCompleted":
      return { ...state, holder: null, completed: true };
    default:
      return unreachable(event);
  }
}

function claimed(state: ChunkState, event: ChunkClaimed): KnownChunk {
  const { executor, firstRow, rows } = event.data;
  if (state.claimed)
    return {
      ...(state.holder === null ? state : lost(state)),
      holder: executor,
      fruitlessClaims: state.fruitlessClaims + 1,
    };
  return {
    claimed: true,
    firstRow,
    rows,
    holder: executor,
    fruitlessClaims: 1,
    wasLost: false,
    suspects: noSuspects,
    done: emptyRowSet(firstRow, rows),
    deferred: new Map(),
    succeeded: 0,
    failed: 0,
    outcomesHash: "",
    completed: false,
  };
}

/** Something was recorded of these rows. */
function lived(state: KnownChunk, rows: RowRanges): KnownChunk {
  return { ...state, fruitlessClaims: 0, suspects: withoutLiving(state.suspects, rows) };
}

function lost(state: KnownChunk): KnownChunk {
  return { ...state, holder: null, wasLost: true, suspects: afterLoss(state.suspects) };
}

/** Who gives a chunk back has not died on it: neither its claim nor what it announced counts against a row. */
function givenBack(state: KnownChunk): KnownChunk {
  return {
    ...state,
    holder: null,
    suspects: withoutAnnounced(state.suspects),
    fruitlessClaims: Math.max(0, state.fruitlessClaims - 1),
  };
}

/** Whether a row of the chunk has no outcome yet; rows that were set aside are open. */
export function isOpen(state: KnownChunk, row: number): boolean {
  const inChunk = row >= state.firstRow && row < state.firstRow + state.rows;
  return inChunk && !hasRow(state.done, row);
}

export function openRows(state: KnownChunk): number {
  return state.rows - state.succeeded - state.failed;
}

function withDeferred(
  deferred: ReadonlyMap<number, DeferredTask>,
  { data }: TaskDeferred,
): ReadonlyMap<number, DeferredTask> {
  const all = new Map(deferred);
  let index = 0;
  for (const row of rowsOf(data.rows)) {
    const code = data.codes[index]!;
    all.set(row, {
      attempts: data.attempts[index]!,
      round: data.round,
      firstCode: data.firstCodes?.[index] ?? code,
      code,
      status: data.statuses[index] ?? null,
      message: data.messages[index]!,
    });
    index += 1;
  }
  return all;
}
