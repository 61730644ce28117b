import { assert } from "../lib/assert.ts";

/** A row as SQLite gives it. */
export type SqlRow = Readonly<Record<string, unknown>>;

/** The integer in a column. */
export function integerIn(row: SqlRow, column: string): number {
  const value = row[column];
  assert(typeof value === "number", `${column} is an integer`);
  return value;
}

/** The text in a column. */
export function textIn(row: SqlRow, column: string): string {
  const value = row[column];
  assert(typeof value === "string", `${column} is a text`);
  return value;
}

/** The UUID in a column of 16 bytes. */
export function uuidIn(row: SqlRow, column: string): string {
  const value = row[column];
  assert(value instanceof Uint8Array && value.length === 16, `${column} is a UUID`);
  const hex = Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A UUID as the 16 bytes that it is stored as. */
export function uuidBytes(id: string): Uint8Array {
  return Buffer.from(id.replaceAll("-", ""), "hex");
}
