/**
 * What a CSV manifest says, stated a second time: the whole file at once, a line at a time, each line through csv-parse
 * alone, each rule in the words of the guide. Slow, and shares no code with the reader.
 */
import { parse } from "csv-parse/sync";
import type { ManifestField } from "../../src/job/spec.ts";

export interface OracleRow {
  readonly bucket: string;
  readonly rawKey: string;
  readonly key: string;
  readonly versionId: string | null;
}

export interface OracleReading {
  /** Rows before the first bad one. */
  readonly rows: readonly OracleRow[];
  readonly refused: boolean;
  /** The first bad row is a good one of another bucket. */
  readonly foreignBucket: boolean;
}

export function readByRules(file: Buffer, fields: readonly ManifestField[]): OracleReading {
  const rows: OracleRow[] = [];
  const refused = { rows, refused: true, foreignBucket: false };
  if (file.length === 0 || hasForeignStart(file)) return refused;
  const lines = linesOf(file);
  for (const [index, line] of lines.entries()) {
    // One empty line is forgiven, at the very end.
    if (line.length === 0 && index === lines.length - 1) break;
    const columns = columnsOf(line);
    if (columns === null || (index === 0 && isHeader(columns))) return refused;
    const row = rowOf(columns, fields);
    if (row === null) return refused;
    if (row.bucket !== (rows[0]?.bucket ?? row.bucket)) return { ...refused, foreignBucket: true };
    rows.push(row);
  }
  return { rows, refused: false, foreignBucket: false };
}

/** A byte order mark, UTF-16 or gzip. */
function hasForeignStart(file: Buffer): boolean {
  const hex = file.toString("hex", 0, 3);
  return hex === "efbbbf" || ["fffe", "feff", "1f8b"].some((mark) => hex.startsWith(mark));
}

/** Ended by LF or CRLF; the last one need not be. */
function linesOf(file: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let line: number[] = [];
  for (const byte of file) {
    if (byte !== 0x0a) {
      line.push(byte);
      continue;
    }
    lines.push(withoutCarriageReturn(line));
    line = [];
  }
  if (line.length > 0) lines.push(withoutCarriageReturn(line));
  return lines;
}

function withoutCarriageReturn(line: number[]): Buffer {
  return Buffer.from(line.at(-1) === 0x0d ? line.slice(0, -1) : line);
}

/** Null: not UTF-8, a control character that no line may hold, too long, or quoted wrongly. */
function columnsOf(line: Buffer): string[] | null {
  if (line.length === 0 || line.length > 65_536) return null;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line);
  } catch {
    return null;
  }
  if (text.includes("\0") || text.includes("\r")) return null;
  try {
    // A line feed never stands in a line, so every line is one record.
    return parse(text, { record_delimiter: "\n", bom: false })[0] ?? null;
  } catch {
    return null;
  }
}

function isHeader(columns: readonly string[]): boolean {
  const names = new Set(columns.map((name) => name.trim().toLowerCase()));
  return names.has("bucket") && names.has("key");
}

function rowOf(columns: readonly string[], fields: readonly ManifestField[]): OracleRow | null {
  if (columns.length !== fields.length) return null;
  const column = (field: ManifestField) => columns[fields.indexOf(field)] ?? null;
  const bucket = column("BUCKET") ?? "";
  if (bucket.endsWith("--x-s3")) return null;
  if (!isMadeOf(bucket, 255, (code) => /[A-Za-z0-9._-]/.test(String.fromCharCode(code))))
    return null;
  const rawKey = column("KEY") ?? "";
  const key = decode(rawKey);
  if (key === null || key.length === 0 || key.length > 1024) return null;
  const versionId = column("VERSION_ID") ?? (column("OPTIONAL_VERSION_ID") || null);
  if (
    versionId !== null &&
    versionId !== "" &&
    !isMadeOf(versionId, 1024, (code) => code > 0x20 && code < 0x7f)
  )
    return null;
  const last = columns.at(-1) ?? "";
  if (last.endsWith(" ") || last.endsWith("\t")) return null;
  return { bucket, rawKey, key: key.toString("utf8"), versionId };
}

function isMadeOf(text: string, max: number, allowed: (code: number) => boolean): boolean {
  if (text.length < 1 || text.length > max) return false;
  return Array.from({ length: text.length }, (_, index) => text.charCodeAt(index)).every(allowed);
}

/** Byte by byte: a plus is a space, a percent sign and two hex digits are a byte, and the whole is UTF-8. */
function decode(rawKey: string): Buffer | null {
  const raw = Buffer.from(rawKey, "utf8");
  const bytes: number[] = [];
  for (let at = 0; at < raw.length; at++) {
    const byte = raw[at] ?? 0;
    if (byte !== 0x25) {
      bytes.push(byte === 0x2b ? 0x20 : byte);
      continue;
    }
    const hex = raw.toString("latin1", at + 1, at + 3);
    if (!/^[0-9A-Fa-f]{2}$/.test(hex)) return null;
    bytes.push(Number.parseInt(hex, 16));
    at += 2;
  }
  const decoded = Buffer.from(bytes);
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(decoded);
  } catch {
    return null;
  }
  return decoded;
}
