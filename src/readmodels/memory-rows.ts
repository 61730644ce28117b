/** Rows in memory, for folds whose rows are looked at once and forgotten. */
import { assert } from "../lib/assert.ts";
import type { Row, RowChange, RowReader, Table } from "../../projections/projection.ts";

export interface MemoryRows extends RowReader {
  apply(change: RowChange): void;
  /** Every row of a table. */
  all(table: string): readonly Row[];
}

export function createMemoryRows(tables: readonly Table[]): MemoryRows {
  const kept = new Map(
    tables.map((table) => [table.name, { table, rows: new Map<string, Row>() }]),
  );
  const find = (name: string) => {
    const found = kept.get(name);
    assert(found !== undefined, `there is no table ${name}`);
    return found;
  };
  return {
    get(name, key) {
      const { table, rows } = find(name);
      return rows.get(textOf(table, key)) ?? null;
    },
    all: (table) => [...find(table).rows.values()],
    apply(change) {
      const { table, rows } = find(change.table);
      if (change.kind === "put") {
        rows.set(textOf(table, change.row), change.row);
        return;
      }
      const wanted = Object.entries(change.where);
      for (const [text, row] of rows) {
        if (wanted.every(([column, value]) => row[column] === value)) rows.delete(text);
      }
    },
  };
}

function textOf({ primaryKey }: Table, row: Row): string {
  return JSON.stringify(primaryKey.map((column) => row[column]));
}
