/** The columns of a row become an entry, checked against all that S3 asks of a manifest (spec: manifests, CSV). */
import type { ManifestField } from "../job/spec.ts";
import { err, ok } from "../lib/result.ts";
import type { Result } from "../lib/result.ts";
import { decodeKey } from "./keys.ts";
import type { RowProblem } from "./line.ts";
import { shown } from "./shown.ts";

/** What a row names. */
export interface NamedObject {
  readonly bucket: string;
  readonly rawKey: string;
  readonly key: string;
  readonly versionId: string | null;
}

/** Where the columns that count are, from 0. */
export interface ManifestColumns {
  readonly count: number;
  readonly bucket: number;
  readonly key: number;
  /** -1: none. */
  readonly versionId: number;
  /** An empty version means the current one; else such a task fails. */
  readonly versionOptional?: boolean;
  /** What says which columns there are, for who has to mend it. */
  readonly listedBy?: string;
}

const IMPROPER = "Manifest file is not properly formatted";
const BUCKET_NAME = /^[A-Za-z0-9._-]{1,255}$/u;
const DIRECTORY_BUCKET = /--x-s3$/u;
const VERSION_ID = /^[!-~]{1,1024}$/u;
const OUTER_SPACE = /^[ \t]|[ \t]$/u;
const TRAILING_SPACE = /[ \t]$/u;

/** Finds the columns by the fields of a specification. */
export function columnsOf(fields: readonly ManifestField[]): ManifestColumns {
  const optional = fields.indexOf("OPTIONAL_VERSION_ID");
  return {
    count: fields.length,
    bucket: fields.indexOf("BUCKET"),
    key: fields.indexOf("KEY"),
    versionId: optional === -1 ? fields.indexOf("VERSION_ID") : optional,
    versionOptional: optional !== -1,
  };
}

/** Checks one row. `bucket` is the one that the rows before it name; null for the first. */
export function checkRow(
  row: readonly string[],
  columns: ManifestColumns,
  bucket: string | null,
): Result<NamedObject, RowProblem> {
  if (row.length !== columns.count) return err(wrongCount(row, columns));
  const found = row[columns.bucket] ?? "";
  if (found !== bucket) {
    const reason = whyNotBucket(found, bucket);
    if (reason !== null) return err({ column: columns.bucket + 1, reason });
  }
  const rawKey = row[columns.key] ?? "";
  const key = decodeKey(rawKey);
  if (!key.ok) return err({ column: columns.key + 1, reason: key.error });
  const versionId = versionOf(row, columns);
  if (versionId !== null && versionId !== "" && !VERSION_ID.test(versionId)) {
    return err({ column: columns.versionId + 1, reason: whyNotVersion(versionId) });
  }
  if (TRAILING_SPACE.test(row.at(-1) ?? "")) return err(trailingSpace(row));
  return ok({ bucket: found, rawKey, key: key.value, versionId });
}

function versionOf(
  row: readonly string[],
  { versionId: column, versionOptional = false }: ManifestColumns,
): string | null {
  if (column === -1) return null;
  const versionId = row[column] ?? "";
  return versionOptional && versionId === "" ? null : versionId;
}

/** A header, which many tools write and which S3 would take for a bucket and a key. Only for the first row of a file. */
export function checkHeader(row: readonly string[]): RowProblem | null {
  if (!isHeader(row)) return null;
  const reason = `${IMPROPER}: the row is a header, not an object; a manifest has none unless its job says so, so delete the first line`;
  return { column: null, reason };
}

/** The first row of a file that the job says to have a header: what is none may be an object, and is not passed over. */
export function checkMissingHeader(row: readonly string[]): RowProblem | null {
  if (isHeader(row)) return null;
  const reason = `${IMPROPER}: the row is no header with Bucket and Key, which the job says it is; make the job without headerRow`;
  return { column: null, reason };
}

function isHeader(row: readonly string[]): boolean {
  const names = new Set(row.map((name) => name.trim().toLowerCase()));
  return names.has("bucket") && names.has("key");
}

/**
 * What the first bytes of a file tell. Looked at before its lines are: read as text such a file would have a stray
 * quote or not be UTF-8, which tells nobody what to do.
 */
export function checkFirstBytes(bytes: Buffer): RowProblem | null {
  const start = bytes.subarray(0, 3).toString("hex");
  const found = fileStarts.find(([mark]) => start.startsWith(mark));
  return found === undefined ? null : { column: 1, reason: `${IMPROPER}: ${found[1]}` };
}

const fileStarts = [
  ["efbbbf", "the file begins with a byte order mark; save it as UTF-8 without BOM"],
  ["fffe", "the file is UTF-16; save it as UTF-8 without BOM"],
  ["feff", "the file is UTF-16; save it as UTF-8 without BOM"],
  ["1f8b", "the file is compressed with gzip; upload it as plain text"],
] as const;

/** A line with nothing on it, other than one at the end of the file. */
export const emptyLine: RowProblem = {
  column: null,
  reason: `${IMPROPER}: the line is empty; delete it`,
};

function wrongCount(
  row: readonly string[],
  { count: expected, listedBy = "Fields" }: ManifestColumns,
): RowProblem {
  const found = row.length;
  const cure = isOfReport(row)
    ? "it is a row of a completion report: give the fields of a report (--fields report)"
    : found > expected
      ? "write a comma in a key as %2C, or quote the column"
      : `every row needs all the columns that ${listedBy} lists`;
  return {
    column: null,
    reason: `${IMPROPER}: the row has ${columnsText(found)}, ${listedBy} lists ${expected}; ${cure}`,
  };
}

/** Bucket, key, version, status, HTTP status, code, message. */
function isOfReport(row: readonly string[]): boolean {
  return row.length === 7 && ["succeeded", "failed"].includes(row[3]!);
}

function columnsText(count: number): string {
  return count === 1 ? "1 column" : `${count} columns`;
}

function whyNotBucket(found: string, bucket: string | null): string | null {
  if (found === "") return `${IMPROPER}: the bucket is empty; every row names its bucket`;
  if (OUTER_SPACE.test(found)) {
    return `${IMPROPER}: the bucket ${shown(found)} begins or ends with a space; delete the space`;
  }
  if (found.startsWith("arn:")) {
    return `${IMPROPER}: ${shown(found)} is an ARN; write the name of the bucket, access points are not supported`;
  }
  if (DIRECTORY_BUCKET.test(found)) {
    return `${IMPROPER}: ${shown(found)} is a directory bucket, which is not supported`;
  }
  if (!BUCKET_NAME.test(found)) {
    return `${IMPROPER}: ${shown(found)} is not the name of a bucket; check the order of Fields`;
  }
  if (bucket === null || found === bucket) return null;
  return `Invalid Manifest Content: the row names bucket ${shown(found)}, the rows before it ${shown(bucket)}; make one job for each bucket`;
}

function whyNotVersion(versionId: string): string {
  const cure = OUTER_SPACE.test(versionId)
    ? "begins or ends with a space; delete the space"
    : "is not 1 to 1024 printable characters without spaces";
  return `Invalid version ID format: ${shown(versionId)} ${cure}`;
}

function trailingSpace(row: readonly string[]): RowProblem {
  return {
    column: row.length,
    reason: `${IMPROPER}: the row ends with a space: ${shown(row.at(-1) ?? "")}; delete it, or write it as %20 in a key`,
  };
}
