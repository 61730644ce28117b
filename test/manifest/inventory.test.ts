import { createHash } from "node:crypto";
import { constants, createGzip, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { ManifestProblem } from "../../src/manifest/manifest.ts";
import { describeManifestReader } from "../contract/manifest-reader.contract.ts";
import type { ListedObject } from "../contract/manifest-reader.contract.ts";
import { dataKey, inventoryObject, inventoryReader, quotedRows } from "../support/inventories.ts";
import type { InventoryOptions } from "../support/inventories.ts";
import {
  checkpointAfter,
  openManifest,
  placeOf,
  readPart,
  readWhole,
} from "../support/manifests.ts";
import { fc } from "../support/fast-check.ts";

const encode = (key: string) => encodeURIComponent(key).replaceAll("%2F", "/");

for (const [style, pack] of [
  ["one member a file", (text: string) => gzipSync(text)],
  [
    "many members a file",
    (text: string) => Buffer.concat(text.split(/(?<=\n)/).map((line) => gzipSync(line))),
  ],
] as const) {
  describeManifestReader(`inventory, ${style}`, {
    setup: (rows, rowsPerChunk) => {
      const schema = "Bucket, Key, VersionId, IsLatest, Size";
      const hasVersions = rows.some(({ versionId }) => versionId !== null);
      const files = inFiles(rows).map((some) =>
        pack(
          quotedRows(
            some.map(({ bucket, key, versionId }) => [
              bucket,
              encode(key),
              ...(hasVersions ? [versionId ?? ""] : []),
              "true",
              "1",
            ]),
          ),
        ),
      );
      const { reader, store } = inventoryReader(files, {
        schema: hasVersions ? schema : schema.replace(" VersionId,", ""),
        rowsPerChunk,
      });
      const other = gzipSync('"photos","another"\n');
      return {
        reader,
        replaceContent: () => void store.put({ bucket: "inventories", key: dataKey(0) }, other),
        replaced: { code: "ManifestChecksumMismatch", reason: /0000\.csv\.gz" has \d+ bytes/ },
      };
    },
  });
}

function inFiles(rows: readonly ListedObject[]): ListedObject[][] {
  const perFile = Math.max(Math.ceil(rows.length / 4), 30);
  return Array.from({ length: Math.ceil(rows.length / perFile) }, (_, file) =>
    rows.slice(file * perFile, (file + 1) * perFile),
  );
}

describe("an inventory's manifest.json", () => {
  it("gives the columns by their names, and ignores the others", async () => {
    const text = quotedRows([["x", "v1", "a%2Bb", "photos", "9"]]);
    const schema = "Size, VersionId, Key, Bucket, SomethingOfTomorrow";
    const { entries } = await readWhole(inventoryReader([text], { schema }).reader);

    expect(entries[0]).toEqual([{ row: 0, rawKey: "a%2Bb", key: "a+b", versionId: "v1" }]);
  });

  it("makes a part of each file, and of several when there are too many files", async () => {
    const files = Array.from({ length: 7 }, (_, file) => `photos,${file}\n`);
    const { reader } = inventoryReader(files, { partsMax: 3 });

    expect(await openManifest(reader)).toMatchObject({
      partOffsets: [0, 3, 6],
      inventory: { bucket: "inventories", files: 7 },
    });
    const { parts, entries } = await readWhole(reader);
    expect(entries.map((part) => part.map(({ row, key }) => [row, key]))).toEqual([
      [
        [0, "0"],
        [1, "1"],
        [2, "2"],
      ],
      [
        [0, "3"],
        [1, "4"],
        [2, "5"],
      ],
      [[0, "6"]],
    ]);
    // A chunk lies in one file, so that it is read by one request.
    expect(parts.map(({ chunks }) => chunks.length)).toEqual([3, 3, 1]);
  });

  it.each<readonly [string, InventoryOptions, RegExp]>([
    ["another format", { list: { fileFormat: "Parquet" } }, /fileFormat is "Parquet"; only.*CSV/],
    ["no format", { list: { fileFormat: undefined } }, /fileFormat is missing/],
    ["no Key", { schema: "Bucket, VersionId" }, /Required fields are missing in the schema: Key/],
    ["no Bucket", { schema: "Key" }, /Required fields are missing in the schema: Bucket/],
    ["Key twice", { schema: "Bucket, Key, Key" }, /has Key more than once/],
    ["no schema", { list: { fileSchema: 7 } }, /fileSchema is "7", not a list/],
    ["no bucket", { list: { destinationBucket: "arn:aws:sqs:::q" } }, /not the ARN of a bucket/],
    ["no files", { list: { files: undefined } }, /no list of files/],
    ["a file without key", { files: { 0: { key: "" } } }, /file 1 has the key "", which is none/],
    ["a negative size", { files: { 0: { size: -1 } } }, /file 1 has the size "-1"/],
    ["no MD5", { files: { 0: { MD5checksum: undefined } } }, /file 1 has the MD5checksum missing/],
    [
      "100 001 files",
      { list: { files: Array.from({ length: 100_001 }, () => 0) } },
      /lists 100001 files, and at most 100000/,
    ],
  ])("is refused with %s", async (_, options, reason) => {
    const opened = await inventoryReader(["photos,a\n"], options).reader.open();

    expect(opened).toMatchObject({ ok: false, error: { code: "InvalidManifestContent" } });
    expect(problemOf(opened).reason).toMatch(reason);
  });

  it.each([
    ["no JSON", Buffer.from("{"), /not JSON in UTF-8/],
    ["a BOM", Buffer.from("\uFEFF{}"), /fileFormat is missing/],
    ["no UTF-8", Buffer.from([0x22, 0xff, 0x22]), /not JSON in UTF-8/],
    ["a list", Buffer.from("[]"), /not a JSON object/],
    ["nothing", Buffer.alloc(0), /manifest is empty/],
  ])("is refused when it is %s", async (_, content, reason) => {
    const { reader, store } = inventoryReader([]);
    store.put(inventoryObject, content);

    expect(problemOf(await reader.open()).reason).toMatch(reason);
  });

  it("is refused over 64 MiB, and not read", async () => {
    const { reader, store } = inventoryReader([]);
    const sizeBytes = 64 * 1024 * 1024 + 1;
    store.put(inventoryObject, { sizeBytes, slice: () => expect.unreachable() });

    expect(problemOf(await reader.open()).reason).toMatch(
      /has 67108865 bytes, and at most 67108864/,
    );
  });

  it("is read once by all parts of a process", async () => {
    const { reader, store } = inventoryReader(["photos,a\n", "photos,b\n", "photos,c\n"]);
    await readWhole(reader);

    const reads = store.reads.filter(({ object }) => object.key === inventoryObject.key);
    expect(reads).toHaveLength(1);
  });
});

describe("a file of an inventory", () => {
  const text = (file: number) =>
    quotedRows(Array.from({ length: 50 }, (_, row) => ["photos", `${file}/${row}`]));
  const texts = [text(0), text(1), text(2)];

  it.each<readonly [string, InventoryOptions, RegExp]>([
    [
      "another MD5",
      { files: { 1: { MD5checksum: "0".repeat(32) } } },
      /data\/0001\.csv\.gz" has the MD5 [0-9a-f]{32}, its list says 0{32}/,
    ],
    [
      "another size",
      { files: { 1: { size: 17 } } },
      /0001\.csv\.gz" has \d+ bytes, its list says 17/,
    ],
    [
      "no object",
      { files: { 1: { key: "gone.csv.gz" } } },
      /"gone\.csv\.gz" is not there: NoSuchKey/,
    ],
  ])("with %s is named, and the others are read", async (_, options, reason) => {
    const { reader } = inventoryReader(texts, options);
    const opened = await openManifest(reader);

    const read = await readPart(reader, opened, 1);
    expect(read.problem).toMatchObject({ code: "ManifestChecksumMismatch", row: null });
    expect(read.problem?.reason).toMatch(reason);
    expect((await readPart(reader, opened, 2)).problem).toBeNull();
  });

  it("that was damaged fails by its MD5, whatever the damage looks like", async () => {
    const sound = gzipSync(texts[1]!);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(sound.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, change) => {
          const { reader, store } = inventoryReader([texts[0]!, sound]);
          const opened = await openManifest(reader);
          const damaged = Buffer.from(sound);
          damaged[at] = damaged[at]! ^ change;
          store.put({ bucket: "inventories", key: dataKey(1) }, damaged);

          const { problem } = await readPart(reader, opened, 1);
          expect(problem?.code).toBe("ManifestChecksumMismatch");
          expect(problem?.reason).toContain("0001.csv.gz");
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each<readonly [string, Buffer, RegExp, number | null]>([
    ["that is no gzip", Buffer.from(texts[0]!), /cannot be decompressed: it is not gzip/, null],
    [
      "that is cut",
      gzipSync(texts[0]!).subarray(0, 60),
      /cannot be decompressed: it ends early/,
      null,
    ],
    ["with a header", gzipSync('"Bucket","Key"\n"photos","a"\n'), /is a header.*0000\.csv\.gz/, 0],
    ["with an empty line", gzipSync('"photos","a"\n\n"photos","b"\n'), /line is empty/, 1],
    [
      "with a short row",
      gzipSync('"photos","a"\n"photos"\n'),
      /has 1 column, fileSchema lists 2/,
      1,
    ],
    ["with another bucket", gzipSync('"photos","a"\n"films","b"\n'), /names bucket "films"/, 1],
    ["with a raw percent sign", gzipSync('"photos","100%"\n'), /Invalid object key format/, 0],
    ["with a byte order mark", gzipSync('\uFEFF"photos","a"\n'), /byte order mark/, 0],
    [
      "with a line over 64 KiB",
      gzipSync(`"photos","${"k".repeat(70_000)}"\n`),
      /longer than 65536/,
      0,
    ],
  ])("%s is refused with its name and the row", async (_, content, reason, row) => {
    const { reader } = inventoryReader([content]);
    const { problem } = await readPart(reader, await openManifest(reader), 0);

    expect(problem).toMatchObject({ code: "InvalidManifestContent", row });
    expect(problem?.reason).toMatch(reason);
  });

  it("may end with an empty line, or be empty", async () => {
    const { entries } = await readWhole(inventoryReader(['"photos","a"\n\n', ""]).reader);

    expect(entries.map((part) => part.length)).toEqual([1, 0]);
  });

  it("is not read further when there are more rows than allowed", async () => {
    const rows = "photos,a\n".repeat(2_000_000);
    const { reader, store } = inventoryReader([rows], { rowsMax: 1000, files: {} });
    const { problem } = await readPart(reader, await openManifest(reader), 0);

    expect(problem?.reason).toMatch(/contains more keys than the maximum allowed/);
    expect(store.bodiesOpen()).toBe(0);
  });

  it("whose rows are refused by the store keeps the store's own word", async () => {
    const { reader, store } = inventoryReader(texts);
    const opened = await openManifest(reader);
    store.failNext({ code: "AccessDenied", status: 403, message: "No.", kind: "permanent" });

    const { problem } = await readPart(reader, opened, 0);
    expect(problem).toMatchObject({
      code: "ManifestReadForbidden",
      reason: "Reading the manifest is forbidden: AccessDenied",
    });
  });
});

describe("a zip bomb", () => {
  it("of ten gigabytes of zeros is refused at its first line, on flat memory", async () => {
    const content = await packedZeros(10_000_000_000);
    const { reader } = inventoryReader([content]);
    const opened = await openManifest(reader);
    let peak = 0;
    const before = process.memoryUsage().rss;
    const started = performance.now();
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 5);
    const { problem } = await readPart(reader, opened, 0);
    clearInterval(watch);
    peak = Math.max(peak, process.memoryUsage().rss);

    expect(problem).toMatchObject({ code: "InvalidManifestContent", row: 0 });
    expect(problem?.reason).toMatch(/longer than 65536 bytes/);
    expect(peak - before).toBeLessThan(64 * 1024 * 1024);
    // Decompressing all of it takes half a minute.
    expect(performance.now() - started).toBeLessThan(10_000);
  }, 120_000);
});

describe("reading a chunk out of the middle of a file", () => {
  const rows = Array.from({ length: 60_000 }, (_, row) => [
    "photos",
    `2026/${createHash("md5").update(String(row)).digest("hex")}.jpg`,
    "true",
  ]);
  const content = quotedRows(rows);

  for (const [kind, packed] of [
    ["of common gzip", gzipSync(content)],
    ["of one block without end", gzipSync(content, { strategy: constants.Z_FIXED, memLevel: 9 })],
    ["of stored blocks", gzipSync(content, { level: 0 })],
  ] as const) {
    it(`${kind} fetches and decompresses little that is not of the chunk`, async () => {
      const options = { schema: "Bucket, Key, IsLatest", rowsPerChunk: 500 };
      const { reader, store } = inventoryReader([packed], options);
      const opened = await openManifest(reader);
      const read = await readPart(reader, opened, 0);
      const before = store.reads.length;
      const all: string[] = [];
      for (const index of read.chunks.keys()) {
        const entries = [...(await reader.readChunk(opened, placeOf(read, index, index * 500)))];
        all.push(...entries.map(({ rawKey }) => rawKey));
      }

      expect(all).toEqual(rows.map(([, key]) => key));
      const ratio = packed.length / content.length;
      for (const { range } of store.reads.slice(before)) {
        const bytes = (range?.end ?? Infinity) - (range?.start ?? 0);
        // A mebibyte from one restart point to the next, a block of 128 KiB at both ends, and the chunk.
        expect(bytes).toBeLessThan(1_500_000 * ratio + 40_000);
      }
    });
  }

  it("goes on with planning in the middle of a file, hashes all of it, and decompresses only the rest", async () => {
    const options = { schema: "Bucket, Key, IsLatest", rowsPerChunk: 500 };
    const { reader } = inventoryReader([gzipSync(content)], options);
    const opened = await openManifest(reader);
    const whole = await readPart(reader, opened, 0);
    const from = checkpointAfter(whole, 100);

    expect(from.packed?.point?.outputBytes).toBeGreaterThan(2_000_000);
    const rest = await readPart(reader, opened, 0, from);
    expect(rest.problem).toBeNull();
    expect(rest.chunks.map(({ start }) => start)).toEqual(
      whole.chunks.slice(101).map(({ start }) => start),
    );
    const [key] = await reader.readChunk(opened, placeOf(rest, 7, 0));
    expect(key?.rawKey).toBe(rows[108 * 500]![1]);
  });
});

function problemOf(
  opened: Awaited<ReturnType<ReturnType<typeof inventoryReader>["reader"]["open"]>>,
): ManifestProblem {
  if (opened.ok) throw new Error("it was opened");
  return opened.error;
}

async function packedZeros(count: number): Promise<Buffer> {
  // Members of 100 MB each: to compress all of it would take longer than the test.
  const gzip = createGzip({ level: 9 });
  const pieces: Buffer[] = [];
  gzip.on("data", (piece: Buffer) => pieces.push(piece));
  const ended = new Promise((resolve) => gzip.on("end", resolve));
  gzip.end(Buffer.alloc(100_000_000));
  await ended;
  const member = Buffer.concat(pieces);
  return Buffer.concat(Array.from({ length: count / 100_000_000 }, () => member));
}
