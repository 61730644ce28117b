/** Events as a log gives them, for projections and whoever follows the log. */
import { decode, encode, type Actor, type AnyEvent } from "../../src/job/codec.ts";
import { parseStream } from "../../src/job/streams.ts";
import { assert } from "../../src/lib/assert.ts";
import type { EventStore, NewEvent, RecordedEvent } from "../../src/eventstore/eventstore.ts";
import { uuidV5 } from "../../src/eventstore/ids.ts";
import type { ProjectedEvent, Projection, Row, RowReader } from "../../projections/projection.ts";

export const alice: Actor = { kind: "USER", id: "alice", name: "Alice" };

/** One event and where it goes; `at` in seconds after `timeZero`. */
export interface Entry {
  readonly stream: string;
  readonly event: AnyEvent;
  readonly at?: number;
  readonly actor?: Actor;
}

const timeZero = Date.parse("2026-03-01T10:00:00.000Z");

export function timeAt(seconds: number): string {
  return new Date(timeZero + seconds * 1000).toISOString();
}

/** Events of one stream. */
export function inStream(stream: string, events: readonly AnyEvent[], at = 0): Entry[] {
  return events.map((event) => ({ stream, event, at }));
}

/** The log that these entries make, with positions that have gaps. */
export function record(entries: readonly Entry[]): RecordedEvent[] {
  const revisions = new Map<string, number>();
  return entries.map(({ stream, event, at = 0, actor = alice }, index) => {
    const revision = (revisions.get(stream) ?? -1) + 1;
    revisions.set(stream, revision);
    const position = 10 * (index + 1);
    return {
      ...newEvent(event, `${index}`, actor),
      stream,
      revision,
      position,
      recordedAt: timeAt(at),
    };
  });
}

export function newEvent(event: AnyEvent, name: string, actor: Actor = alice): NewEvent {
  const id = uuidV5(name, "2d2b5ab5-5c7e-4b0e-9a51-2c6f6d1d4a10");
  return { id, ...encode(event, { actor, correlationId: "request-1", causationId: null }) };
}

/** Appends entries one by one, whatever the revision. Gives the position of the last. */
export async function appendAll(
  eventStore: EventStore,
  entries: readonly Entry[],
): Promise<number> {
  let last = -1;
  for (const { stream, event, actor } of entries) {
    const written = { ...newEvent(event, "", actor), id: crypto.randomUUID() };
    const { position } = await eventStore.append(stream, [written], { expected: "any" });
    last = position;
  }
  return last;
}

function projected(recorded: RecordedEvent): ProjectedEvent {
  const decoded = decode(recorded);
  const about = parseStream(recorded.stream);
  assert(decoded.ok && about !== null, `${recorded.type} cannot be read`);
  const { id, stream, revision, position, recordedAt, metadata } = recorded;
  return {
    event: decoded.value,
    about,
    id,
    stream,
    revision,
    position,
    recordedAt,
    actor: metadata["actor"] as Actor,
    correlationId: String(metadata["correlationId"]),
    causationId: null,
    schemaVersion: Number(metadata["schemaVersion"]),
  };
}

/** The rows of each table after these events, in the order of their keys. */
export function rowsAfter(
  apply: Projection["apply"],
  projection: Pick<Projection, "tables">,
  entries: readonly Entry[],
): Readonly<Record<string, readonly Row[]>> {
  const tables = new Map(
    projection.tables.map((table) => [table.name, { table, rows: new Map<string, Row>() }]),
  );
  const find = (name: string) => {
    const found = tables.get(name);
    assert(found !== undefined, `no table ${name}`);
    const keyOf = (row: Row) => JSON.stringify(found.table.primaryKey.map((column) => row[column]));
    return { ...found, keyOf };
  };
  const reader: RowReader = {
    get(name, key) {
      const { rows, keyOf } = find(name);
      return rows.get(keyOf(key)) ?? null;
    },
  };
  for (const event of record(entries).map(projected)) {
    for (const change of apply(event, reader)) {
      const { rows, keyOf } = find(change.table);
      if (change.kind === "put") rows.set(keyOf(change.row), change.row);
      else {
        const wanted = Object.entries(change.where);
        for (const [key, row] of rows) {
          if (wanted.every(([column, value]) => row[column] === value)) rows.delete(key);
        }
      }
    }
  }
  return Object.fromEntries([...tables].map(([name, { rows }]) => [name, [...rows.values()]]));
}
