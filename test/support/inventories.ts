/** S3 Inventory reports in memory, as S3 writes them. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { InventoryManifestSpec } from "../../src/job/spec.ts";
import { createInventoryLists, createInventoryReader } from "../../src/manifest/inventory.ts";
import type { ManifestReader } from "../../src/manifest/manifest.ts";
import { createMemoryObjectStore } from "./memory-object-store.ts";
import type { MemoryObjectStore } from "./memory-object-store.ts";

export const inventoryObject = {
  bucket: "inventories",
  key: "photos/daily/2026-11-25T01-00Z/manifest.json",
};
export const dataKey = (file: number) =>
  `photos/daily/data/${String(file).padStart(4, "0")}.csv.gz`;

export const inventorySpec: InventoryManifestSpec = {
  kind: "inventory",
  object: { ...inventoryObject, store: "default", versionId: null, etag: null },
  sourceStore: "default",
};

export interface InventoryOptions {
  readonly schema?: string;
  readonly rowsPerChunk?: number;
  readonly rowsMax?: number;
  readonly partsMax?: number;
  readonly blockBytes?: number;
  /** Changes what stands in `manifest.json`. */
  readonly list?: Readonly<Record<string, unknown>>;
  /** Changes what stands there of one file. */
  readonly files?: Readonly<Record<number, Readonly<Record<string, unknown>>>>;
}

/** A reader of an inventory whose files have this text, or these compressed bytes. */
export function inventoryReader(
  contents: readonly (string | Buffer)[],
  options: InventoryOptions = {},
): { readonly reader: ManifestReader; readonly store: MemoryObjectStore } {
  const { rowsPerChunk, rowsMax, partsMax, blockBytes = 65_536 } = options;
  const store = createMemoryObjectStore({ buckets: ["inventories"], blockBytes });
  putInventory(store, contents, options);
  const reader = createInventoryReader({
    store,
    manifest: inventorySpec,
    lists: createInventoryLists(),
    ...(rowsMax === undefined ? {} : { rowsMax }),
    ...(partsMax === undefined ? {} : { partsMax }),
    ...(rowsPerChunk === undefined
      ? {}
      : { rowsPerChunk: { min: rowsPerChunk, max: rowsPerChunk } }),
  });
  return { reader, store };
}

export function putInventory(
  store: MemoryObjectStore,
  contents: readonly (string | Buffer)[],
  options: InventoryOptions = {},
): void {
  const files = contents.map((content, index) => {
    const bytes = typeof content === "string" ? gzipSync(content) : content;
    store.put({ bucket: "inventories", key: dataKey(index) }, bytes);
    const MD5checksum = createHash("md5").update(bytes).digest("hex");
    return { key: dataKey(index), size: bytes.length, MD5checksum, ...options.files?.[index] };
  });
  const list = {
    sourceBucket: "photos",
    destinationBucket: "arn:aws:s3:::inventories",
    version: "2016-11-30",
    creationTimestamp: "1767225600000",
    fileFormat: "CSV",
    fileSchema: options.schema ?? "Bucket, Key",
    files,
    ...options.list,
  };
  store.put(inventoryObject, JSON.stringify(list));
}

/** Rows with every column quoted. */
export function quotedRows(rows: readonly (readonly string[])[]): string {
  return rows
    .map((row) => `${row.map((text) => `"${text.replaceAll('"', '""')}"`).join(",")}\n`)
    .join("");
}
