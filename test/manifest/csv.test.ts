import { describe, expect, it } from "vitest";
import type { ManifestField } from "../../src/job/spec.ts";
import { createCsvManifestReader } from "../../src/manifest/csv.ts";
import type { PartItem } from "../../src/manifest/manifest.ts";
import { answeredFailure, ownFailure } from "../../src/s3/failures.ts";
import { describeManifestReader } from "../contract/manifest-reader.contract.ts";
import type { ListedObject } from "../contract/manifest-reader.contract.ts";
import {
  csvReader,
  manifestObject,
  openManifest,
  readPart,
  readWhole,
} from "../support/manifests.ts";
import { createMemoryObjectStore } from "../support/memory-object-store.ts";

for (const [style, write] of [
  ["plain", (text: string) => text],
  ["quoted", (text: string) => `"${text}"`],
] as const) {
  describeManifestReader(`CSV, ${style}`, {
    setup: (rows, rowsPerChunk) => {
      const fields: ManifestField[] = rows.some(({ versionId }) => versionId !== null)
        ? ["VERSION_ID", "IGNORE", "KEY", "BUCKET"]
        : ["BUCKET", "KEY"];
      const text = rows.map((row) => `${columnsOf(row).map(write).join(",")}\n`).join("");
      const { reader, store } = csvReader(text, { fields, rowsPerChunk, partBytes: 1000 });
      return {
        reader,
        replaceContent: () => void store.put(manifestObject, text.replaceAll("o", "0")),
        replaced: {
          code: "ManifestETagMismatch",
          reason: /^the manifest changed while it was read/,
        },
      };
    },
  });
}

describe("opening a CSV manifest", () => {
  it("fixes content, size, parts and chunk size without reading a row", async () => {
    const { reader, store } = csvReader("photos,a\n".repeat(100), { partBytes: 400 });

    expect(await openManifest(reader)).toEqual({
      etag: (await store.head(manifestObject)).etag,
      versionId: null,
      sizeBytes: 900,
      partOffsets: [0, 400, 800],
      rowsPerChunk: 1000,
    });
    expect(store.reads).toEqual([]);
  });

  it.for([
    ["a small one", 1024, 1000],
    ["a middle one", 60 * 400 * 1234, 1234],
    ["a huge one", 10 * 1024 ** 4, 10_000],
  ] as const)("estimates the rows of a chunk from the size of %s", async ([, sizeBytes, rows]) => {
    const { reader } = csvReader({ sizeBytes, slice: () => new Uint8Array() });

    expect((await openManifest(reader)).rowsPerChunk).toBe(rows);
  });

  it("takes the ETag that the job asks for with and without quotes", async () => {
    for (const etag of ["0cc175b9c0f1b6a831c399e269772661", '"0cc175b9c0f1b6a831c399e269772661"']) {
      expect(await csvReader("a", { etag }).reader.open()).toMatchObject({ ok: true });
    }
  });

  it("refuses another ETag, naming both", async () => {
    const { reader } = csvReader("a", { etag: '"60b725f10c9c85c70d97880dfe8191b3"' });

    expect(await reader.open()).toMatchObject({
      ok: false,
      error: {
        code: "ManifestETagMismatch",
        row: null,
        column: null,
        reason: expect.stringMatching(/"0cc175b9c.*".*"60b725f10c.*"/) as string,
      },
    });
  });

  it("refuses an empty manifest", async () => {
    expect(await csvReader("").reader.open()).toEqual({
      ok: false,
      error: {
        code: "InvalidManifestContent",
        row: null,
        column: null,
        reason: "the manifest is empty",
      },
    });
  });

  it.for([
    [404, "NoSuchKey", "ManifestNotFound", /no manifest "photos.csv" in bucket "lists": NoSuchKey/],
    [404, "NoSuchBucket", "ManifestNotFound", /NoSuchBucket/],
    [404, "NoSuchVersion", "ManifestNotFound", /NoSuchVersion/],
    [
      403,
      "AccessDenied",
      "ManifestReadForbidden",
      /^Reading the manifest is forbidden: AccessDenied$/,
    ],
    [403, "AllAccessDisabled", "ManifestReadForbidden", /AccessDenied \(.*AllAccessDisabled\)$/],
    [405, "MethodNotAllowed", "ManifestUnreadable", /MethodNotAllowed/],
  ] as const)("names a store's %i %s as %s", async ([status, code, problem, reason]) => {
    const { reader, store } = csvReader("photos,a");
    store.failNext(answeredFailure({ status, code }));

    const opened = await reader.open();

    expect(opened).toMatchObject({ ok: false, error: { code: problem, row: null, column: null } });
    expect(opened.ok ? "" : opened.error.reason).toMatch(reason);
  });

  it.for([
    [503, "SlowDown"],
    [403, "InvalidAccessKeyId"],
    [403, "SignatureDoesNotMatch"],
  ] as const)("throws on what may pass: %i %s", async ([status, code]) => {
    const { reader, store } = csvReader("photos,a");
    store.failNext(answeredFailure({ status, code }));

    await expect(reader.open()).rejects.toMatchObject({ failure: { code } });
  });

  it("reads the version that the job names, also when there is a newer one", async () => {
    const store = createMemoryObjectStore({ buckets: [], versionedBuckets: ["lists"] });
    store.put(manifestObject, "photos,old\n");
    const { versionId = "", etag } = await store.head(manifestObject);
    store.put(manifestObject, "photos,new\n");
    const object = { ...manifestObject, store: "default", versionId, etag };
    const reader = createCsvManifestReader({
      store,
      manifest: { kind: "csv", object, fields: ["BUCKET", "KEY"], sourceStore: "default" },
    });

    expect(await openManifest(reader)).toMatchObject({ versionId, etag });
    expect((await readWhole(reader)).entries).toEqual([
      [{ row: 0, rawKey: "old", key: "old", versionId: null }],
    ]);
  });
});

