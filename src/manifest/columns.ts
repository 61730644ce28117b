/**
 * Whole lines become columns. Nearly every manifest is plain, so a block without a quote is split by hand, and so is one
 * in which every column is quoted and no quote stands inside one, as inventories are. Any other block goes through
 * csv-parse, and a block in which anything is odd goes line by line, which is ten times slower and finds the line and
 * the column at fault. All ways read the same (test/manifest/columns.property.test.ts).
 */
import { isUtf8 } from "node:buffer";
import { parse } from "csv-parse/sync";
import { parseLine, splitPlain, tooLong } from "./line.ts";
import type { RowProblem } from "./line.ts";
import { LINE_BYTES_MAX, LINE_FEED } from "./lines.ts";

/** One line as columns, unquoted; an empty line has none. */
export interface ParsedLine {
  readonly columns: readonly string[];
  /** Length in the file, with the line end. */
  readonly bytes: number;
}

/** The lines before the first that cannot be read, and what is wrong with that one. */
export interface ParsedLines {
  readonly lines: readonly ParsedLine[];
  readonly problem: RowProblem | null;
}

const QUOTE = 0x22;
const CARRIAGE_RETURN = 0x0d;
const LONE_CARRIAGE_RETURN = /\r(?!\n|$)/u;
/** Strict in everything: nothing trimmed, skipped, guessed or relaxed. */
const CSV_OPTIONS = { bom: false, record_delimiter: ["\r\n", "\n"] };

/** Splits a block of whole lines, as `wholeLines` gives them. */
export function parseLines(block: Buffer): ParsedLines {
  const text = sound(block);
  if (text === null) return parseLineByLine(block);
  const lines = text.split("\n");
  // What follows the last line end is no line.
  if (lines.at(-1) === "") lines.pop();
  if (!block.includes(QUOTE)) return measureLines(lines, { block, text, columns: null });
  const allQuoted = splitQuoted(lines, block);
  if (allQuoted !== null) return measureLines(lines, { block, text, columns: allQuoted });
  // Half a CRLF at the end of the file ends the last line; csv-parse would take it for part of the column.
  const columns = parseQuoted(text.endsWith("\r") ? text.slice(0, -1) : text);
  // Fewer records than lines: a line break stood inside quotes.
  if (columns?.length !== lines.length) return parseLineByLine(block);
  return measureLines(lines, { block, text, columns });
}

/** The text of a block; null when something in it needs a closer look. */
function sound(block: Buffer): string | null {
  if (block.includes(0) || !isUtf8(block)) return null;
  const text = block.toString("utf8");
  return block.includes(CARRIAGE_RETURN) && LONE_CARRIAGE_RETURN.test(text) ? null : text;
}

/**
 * The columns of lines in which each column is quoted; null when there is a line that is not so. Between its first and
 * last quote a line is cut at `","`. That is right when these are all quotes there are: then none stands inside a column.
 */
function splitQuoted(lines: readonly string[], block: Buffer): string[][] | null {
  const columns: string[][] = [];
  let quotes = 0;
  for (const line of lines) {
    const end =
      line.charCodeAt(line.length - 1) === CARRIAGE_RETURN ? line.length - 1 : line.length;
    if (end < 2 || line.charCodeAt(0) !== QUOTE || line.charCodeAt(end - 1) !== QUOTE) return null;
    const cut = line.slice(1, end - 1).split('","');
    quotes += 2 * cut.length;
    columns.push(cut);
  }
  return quotes === countQuotes(block) ? columns : null;
}

function countQuotes(block: Buffer): number {
  let count = 0;
  for (let index = 0; index < block.length; index++) if (block[index] === QUOTE) count += 1;
  return count;
}

function parseQuoted(text: string): string[][] | null {
  try {
    return parse(text, CSV_OPTIONS);
  } catch {
    // Also when the rows differ in length; reading line by line shows which row it is.
    return null;
  }
}

interface BlockText {
  readonly block: Buffer;
  readonly text: string;
  /** Columns of each line, where they are known already. */
  readonly columns: readonly (readonly string[])[] | null;
}

function measureLines(lines: readonly string[], { block, text, columns }: BlockText): ParsedLines {
  // No character of UTF-8 is as long in bytes as in a string but those of ASCII.
  const isAscii = text.length === block.length;
  const parsed: ParsedLine[] = [];
  let bytesLeft = block.length;
  for (const line of lines) {
    const bytes = isAscii ? line.length : Buffer.byteLength(line);
    const isCrlf = line.charCodeAt(line.length - 1) === CARRIAGE_RETURN;
    const content = isCrlf ? line.slice(0, -1) : line;
    if (bytes - (isCrlf ? 1 : 0) > LINE_BYTES_MAX) return { lines: parsed, problem: tooLong };
    const bytesEnded = Math.min(bytes + 1, bytesLeft);
    bytesLeft -= bytesEnded;
    const found = columns?.[parsed.length];
    parsed.push({
      columns: content === "" ? [] : (found ?? splitPlain(content)),
      bytes: bytesEnded,
    });
  }
  return { lines: parsed, problem: null };
}

function parseLineByLine(block: Buffer): ParsedLines {
  const lines: ParsedLine[] = [];
  for (let start = 0; start < block.length;) {
    const lineFeed = block.indexOf(LINE_FEED, start);
    const end = lineFeed === -1 ? block.length : lineFeed;
    const isCrlf = end > start && block[end - 1] === CARRIAGE_RETURN;
    const columns = parseLine(block.subarray(start, isCrlf ? end - 1 : end));
    if (!columns.ok) return { lines, problem: columns.error };
    const next = Math.min(end + 1, block.length);
    lines.push({ columns: columns.value, bytes: next - start });
    start = next;
  }
  return { lines, problem: null };
}
