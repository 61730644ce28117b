/** Tables as projections declare them, and the rows that a commit changes. */
import { assert } from "../lib/assert.ts";
import type { Row, RowChange, RowReader, Table, Value } from "../../projections/projection.ts";
import type { Database } from "./database.ts";

/** Creates a table with its indexes; without row ids, so that the same rows make the same file whatever their order. */
export function createTable(database: Database, table: Table): void {
  const { name, columns, primaryKey, indexes = [] } = table;
  const declared = Object.entries(columns).map(([column, type]) => `"${column}" ${type}`);
  const key = `PRIMARY KEY (${quoted(primaryKey)})`;
  database.run(`CREATE TABLE "${name}" (${[...declared, key].join(", ")}) WITHOUT ROWID`);
  for (const columnsOfIndex of indexes) {
    const indexName = `${name}_by_${columnsOfIndex.join("_")}`;
    database.run(`CREATE INDEX "${indexName}" ON "${name}" (${quoted(columnsOfIndex)})`);
  }
}

export function dropTable(database: Database, name: string): void {
  database.run(`DROP TABLE IF EXISTS "${name}"`);
}

/** Rows changed in a transaction: read back at once, written once each at the end, however often they change. */
export interface RowBuffer extends RowReader {
  apply(change: RowChange): void;
  /** Writes what is pending; the last thing before the commit. */
  flush(): void;
}

/** Null: the row is deleted. */
type Pending = Map<string, { readonly key: readonly Value[]; readonly row: Row | null }>;

interface BufferedTable {
  readonly table: Table;
  readonly columns: readonly string[];
  readonly sql: { readonly select: string; readonly put: string; readonly delete: string };
  readonly pending: Pending;
}

export function createRowBuffer(database: Database, tables: readonly Table[]): RowBuffer {
  const buffered = new Map(tables.map((table) => [table.name, bufferedTable(table)]));
  const find = (name: string): BufferedTable => {
    const table = buffered.get(name);
    assert(table !== undefined, `there is no table ${name}`);
    return table;
  };
  return {
    get(name, key) {
      const table = find(name);
      const values = keyOf(table.table, key);
      const pending = table.pending.get(textOf(values));
      return pending === undefined ? database.get(table.sql.select, ...values) : pending.row;
    },
    apply(change) {
      const table = find(change.table);
      if (change.kind === "put") setPending(table, change.row, change.row);
      else if (isPrimaryKey(table.table, change.where)) setPending(table, change.where, null);
      else deleteMany(database, table, change.where);
    },
    flush() {
      for (const table of buffered.values()) write(database, table);
    },
  };
}

function bufferedTable(table: Table): BufferedTable {
  const { name, primaryKey } = table;
  const columns = Object.keys(table.columns);
  const where = conditions(primaryKey);
  const places = columns.map(() => "?").join(", ");
  return {
    table,
    columns,
    sql: {
      select: `SELECT * FROM "${name}" WHERE ${where}`,
      put: `INSERT OR REPLACE INTO "${name}" (${quoted(columns)}) VALUES (${places})`,
      delete: `DELETE FROM "${name}" WHERE ${where}`,
    },
    pending: new Map(),
  };
}

function setPending({ table, pending }: BufferedTable, place: Row, row: Row | null): void {
  const key = keyOf(table, place);
  pending.set(textOf(key), { key, row });
}

/** Rows written before go at once, and with them those that are still pending. */
function deleteMany(database: Database, { table, pending }: BufferedTable, where: Row): void {
  const wanted = Object.entries(where);
  assert(wanted.length > 0, `a delete from ${table.name} names no column`);
  for (const [text, { key, row }] of pending) {
    if (row !== null && wanted.every(([column, value]) => row[column] === value)) {
      pending.set(text, { key, row: null });
    }
  }
  const columns = wanted.map(([column]) => column);
  const values = wanted.map(([, value]) => value);
  database.run(`DELETE FROM "${table.name}" WHERE ${conditions(columns)}`, ...values);
}

function write(database: Database, { columns, sql, pending }: BufferedTable): void {
  for (const { key, row } of pending.values()) {
    if (row === null) database.run(sql.delete, ...key);
    else database.run(sql.put, ...columns.map((column) => valueIn(row, column)));
  }
  pending.clear();
}

function valueIn(row: Row, column: string): Value {
  const value = row[column];
  assert(value !== undefined, `a row has no ${column}`);
  return value;
}

function keyOf({ primaryKey }: Table, row: Row): readonly Value[] {
  return primaryKey.map((column) => valueIn(row, column));
}

function textOf(key: readonly Value[]): string {
  return key.join("\u0000");
}

function isPrimaryKey({ primaryKey }: Table, where: Row): boolean {
  return (
    Object.keys(where).length === primaryKey.length && primaryKey.every((column) => column in where)
  );
}

function conditions(columns: readonly string[]): string {
  return columns.map((column) => `"${column}" IS ?`).join(" AND ");
}

function quoted(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(", ");
}
