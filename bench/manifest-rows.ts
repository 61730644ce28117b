/**
 * How many rows of a CSV manifest are planned and read each second, beside a bare csv-parse loop that checks nothing.
 * All in one process and in turns, so that the ratios mean something on any machine: `node bench/manifest-rows.ts`.
 */
import { parse } from "csv-parse/sync";
import { createCsvManifestReader } from "../src/manifest/csv.ts";
import type { ManifestReader } from "../src/manifest/manifest.ts";
import type { ObjectStore } from "../src/s3/object-store.ts";
import { machine, median, printTable, round } from "./support/table.ts";

const ROWS = 300_000;
const TURNS = 5;
const BLOCK_BYTES = 64 * 1024;

const plain = manifestOf((row) => `photos,2026/11/23/camera-${row % 9}/picture-${row}.jpg`);
const encoded = manifestOf((row) => `photos,2026/a+day/caf%C3%A9/picture%20${row}.jpg`);
const quoted = manifestOf((row) => `"photos","2026/11/23/camera-${row % 9}/picture-${row}.jpg"`);

const runs: Readonly<Record<string, () => Promise<void>>> = {
  "bare csv-parse, plain": () => parseBare(plain),
  "bare csv-parse, quoted": () => parseBare(quoted),
  "plan, plain": () => plan(plain),
  "plan, URL-encoded": () => plan(encoded),
  "plan, quoted": () => plan(quoted),
  "plan and read chunks, plain": () => planAndRead(plain),
  "plan and read chunks, quoted": () => planAndRead(quoted),
};

const measured = Object.entries(runs).map(([name, run]) => ({ name, run, taken: [] as number[] }));
for (let turn = 0; turn < TURNS; turn++) {
  for (const { run, taken } of measured) {
    const start = performance.now();
    await run();
    taken.push(((performance.now() - start) * 1000) / ROWS);
  }
}
const bare = measured[0]!.taken;
console.log(`${machine()}; medians of ${TURNS} turns, ${ROWS} rows each`);
printTable(
  ["", "µs a row", "M rows/s", "beside bare csv-parse"],
  measured.map(({ name, taken }) => [
    name,
    round(median(taken)),
    round(1 / median(taken)),
    `${round(median(taken.map((one, turn) => bare[turn]! / one)))} x`,
  ]),
);

function manifestOf(line: (row: number) => string): Buffer {
  return Buffer.from(Array.from({ length: ROWS }, (_, row) => `${line(row)}\n`).join(""));
}

/** In blocks of whole lines, as a stream would give them; otherwise a string for each column piles up. */
async function parseBare(file: Buffer): Promise<void> {
  let rows = 0;
  for (let start = 0; start < file.length;) {
    const lineFeed = file.lastIndexOf("\n", Math.min(start + BLOCK_BYTES, file.length) - 1);
    rows += parse(file.subarray(start, lineFeed + 1), { record_delimiter: ["\r\n", "\n"] }).length;
    start = lineFeed + 1;
  }
  expectRows(rows);
}

async function plan(file: Buffer): Promise<void> {
  await planAndThen(readerOf(file), async () => {});
}

async function planAndRead(file: Buffer): Promise<void> {
  const reader = readerOf(file);
  await planAndThen(reader, (opened, place) => reader.readChunk(opened, place));
}

async function planAndThen(
  reader: ManifestReader,
  then: (...args: Parameters<ManifestReader["readChunk"]>) => Promise<unknown>,
): Promise<void> {
  const opened = await reader.open();
  if (!opened.ok) throw new Error(opened.error.reason);
  let rows = 0;
  for await (const item of reader.planPart(opened.value, 0)) {
    if (item.kind === "problem") throw new Error(item.problem.reason);
    if (item.kind !== "chunk") continue;
    await then(opened.value, { start: item.chunk.start, end: item.chunk.end, firstRow: rows });
    rows += item.chunk.rows;
  }
  expectRows(rows);
}

function expectRows(rows: number): void {
  if (rows !== ROWS) throw new Error(`${rows} rows instead of ${ROWS}`);
}

/** A store that costs nothing. */
function storeOf(file: Buffer): ObjectStore {
  return {
    head: async () => ({ etag: "e", sizeBytes: file.length }),
    read: async (_object, { range = { start: 0, end: file.length } } = {}) =>
      blocksOf(file.subarray(range.start, range.end)),
    write: () => Promise.reject(new Error("nothing is written here")),
    tryWriting: () => Promise.reject(new Error("nothing is written here")),
  };
}

async function* blocksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += BLOCK_BYTES) {
    yield bytes.subarray(start, start + BLOCK_BYTES);
  }
}

function readerOf(file: Buffer): ManifestReader {
  const object = { store: "", bucket: "lists", key: "list.csv", versionId: null, etag: null };
  return createCsvManifestReader({
    store: storeOf(file),
    manifest: { kind: "csv", object, fields: ["BUCKET", "KEY"], sourceStore: "" },
  });
}
