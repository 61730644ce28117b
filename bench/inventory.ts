#!/usr/bin/env node
/**
 * Reads an S3 Inventory of many gzip files as a job does: every file planned to its end, then chunks read out of the
 * middle. Prints rows a second of CPU, and the memory of the process while it reads.
 *
 *   node bench/inventory.ts [--files 40] [--rows 100000] [--noise 0] [--level 6]
 *
 * `--rows` are those of each file; `--noise` characters without any pattern make each key longer, for files of many
 * gigabytes; `--level` is that of the compression. The files lie on disk and are made first; what that costs is not
 * counted.
 */
import { createHash, randomBytes } from "node:crypto";
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
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
    noise: { type: "string", default: "0" },
    level: { type: "string", default: "6" },
  },
});
const files = Number(values.files);
const rowsPerFile = Number(values.rows);
const noiseBytes = Number(values.noise);
/** Rows take it from places that lie farther apart than what a compression looks back to. */
const noise = randomBytes(1024 * 1024).toString("base64url");
const folder = mkdtempSync(join(tmpdir(), "inventory-"));
const mebibytes = (bytes: number) => Math.round(bytes / 1024 / 1024);

interface Planned {
  /** Its first row, of all files together. */
  readonly row: number;
  readonly chunk: PlannedChunk;
  readonly packed: PackedPlace;
}

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
  const planned: Planned[] = [];
  let [rows, points] = [0, 0];
  for (const part of opened.value.partOffsets.keys()) {
    let file: PackedFile | null = null;
    let point: RestartPoint | null = null;
    let last: Planned | null = null;
    for await (const item of reader.planPart(opened.value, part)) {
      if (item.kind === "page") continue;
      if (item.kind === "problem") throw new Error(item.problem.reason);
      if (item.kind === "file") [file, point] = [item.file, null];
      else if (item.kind === "restart") {
        ({ point } = item);
        points += 1;
      } else {
        const { chunk } = item;
        last = { row: rows, chunk, packed: { file: file!, point, inputEnd: chunk.inputEnd! } };
        rows += chunk.rows;
        // One in ten is read again below; all of them would be the plan in memory, which no process keeps.
        if (planned.length * 10 <= rows / 10_000) planned.push(last);
      }
    }
    if (last !== null && planned.at(-1) !== last) planned.push(last);
  }
  const planning = cpuSeconds(started);
  const again = process.cpuUsage();
  let rowsRead = 0;
  for (const { row, chunk, packed } of planned) {
    const { start, end } = chunk;
    const read = await reader.readChunk(opened.value, { start, end, firstRow: 0, packed });
    const [first] = read;
    if (read.length !== chunk.rows || first?.key !== keyOf(row))
      throw new Error(`row ${row} was not read as it was written`);
    rowsRead += read.length;
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
    await pipeline(lines, createGzip({ level: Number(values.level) }), createWriteStream(path));
    const size = statSync(path).size;
    packed += size;
    const hash = createHash("md5");
    await pipeline(createReadStream(path), hash);
    list.push({ key, size, MD5checksum: hash.digest("hex") });
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
  const version = createHash("md5").update(`v${row}`).digest("base64url");
  return `"photos","${keyOf(row)}","${version}","true","false","${row % 1_000_000}","2026-11-25T10:20:30.000Z","${etag}"\n`;
}

function keyOf(row: number): string {
  const at = (row * 9973) % (noise.length - noiseBytes);
  const name = `img-${row}${noise.slice(at, at + noiseBytes)}`;
  return `photos/2026/${String(row % 12).padStart(2, "0")}/${name}.jpg`;
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