describe("reading a CSV manifest", () => {
  it.for([
    ["LF", "photos,a\nphotos,b\n"],
    ["CRLF", "photos,a\r\nphotos,b\r\n"],
    ["both", "photos,a\r\nphotos,b\n"],
    ["no last line end", "photos,a\nphotos,b"],
    ["half a last CRLF", "photos,a\r\nphotos,b\r"],
    ["half a last CRLF after quotes", '"photos",a\r\n"photos",b\r'],
    ["one empty line at the end", "photos,a\nphotos,b\n\n"],
    ["an empty CRLF line at the end", "photos,a\r\nphotos,b\r\n\r\n"],
    ["quotes around some columns", '"photos",a\nphotos,"b"\n'],
    ["quotes and one empty line at the end", '"photos","a"\n"photos","b"\n\n'],
  ] as const)("takes %s for line ends", async ([, text]) => {
    for (const partBytes of [1, 3, 10, 1000]) {
      const { entries } = await readWhole(csvReader(text, { partBytes, blockBytes: 2 }).reader);
      expect(entries.flat().map(({ key }) => key)).toEqual(["a", "b"]);
    }
  });

  it("keeps the raw key and takes a plus for a space", async () => {
    const text = 'photos,"a ""b"", c"\nphotos,a+b%2Bc%20d\nphotos,ключ/%F0%9F%9A%A2\n';

    expect((await readWhole(csvReader(text).reader)).entries).toEqual([
      [
        { row: 0, rawKey: 'a "b", c', key: 'a "b", c', versionId: null },
        { row: 1, rawKey: "a+b%2Bc%20d", key: "a b+c d", versionId: null },
        { row: 2, rawKey: "ключ/%F0%9F%9A%A2", key: "ключ/🚢", versionId: null },
      ],
    ]);
  });

  it("takes keys and lines of the greatest length", async () => {
    const fields: ManifestField[] = ["BUCKET", "KEY", "IGNORE"];
    const row = `photos,${"%41".repeat(1024)},`;
    const text = `${row}${"x".repeat(64 * 1024 - row.length)}\r\n`.repeat(3);

    // A part that ends with a line, or after the first byte of one; a block that ends between CR and LF.
    for (const partBytes of [10_000, 65_538, 65_539, 1_000_000]) {
      for (const blockBytes of [1000, 65_537, 1_000_000]) {
        const { reader } = csvReader(text, { fields, partBytes, blockBytes });
        const { entries } = await readWhole(reader);
        expect(entries.flat().map(({ key }) => key.length)).toEqual([1024, 1024, 1024]);
      }
    }
  });

  it("takes a row that reads like a header for a row anywhere but in the first place", async () => {
    const text = "bucket,a\nbucket,key\nbucket,key\n";

    for (const partBytes of [9, 1000]) {
      const { entries } = await readWhole(csvReader(text, { partBytes }).reader);
      expect(entries.flat().map(({ key }) => key)).toEqual(["a", "key", "key"]);
    }
  });

  it("passes over a header when the job says that there is one, wherever parts and blocks end", async () => {
    const text = `Key,"Bucket",x\r\n${Array.from({ length: 20 }, (_, row) => `k${row},photos,y\n`).join("")}`;
    const fields: ManifestField[] = ["KEY", "BUCKET", "IGNORE"];

    for (const partBytes of [3, 16, 40, 1000]) {
      for (const blockBytes of [1, 7, 1000]) {
        const options = { fields, partBytes, blockBytes, rowsPerChunk: 6, headerRow: true };
        const { reader } = csvReader(text, options);
        const { parts, entries } = await readWhole(reader);
        expect(entries.flat().map(({ key }) => key)).toEqual(
          Array.from({ length: 20 }, (_, row) => `k${row}`),
        );
        expect(entries[0]?.[0]?.row ?? 0).toBe(0);
        expect(parts.flatMap(({ chunks }) => chunks).every(({ rows }) => rows <= 6)).toBe(true);
      }
    }
  });

  it.each([
    ["an object", "photos,a\nphotos,b\n"],
    ["a title", "list of photos,\nphotos,a\n"],
  ])(
    "refuses %s where the job says that there is a header, and passes over nothing",
    async (_, text) => {
      const { reader } = csvReader(text, { headerRow: true });
      const { chunks, problem } = await readPart(reader, await openManifest(reader), 0);
      expect(chunks).toEqual([]);
      expect(problem).toMatchObject({ code: "InvalidManifestContent", row: 0 });
      expect(problem?.reason).toMatch(/no header with Bucket and Key/);
    },
  );

  it("is empty when there is nothing below its header", async () => {
    const { reader } = csvReader("Bucket,Key\n", { headerRow: true });
    expect((await readWhole(reader)).entries.flat()).toEqual([]);
  });

  it("reads every row of a large object that comes as one block", async () => {
    const keys = Array.from({ length: 60_000 }, (_, row) => `key-${row}`);
    const text = keys.map((key) => `photos,${key}\n`).join("");
    const { entries } = await readWhole(csvReader(text, { blockBytes: text.length }).reader);

    expect(entries.flat().map(({ key }) => key)).toEqual(keys);
  });

  it("finds no row in a part that lies within a row of the part before", async () => {
    const { reader } = csvReader("photos,a-rather-long-key\nphotos,b\n", { partBytes: 8 });
    const { parts, entries } = await readWhole(reader);

    expect(parts.map(({ chunks }) => chunks.length)).toEqual([1, 0, 0, 1, 0]);
    expect(entries.flat().map(({ key }) => key)).toEqual(["a-rather-long-key", "b"]);
  });

  it("reads a part and no more of the next one than its last row may need", async () => {
    const { reader, store } = csvReader("photos,a\n".repeat(10), { partBytes: 30 });
    const opened = await openManifest(reader);
    await readPart(reader, opened, 1);

    expect(store.reads.map(({ etag, range }) => ({ etag, range }))).toEqual([
      { etag: opened.etag, range: { start: 29, end: 60 } },
      { etag: opened.etag, range: { start: 60, end: 90 } },
    ]);
    expect(store.bodiesOpen()).toBe(0);
  });

  it("asks for nothing of the next part when a row ends with this one", async () => {
    const { reader, store } = csvReader("photos,a\n".repeat(10), { partBytes: 45 });
    await readPart(reader, await openManifest(reader), 0);

    expect(store.reads.map(({ range }) => range)).toEqual([{ start: 0, end: 45 }]);
  });

  it("ends a chunk early when its rows are wide", async () => {
    const fields: ManifestField[] = ["BUCKET", "KEY", "IGNORE"];
    const row = Buffer.from(`photos,a,${"x".repeat(59_990)}\n`);
    const sizeBytes = 600 * row.length;
    const slice = repeated(row);
    const { reader } = csvReader({ sizeBytes, slice }, { fields });
    const { chunks } = await readPart(reader, await openManifest(reader), 0);

    expect(chunks.map(({ rows }) => rows)).toEqual([280, 280, 40]);
  });

  it("sees a manifest that changes between two requests for one part", async () => {
    const { reader, store } = csvReader("photos,a\n".repeat(10), {
      partBytes: 30,
      rowsPerChunk: 1,
    });
    const opened = await openManifest(reader);
    store.onBlock = () => void store.put(manifestObject, "photos,z\n".repeat(10));
    const { chunks, problem } = await readPart(reader, opened, 0);

    expect(chunks).toHaveLength(3);
    expect(problem).toMatchObject({
      code: "ManifestETagMismatch",
      row: null,
      reason: expect.stringContaining("the manifest changed while it was read") as string,
    });
  });

  it("throws when the connection is lost, and goes on from the last chunk", async () => {
    const { reader, store } = csvReader("photos,a\n".repeat(10), {
      rowsPerChunk: 2,
      blockBytes: 9,
    });
    const opened = await openManifest(reader);
    const whole = await readPart(reader, opened, 0);
    store.failNext(ownFailure("ConnectionFailed"), { afterBytes: 45 });
    const chunks: PartItem[] = [];
    const reading = async () => {
      for await (const item of reader.planPart(opened, 0)) chunks.push(item);
    };

    await expect(reading()).rejects.toMatchObject({ failure: { code: "ConnectionFailed" } });
    expect(chunks).toHaveLength(2);
    const from = { offset: 36, rows: 4, bucket: "photos" };
    expect((await readPart(reader, opened, 0, from)).chunks).toEqual(whole.chunks.slice(2));
  });

  it("names a store that begins to refuse in the middle", async () => {
    const { reader, store } = csvReader("photos,a\n");
    const opened = await openManifest(reader);
    store.failNext(answeredFailure({ status: 403, code: "AccessDenied" }));

    expect((await readPart(reader, opened, 0)).problem).toMatchObject({
      code: "ManifestReadForbidden",
      reason: "Reading the manifest is forbidden: AccessDenied",
    });
  });

  it("throws when a body ends early, so that no row is lost without a word", async () => {
    const bytes = Buffer.from("photos,a\n".repeat(10));
    const slice = (start: number, end: number) => bytes.subarray(start, Math.min(end, 45));
    const { reader } = csvReader({ sizeBytes: bytes.length, slice });
    const opened = await openManifest(reader);

    await expect(readPart(reader, opened, 0)).rejects.toMatchObject({
      failure: { code: "AnswerBroken", kind: "transient" },
    });
    await expect(
      reader.readChunk(opened, { start: 0, end: 90, firstRow: 0 }),
    ).rejects.toMatchObject({ failure: { code: "AnswerBroken" } });
  });

  it("names a store that does not honour ranges", async () => {
    const bytes = Buffer.from("photos,a\n".repeat(10));
    const { reader } = csvReader(
      { sizeBytes: bytes.length, slice: () => bytes },
      { partBytes: 45 },
    );
    const { chunks, problem } = await readPart(reader, await openManifest(reader), 0);

    expect(chunks).toEqual([]);
    expect(problem).toMatchObject({ code: "ManifestUnreadable" });
  });

  it("does not give a chunk whose content is not what was planned", async () => {
    const { reader } = csvReader("photos,a\n".repeat(10), { rowsPerChunk: 2 });
    const opened = await openManifest(reader);
    const changed = { failure: { code: "PreconditionFailed", kind: "permanent" } };

    for (const place of [
      { start: 0, end: 27 },
      { start: 5, end: 14 },
    ]) {
      await expect(reader.readChunk(opened, { ...place, firstRow: 0 })).rejects.toMatchObject(
        changed,
      );
    }
  });

  it("holds no more than a few blocks of 200 MB", async () => {
    const row = Buffer.from("photos,2026/11/23/a-picture-of-a-crane-%C3%A9-000000.jpg\n");
    const sizeBytes = row.length * Math.ceil(200_000_000 / row.length);
    const { reader, store } = csvReader({ sizeBytes, slice: repeated(row) });
    const opened = await openManifest(reader);
    // What was handed out and does not lie in a chunk that came back is all that a reader can hold.
    let planned = 0;
    let heldMax = 0;
    store.onBlock = ({ offset, bytes }) => {
      heldMax = Math.max(heldMax, offset + bytes - planned);
    };
    let rows = 0;
    for await (const item of reader.planPart(opened, 0)) {
      if (item.kind === "problem") throw new Error(item.problem.reason);
      if (item.kind !== "chunk") continue;
      planned = item.chunk.end;
      rows += item.chunk.rows;
    }

    expect(rows).toBe(sizeBytes / row.length);
    expect(heldMax).toBeLessThanOrEqual(opened.rowsPerChunk * row.length + 3 * 64 * 1024);
  });

  it("gives up a line without end after 64 KiB", async () => {
    const sizeBytes = 1024 ** 3;
    const { reader, store } = csvReader({ sizeBytes, slice: repeated(Buffer.from("x")) });
    let bytesGiven = 0;
    store.onBlock = ({ bytes }) => (bytesGiven += bytes);
    const { problem } = await readPart(reader, await openManifest(reader), 0);

    expect(problem).toMatchObject({ row: 0, column: null });
    expect(problem?.reason).toMatch(/longer than 65536 bytes/);
    expect(bytesGiven).toBeLessThanOrEqual(2 * 64 * 1024);
    expect(store.bodiesOpen()).toBe(0);
  });
});

function columnsOf({ bucket, key, versionId }: ListedObject): string[] {
  const rawKey = encodeURIComponent(key);
  return versionId === null ? [bucket, rawKey] : [versionId, "-", rawKey, bucket];
}

/** Any range of a file that is one row again and again. */
function repeated(row: Buffer): (start: number, end: number) => Uint8Array {
  const many = Buffer.alloc(row.length * Math.ceil(200_000 / row.length) + row.length, row);
  return (start, end) => {
    const from = start % row.length;
    return many.subarray(from, from + end - start);
  };
}
