#!/usr/bin/env node
/**
 * Reads an S3 Inventory of many gzip files as a job does: every file planned to its end, then chunks read out of the
 * middle. Prints rows a second of CPU, and the memory of the process while it reads.
 *
 *   node bench/inventory.ts [--files 40] [--rows 100000]
 *
 * The files lie on disk and are made first; what that costs is not counted.
 */
import { createHash } from "node:crypto";
import {
  createReadStream,
  createWriteStream,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { createGzip } from "node:zlib";
import type { RestartPoint } from "../src/job/events.ts";
import { createInventoryLists, createInventoryReader } from "../src/manifest/inventory.ts";
import type { PackedFile, PackedPlace, PlannedChunk } from "../src/manifest/manifest.ts";
import type { ObjectStore } from "../src/s3/object-store.ts";

const { values } = parseArgs({
  options: {
    files: { type: "string", default: "40" },
    rows: { type: "string", default: "100000" },
  },
});
const files = Number(values.files);
const rowsPerFile = Number(values.rows);
const folder = mkdtempSync(join(tmpdir(), "inventory-"));
const mebibytes = (bytes: number) => Math.round(bytes / 1024 / 1024);

try {
  const bytes = await writeInventory();
  const store = storeOn(folder);
  const reader = createInventoryReader({
    store,
    manifest: {
      kind: "inventory",
      object: { store: "", bucket: "b", key: "manifest.json", versionId: null, etag: null },
      sourceStore: "",
    },
    lists: createInventoryLists(),
  });
  const opened = await reader.open();
  if (!opened.ok) throw new Error(opened.error.reason);
  globalThis.gc?.();
  const rssBefore = process.memoryUsage().rss;
  let rssMax = rssBefore;
  const watch = setInterval(() => (rssMax = Math.max(rssMax, process.memoryUsage().rss)), 20);
  const started = process.cpuUsage();
  const planned: { readonly chunk: PlannedChunk; readonly packed: PackedPlace }[] = [];
  let [rows, points] = [0, 0];
  for (const part of opened.value.partOffsets.keys()) {
    let file: PackedFile | null = null;
    let point: RestartPoint | null = null;
    for await (const item of reader.planPart(opened.value, part)) {
      if (item.kind === "page") continue;
      if (item.kind === "problem") throw new Error(item.problem.reason);
      if (item.kind === "file") [file, point] = [item.file, null];
      else if (item.kind === "restart") {
        ({ point } = item);
        points += 1;
      } else {
        rows += item.chunk.rows;
        // One in ten is read again below; all of them would be the plan in memory, which no process keeps.
        if (planned.length * 10 <= rows / 10_000)
          planned.push({
            chunk: item.chunk,
            packed: { file: file!, point, inputEnd: item.chunk.inputEnd! },
          });
      }
    }
  }
  const planning = cpuSeconds(started);
  const again = process.cpuUsage();
  let rowsRead = 0;
  for (const { chunk, packed } of planned) {
    const { start, end } = chunk;
    rowsRead += (await reader.readChunk(opened.value, { start, end, firstRow: 0, packed })).length;
  }
  const reading = cpuSeconds(again);
  clearInterval(watch);
  say(
    `${files} files, ${rows} rows, ${mebibytes(bytes.text)} MiB, ${mebibytes(bytes.packed)} MiB compressed`,
  );
  say(
    `planned: ${Math.round(rows / planning)} rows a second of one core, ${points} restart points`,
  );
  say(
    `read again, ${planned.length} chunks: ${Math.round(rowsRead / reading)} rows a second of one core`,
  );
  say(`memory: ${mebibytes(rssBefore)} MiB before, ${mebibytes(rssMax)} MiB at most`);
} finally {
  rmSync(folder, { recursive: true });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function cpuSeconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

async function writeInventory(): Promise<{ readonly text: number; readonly packed: number }> {
  const list: { key: string; size: number; MD5checksum: string }[] = [];
  let text = 0;
  let packed = 0;
  for (let file = 0; file < files; file++) {
    const key = `${file}.csv.gz`;
    const path = join(folder, key);
    const lines = Readable.from(linesOf(file, (bytes) => (text += bytes)));
    await pipeline(lines, createGzip(), createWriteStream(path));
    const size = statSync(path).size;
    packed += size;
    list.push({
      key,
      size,
      MD5checksum: createHash("md5").update(readFileSync(path)).digest("hex"),
    });
  }
  const inventory = {
    destinationBucket: "arn:aws:s3:::b",
    fileFormat: "CSV",
    fileSchema: "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag",
    files: list,
  };
  await pipeline(
    Readable.from([JSON.stringify(inventory)]),
    createWriteStream(join(folder, "manifest.json")),
  );
  return { text, packed };
}

function* linesOf(file: number, count: (bytes: number) => void): Generator<string> {
  for (let row = 0; row < rowsPerFile; row += 1000) {
    const lines = Array.from({ length: 1000 }, (_, index) =>
      lineOf(file * rowsPerFile + row + index),
    ).join("");
    count(lines.length);
    yield lines;
  }
}

/** As S3 writes it: every column quoted, and two of them without any pattern. */
function lineOf(row: number): string {
  const etag = createHash("md5").update(String(row)).digest("hex");
  const key = `photos/2026/${String(row % 12).padStart(2, "0")}/img-${row}.jpg`;
  const version = createHash("md5").update(`v${row}`).digest("base64url");
  return `"photos","${key}","${version}","true","false","${row % 1_000_000}","2026-11-25T10:20:30.000Z","${etag}"\n`;
}

function storeOn(root: string): ObjectStore {
  return {
    head: async ({ key }) => ({ etag: "e", sizeBytes: statSync(join(root, key)).size }),
    read: async ({ key }, { range } = {}) =>
      createReadStream(join(root, key), range && { start: range.start, end: range.end - 1 }),
    write: () => Promise.reject(new Error("nothing is written here")),
    tryWriting: () => Promise.reject(new Error("nothing is written here")),
  };
}
