/** One line, looked at closely: its columns, or what is wrong with it and where. The measure for the faster ways. */
import { isUtf8 } from "node:buffer";
import { CsvError, parse } from "csv-parse/sync";
import { err, ok } from "../lib/result.ts";
import type { Result } from "../lib/result.ts";
import { LINE_BYTES_MAX } from "./lines.ts";

/** What is wrong with a row. The column counts from 1; null when it is about the whole row. */
export interface RowProblem {
  readonly column: number | null;
  readonly reason: string;
}

const IMPROPER = "Manifest file is not properly formatted";
const NUL = 0x00;
const CARRIAGE_RETURN = 0x0d;
const QUOTE = 0x22;
const COMMA = 0x2c;
/** Strict in everything: nothing trimmed, skipped, guessed or relaxed. */
const CSV_OPTIONS = { bom: false, record_delimiter: "\n" };

const quoteProblems: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED:
    "a quote is not closed on its line; close it, and write a line break in a key as %0A",
  CSV_INVALID_CLOSING_QUOTE:
    "text follows a closing quote; write a quote inside a quoted column twice",
  INVALID_OPENING_QUOTE:
    "a quote stands inside a column that does not begin with one; quote the whole column, or write %22",
};

/** A line over `LINE_BYTES_MAX`; it is not read further. */
export const tooLong: RowProblem = {
  column: null,
  reason: `${IMPROPER}: the line is longer than ${LINE_BYTES_MAX} bytes; check that lines end with a line feed`,
};

/** The columns of a line without its line end; none of an empty line. */
export function parseLine(line: Buffer): Result<readonly string[], RowProblem> {
  if (line.length > LINE_BYTES_MAX) return err(tooLong);
  if (line.length === 0) return ok([]);
  const damage = findDamage(line);
  if (damage !== null) return err(damage);
  const text = line.toString("utf8");
  return line.includes(QUOTE) ? parseQuotedLine(text) : ok(splitPlain(text));
}

/** The columns of a line that holds no quote. */
export function splitPlain(line: string): string[] {
  return line.split(",");
}

function parseQuotedLine(line: string): Result<readonly string[], RowProblem> {
  try {
    return ok(parse(line, CSV_OPTIONS)[0] ?? []);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const reason = quoteProblems[error.code] ?? error.message;
    const index: unknown = error["column"];
    const column = typeof index === "number" ? index + 1 : null;
    return err({ column, reason: `${IMPROPER}: ${reason}` });
  }
}

function findDamage(line: Buffer): RowProblem | null {
  if (!isUtf8(line)) {
    const reason = "the column is not UTF-8; save the manifest as UTF-8 and URL-encode its keys";
    return damagedColumn(line, { isDamaged: (column) => !isUtf8(column), reason });
  }
  if (line.includes(NUL)) {
    const reason =
      "the column holds a NUL byte; write it as %00 in a key, and save the file as UTF-8";
    return damagedColumn(line, { isDamaged: (column) => column.includes(NUL), reason });
  }
  if (line.includes(CARRIAGE_RETURN)) {
    const reason =
      "a carriage return stands inside the line; end lines with LF or CRLF, and write %0D in a key";
    return damagedColumn(line, { isDamaged: (column) => column.includes(CARRIAGE_RETURN), reason });
  }
  return null;
}

function damagedColumn(
  line: Buffer,
  { isDamaged, reason }: { isDamaged: (column: Buffer) => boolean; reason: string },
): RowProblem {
  const index = cutColumns(line).findIndex(isDamaged);
  return { column: index === -1 ? null : index + 1, reason: `${IMPROPER}: ${reason}` };
}

/** The bytes of each column as well as can be told in a damaged line. Commas and quotes are never part of a character. */
function cutColumns(line: Buffer): Buffer[] {
  const columns: Buffer[] = [];
  let start = 0;
  let isQuoted = false;
  for (const [index, byte] of line.entries()) {
    if (byte === QUOTE) isQuoted = !isQuoted;
    if (byte !== COMMA || isQuoted) continue;
    columns.push(line.subarray(start, index));
    start = index + 1;
  }
  columns.push(line.subarray(start));
  return columns;
}
