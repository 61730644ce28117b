/**
 * A projection: one pure fold of the log into the rows of its tables. Raise `version` when the fold changes: its tables
 * are made again from the start of the log.
 */
import type { AnyEvent, Actor } from "../src/job/codec.ts";
import type { StreamName } from "../src/job/streams.ts";

export interface Projection {
  readonly name: string;
  readonly version: number;
  readonly tables: readonly Table[];
  /** It folds what belongs to no job; the others never see it. */
  readonly ofEngine?: true;
  /** The changes that one event makes. `rows` reads what earlier events, of the same commit too, left behind. */
  readonly apply: (event: ProjectedEvent, rows: RowReader) => readonly RowChange[];
}

/** An event of one of our streams, with its place in the log. */
export interface ProjectedEvent {
  readonly event: AnyEvent;
  readonly id: string;
  readonly stream: string;
  readonly about: StreamName;
  readonly revision: number;
  readonly position: number;
  readonly recordedAt: string;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly schemaVersion: number;
}

export interface Table {
  readonly name: string;
  /** Column and its SQLite type. */
  readonly columns: Readonly<Record<string, "TEXT" | "INTEGER" | "REAL">>;
  readonly primaryKey: readonly string[];
  /** Columns of each further index. */
  readonly indexes?: readonly (readonly string[])[];
}

export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;

export type RowChange =
  /** Writes a whole row, replacing one with the same key. */
  | { readonly kind: "put"; readonly table: string; readonly row: Row }
  /** Deletes every row that agrees with these columns. */
  | { readonly kind: "delete"; readonly table: string; readonly where: Row };

export interface RowReader {
  /** The row with this primary key; null when there is none. */
  get(table: string, key: Row): Row | null;
}
