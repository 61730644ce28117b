/** Events of a chunk of ten rows, 100 to 109, whose columns are filled in from the rows. */
import type {
  ChunkEvent,
  TaskDeferred,
  TaskFailed,
  TaskSucceeded,
} from "../../src/job/chunk-events.ts";
import {
  chunkDecider,
  type ChunkCommand,
  type ChunkState,
  type KnownChunk,
} from "../../src/job/chunk.ts";
import { assert } from "../../src/lib/assert.ts";
import { rowsOf, type RowRanges } from "../../src/job/rows.ts";
import { givenFor } from "./given-when-then.ts";

export const given = givenFor(chunkDecider);

const chunkBorders = { firstRow: 100, rows: 10 } as const;

export function claim(executor: string, options: { over?: string } = {}): ChunkCommand {
  return { type: "ClaimChunk", executor, ...chunkBorders, over: options.over ?? null };
}

export function claimed(executor: string): ChunkEvent {
  return { type: "ChunkClaimed", data: { executor, ...chunkBorders } };
}

export function succeeded(rows: RowRanges): TaskSucceeded {
  return { type: "TaskSucceeded", data: { rows, keys: each(rows, (row) => `key-${row}`) } };
}

export function failed(rows: RowRanges): TaskFailed {
  const keys = each(rows, (row) => `key-${row}`);
  return { type: "TaskFailed", data: { rows, keys, ...failureColumns(rows, "NoSuchKey") } };
}

export function deferred(rows: RowRanges, round: number): TaskDeferred {
  const attempts = each(rows, () => 5 * round);
  return {
    type: "TaskDeferred",
    data: { rows, attempts, round, ...failureColumns(rows, "SlowDown") },
  };
}

export function advanced(
  executor: string,
  ...columns: [
    succeeded: number,
    failed: number,
    deferred: number,
    change: [number, number, number],
  ]
): ChunkEvent {
  const [done, lost, aside, [changeDone, changeLost, changeAside]] = columns;
  const change = { succeeded: changeDone, failed: changeLost, deferred: changeAside };
  return {
    type: "ChunkAdvanced",
    data: { executor, succeeded: done, failed: lost, deferred: aside, change, outcomesHash: "h" },
  };
}

export function completed(executor: string, done: number, lost: number): ChunkEvent {
  return {
    type: "ChunkCompleted",
    data: { executor, succeeded: done, failed: lost, outcomesHash: "h" },
  };
}

export function released(executor: string, open: number): ChunkEvent {
  return { type: "ChunkReleased", data: { executor, lost: false, open } };
}

export function releasedAsLost(executor: string, open: number): ChunkEvent {
  return { type: "ChunkReleased", data: { executor, lost: true, open } };
}

export function known(state: ChunkState): KnownChunk {
  assert(state.claimed, "the chunk was never claimed");
  return state;
}

function failureColumns(rows: RowRanges, code: string) {
  return {
    codes: each(rows, () => code),
    statuses: each(rows, () => (code === "SlowDown" ? 503 : 404)),
    messages: each(rows, (row) => `about ${row}`),
  };
}

function each<Value>(rows: RowRanges, value: (row: number) => Value): Value[] {
  return [...rowsOf(rows)].map(value);
}
