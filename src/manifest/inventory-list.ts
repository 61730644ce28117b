/** The `manifest.json` of an S3 Inventory report: which files there are, and what their columns mean. */
import type { InventoryColumns } from "../job/events.ts";
import type { InventoryManifestSpec } from "../job/spec.ts";
import { err, ok } from "../lib/result.ts";
import type { Result } from "../lib/result.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import { refOf } from "./located-object.ts";
import type { ManifestProblem } from "./manifest.ts";
import { readRange } from "./pinned-object.ts";
import { shown } from "./shown.ts";
import { wholeProblem } from "./store-problems.ts";

export interface InventoryFile {
  readonly key: string;
  readonly sizeBytes: number;
  /** Of the compressed bytes, lower-case hex. */
  readonly md5: string;
}

export interface InventoryList {
  /** Bucket of the files. */
  readonly bucket: string;
  readonly columns: InventoryColumns;
  readonly files: readonly InventoryFile[];
}

const INVENTORY_BYTES_MAX = 64 * 1024 * 1024;
const FILES_MAX = 100_000;
const ARN = /^arn:[^:]*:s3:::(?<name>[A-Za-z0-9._-]{1,255})$/u;
const BUCKET_NAME = /^[A-Za-z0-9._-]{1,255}$/u;
const MD5 = /^[0-9a-f]{32}$/iu;
const KEY_CHARACTERS_MAX = 1024;

/** Reads the list, pinned to one content. Throws `StoreError`. */
export async function readInventoryList(
  store: ObjectStore,
  { object }: InventoryManifestSpec,
  pinned: { readonly etag: string; readonly sizeBytes: number; readonly versionId: string | null },
): Promise<Result<InventoryList, ManifestProblem>> {
  const { etag, sizeBytes, versionId } = pinned;
  if (sizeBytes > INVENTORY_BYTES_MAX) {
    return invalid(`it has ${sizeBytes} bytes, and at most ${INVENTORY_BYTES_MAX} are read`);
  }
  const at = { store, object: refOf({ ...object, versionId }), etag };
  const pieces: Buffer[] = [];
  for await (const piece of readRange(at, { start: 0, end: sizeBytes })) pieces.push(piece);
  return parseInventoryList(Buffer.concat(pieces));
}

function parseInventoryList(bytes: Buffer): Result<InventoryList, ManifestProblem> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf8", { fatal: true, ignoreBOM: false }).decode(bytes));
  } catch {
    return invalid("it is not JSON in UTF-8; give the manifest.json of an inventory report");
  }
  if (!isRecord(json)) return invalid("it is not a JSON object");
  if (json["fileFormat"] !== "CSV") {
    return invalid(
      `its fileFormat is ${told(json["fileFormat"])}; only inventories in CSV can be manifests`,
    );
  }
  const bucket = bucketOf(json["destinationBucket"]);
  if (bucket === null) {
    return invalid(
      `its destinationBucket is ${told(json["destinationBucket"])}, not the ARN of a bucket`,
    );
  }
  const columns = columnsOf(json["fileSchema"]);
  if (!columns.ok) return columns;
  const files = filesOf(json["files"]);
  return files.ok ? ok({ bucket, columns: columns.value, files: files.value }) : files;
}

function bucketOf(value: unknown): string | null {
  if (typeof value !== "string") return null;
  return ARN.exec(value)?.groups?.["name"] ?? (BUCKET_NAME.test(value) ? value : null);
}

function columnsOf(schema: unknown): Result<InventoryColumns, ManifestProblem> {
  if (typeof schema !== "string") {
    return invalid(`its fileSchema is ${told(schema)}, not a list of columns`);
  }
  const names = schema.split(",").map((name) => name.trim());
  for (const name of ["Bucket", "Key", "VersionId"]) {
    const count = names.filter((found) => found === name).length;
    if (count > 1) return invalid(`its fileSchema has ${name} more than once`);
    if (count === 0 && name !== "VersionId") {
      return invalid(`Required fields are missing in the schema: ${name}`);
    }
  }
  return ok({
    count: names.length,
    bucket: names.indexOf("Bucket"),
    key: names.indexOf("Key"),
    versionId: names.indexOf("VersionId"),
  });
}

function filesOf(value: unknown): Result<readonly InventoryFile[], ManifestProblem> {
  if (!Array.isArray(value)) return invalid("it has no list of files");
  if (value.length > FILES_MAX) {
    return invalid(`it lists ${value.length} files, and at most ${FILES_MAX} are read`);
  }
  const files: InventoryFile[] = [];
  for (const [index, entry] of value.entries()) {
    const file = fileOf(entry);
    if (typeof file === "string") return invalid(`its file ${index + 1} ${file}`);
    files.push(file);
  }
  return ok(files);
}

/** A file of the list, or what is wrong with it. */
function fileOf(entry: unknown): InventoryFile | string {
  if (!isRecord(entry)) return "is not a JSON object";
  const { key, size, MD5checksum: md5 } = entry;
  if (typeof key !== "string" || key === "" || key.length > KEY_CHARACTERS_MAX) {
    return `has the key ${told(key)}, which is none`;
  }
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) {
    return `has the size ${told(size)}, which is not a number of bytes`;
  }
  if (typeof md5 !== "string" || !MD5.test(md5)) {
    return `has the MD5checksum ${told(md5)}, which is not an MD5 in hex`;
  }
  return { key, sizeBytes: size, md5: md5.toLowerCase() };
}

function invalid(reason: string): { readonly ok: false; readonly error: ManifestProblem } {
  return err(wholeProblem("InvalidManifestContent", `the inventory's manifest.json: ${reason}`));
}

function told(value: unknown): string {
  if (value === undefined) return "missing";
  return typeof value === "string" ? shown(value) : shown(JSON.stringify(value));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
