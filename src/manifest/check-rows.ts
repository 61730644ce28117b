/**
 * Looks at rows before a job exists. Unlike the reading of a job it goes on after a bad row, and it also tells what would
 * be read without complaint and is most likely a mistake. In bounded memory: of each kind of finding the first row and
 * how many there are, and of each row sixteen bytes.
 */
import { hash } from "node:crypto";
import { parseLine } from "./line.ts";
import { checkFirstBytes, checkHeader, checkMissingHeader, checkRow } from "./entries.ts";
import type { ManifestColumns, NamedObject } from "./entries.ts";
import type { RowProblem } from "./line.ts";
import { LINE_FEED } from "./lines.ts";
import { shown } from "./shown.ts";

export interface Finding {
  readonly code: FindingCode;
  /** From 1; of the first that has it. */
  readonly row: number | null;
  readonly rows: number;
  /** What is wrong with that row. */
  readonly message: string;
  readonly cure: string;
  /** A job would fail for it before its first task. */
  readonly isFatal: boolean;
}

export type FindingCode = keyof typeof kinds;

const kinds = {
  ByteOrderMark: { isFatal: true, cure: "Save the file as UTF-8 without BOM." },
  HeaderRow: {
    isFatal: true,
    cure: "Delete the first line; that of a CSV file may stay with headerRow (--header-row).",
  },
  NoHeaderRow: { isFatal: true, cure: "Leave headerRow (--header-row) out, or add the header." },
  OtherBucket: { isFatal: true, cure: "Make one list, and one job, for each bucket." },
  EmptyLine: { isFatal: true, cure: "Delete the line." },
  InvalidRow: {
    isFatal: true,
    cure: "A job stops at the first such row: mend all of them, or leave them out.",
  },
  FileDiffers: { isFatal: true, cure: "Make the inventory again, or copy its files again." },
  MissingVersion: {
    isFatal: false,
    cure: "Give each row its version, or null for the null version; such a task fails.",
  },
  PlusInKey: { isFatal: false, cure: "Write a plus as %2B. A + is read as a space." },
  DoublyEncodedKey: {
    isFatal: false,
    cure: "Right where names hold a %; if yours do not, encode keys once.",
  },
  UnencodedKey: { isFatal: false, cure: "URL-encode the keys: not every tool reads them so." },
  NoSuchBucket: {
    isFatal: false,
    cure: "Correct the name in the list, or say in which store its objects lie (--source-store).",
  },
  DuplicateRow: { isFatal: false, cure: "Remove the repeats: each row is a task of its own." },
} as const;

/** Of the rows themselves; what a preview shows. */
export interface LookedAtRow extends NamedObject {
  /** From 1. */
  readonly row: number;
}

export interface RowCheck {
  /** Whole lines of a file that follow those before. */
  add(block: Buffer, at: { readonly isFileStart: boolean; readonly isFileEnd: boolean }): void;
  note(code: FindingCode, message: string): void;
  readonly rows: number;
  readonly first: readonly LookedAtRow[];
  findings(): readonly Finding[];
}

const DOUBLY_ENCODED = /%25[0-9A-Fa-f]{2}/u;
const UNENCODED = /[^!-~]/u;

export function createRowCheck(options: {
  readonly columns: ManifestColumns;
  /** How many of the first good rows are kept. */
  readonly firstMax: number;
  /** The first line of a file names its columns. */
  readonly headerRow?: boolean;
}): RowCheck {
  const { columns, firstMax, headerRow = false } = options;
  const found = new Map<FindingCode, { row: number | null; rows: number; message: string }>();
  const first: LookedAtRow[] = [];
  const seen = new Set<bigint>();
  let rows = 0;
  let bucket: string | null = null;

  function note(code: FindingCode, message: string, row: number | null = null): void {
    const before = found.get(code);
    if (before === undefined) found.set(code, { row, rows: 1, message });
    else before.rows += 1;
  }

  function look(row: NamedObject): void {
    ({ bucket } = row);
    if (first.length < firstMax) first.push({ ...row, row: rows });
    const { rawKey, key, versionId } = row;
    if (versionId === "") note("MissingVersion", "the version is empty", rows);
    if (rawKey.includes("+")) note("PlusInKey", `${shown(rawKey)} names ${shown(key)}`, rows);
    if (DOUBLY_ENCODED.test(rawKey))
      note("DoublyEncodedKey", `${shown(rawKey)} names ${shown(key)}`, rows);
    if (UNENCODED.test(rawKey)) note("UnencodedKey", `${shown(rawKey)} is not encoded`, rows);
    const sum = hash("md5", `${key}\0${versionId ?? ""}`, "buffer").readBigUInt64LE();
    if (seen.has(sum)) note("DuplicateRow", `${shown(key)} stands in an earlier row too`, rows);
    else seen.add(sum);
  }

  function addLine(line: Buffer, isFileStart: boolean): void {
    rows += 1;
    const parsed = parseLine(line);
    if (!parsed.ok) return noteProblem(parsed.error);
    if (isFileStart && headerRow) {
      const missing = checkMissingHeader(parsed.value);
      if (missing !== null) return note("NoHeaderRow", missing.reason, rows);
      rows -= 1;
      return;
    }
    const header = isFileStart ? checkHeader(parsed.value) : null;
    if (header !== null) return note("HeaderRow", header.reason, rows);
    const row = checkRow(parsed.value, columns, bucket);
    if (row.ok) return look(row.value);
    noteProblem(row.error);
  }

  function noteProblem({ reason }: RowProblem): void {
    note(reason.includes("names bucket") ? "OtherBucket" : "InvalidRow", reason, rows);
  }

  return {
    note,
    first,
    get rows() {
      return rows;
    },
    add(block, { isFileStart, isFileEnd }) {
      let bytes = block;
      const foreign = isFileStart ? checkFirstBytes(bytes) : null;
      if (foreign !== null) {
        note("ByteOrderMark", foreign.reason, rows + 1);
        if (bytes[0] === 0xef) bytes = bytes.subarray(3);
      }
      let isFirst = isFileStart;
      for (const line of linesOf(bytes)) {
        const isLast = isFileEnd && line.isLast;
        if (line.bytes.length === 0 && isLast) break;
        if (line.bytes.length === 0) {
          rows += 1;
          note("EmptyLine", "the line is empty", rows);
        } else addLine(line.bytes, isFirst);
        isFirst = false;
      }
    },
    findings: () => [...found].map(([code, finding]) => ({ code, ...kinds[code], ...finding })),
  };
}

function* linesOf(bytes: Buffer): Generator<{ readonly bytes: Buffer; readonly isLast: boolean }> {
  for (let start = 0; start < bytes.length;) {
    const lineFeed = bytes.indexOf(LINE_FEED, start);
    const end = lineFeed === -1 ? bytes.length : lineFeed;
    const isCrlf = end > start && bytes[end - 1] === 0x0d;
    const next = end + 1;
    yield { bytes: bytes.subarray(start, isCrlf ? end - 1 : end), isLast: next >= bytes.length };
    start = next;
  }
}
