import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createJobInspector } from "../../src/inspect/validate-job.ts";
import { fieldOf, startApi, testStores, type TestApi } from "../support/api.ts";
import { dataKey, inventoryObject, putInventory, quotedRows } from "../support/inventories.ts";
import { createMemoryObjectStore, type MemoryObjectStore } from "../support/memory-object-store.ts";
import { operation } from "../support/operations.ts";

interface Preview {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly etag: string | null;
  readonly sizeBytes: string | null;
  readonly estimatedRows: number | null;
  readonly exact: boolean;
  readonly warnings: readonly {
    readonly row: number | null;
    readonly rows: number;
    readonly code: string;
    readonly message: string;
    readonly cure: string;
    readonly fatal: boolean;
  }[];
  readonly errors: readonly { readonly code: string; readonly message: string }[];
}

let store: MemoryObjectStore;
let api: TestApi;
beforeAll(async () => {
  const stores = { ...testStores, objectStore: () => store };
  api = await startApi({ inspector: createJobInspector({ stores }) });
});
beforeEach(() => {
  store = createMemoryObjectStore({ buckets: ["lists", "inventories", "photos"] });
});
afterAll(() => api.stop());

async function preview(variables: Readonly<Record<string, unknown>>): Promise<Preview> {
  const answer = await api.ask(operation("ManifestPreview"), variables);
  expect(answer.errors).toEqual([]);
  return fieldOf(answer, "manifestPreview") as Preview;
}

const csv = (fields?: readonly string[]) => ({
  csv: {
    object: { bucket: "lists", key: "photos.csv" },
    ...(fields === undefined ? {} : { fields }),
  },
});

function putCsv(content: string | Buffer): string {
  return store.put({ bucket: "lists", key: "photos.csv" }, content);
}

describe("a preview of a CSV manifest", () => {
  it("finds that the bucket of the objects is not there", async () => {
    putCsv("photo,a\nphoto,b\n");
    const { warnings, rows } = await preview({ manifest: csv(), first: 1 });
    expect(rows).toHaveLength(1);
    expect(warnings).toMatchObject([
      { code: "NoSuchBucket", row: null, message: expect.stringContaining('"photo"') },
    ]);
  });

  it("tells a missing manifest from a missing bucket", async () => {
    const messageOf = async (bucket: string) => {
      const object = { bucket, key: "gone.csv" };
      const { errors } = await preview({ manifest: { csv: { object } }, first: 1 });
      return errors[0]?.message;
    };
    expect(await messageOf("lists")).toMatch(/no manifest "gone.csv" in bucket "lists"/);
    expect(await messageOf("list")).toMatch(/^there is no bucket "list"/);
  });

  it("shows the first rows, decoded, the size, the ETag and how many rows there are", async () => {
    const etag = putCsv("photos,a%20b\nphotos,c%2Bd\nphotos,e\n");

    expect(await preview({ manifest: csv(), first: 2 })).toEqual({
      rows: [
        { row: 1, bucket: "photos", key: "a b", versionId: null },
        { row: 2, bucket: "photos", key: "c+d", versionId: null },
      ],
      etag,
      sizeBytes: "35",
      estimatedRows: 3,
      exact: true,
      warnings: [],
      errors: [],
    });
  });

  it.each<
    readonly [
      string,
      string | Buffer,
      readonly string[] | undefined,
      string,
      number | null,
      RegExp,
      boolean,
    ]
  >([
    ["a header row", "Bucket,Key\nphotos,a\n", undefined, "HeaderRow", 1, /is a header/, true],
    [
      "a byte order mark",
      "\uFEFFphotos,a\n",
      undefined,
      "ByteOrderMark",
      1,
      /byte order mark/,
      true,
    ],
    [
      "another bucket",
      "photos,a\nfilms,b\nphotos,c\n",
      undefined,
      "OtherBucket",
      2,
      /names bucket "films"/,
      true,
    ],
    [
      "a bad row",
      "photos,a\nphotos,100%\n",
      undefined,
      "InvalidRow",
      2,
      /not percent-encoding/,
      true,
    ],
    ["a short row", "photos,a\nphotos\n", undefined, "InvalidRow", 2, /has 1 column/, true],
    [
      "an open quote",
      'photos,a\n"photos,b\n',
      undefined,
      "InvalidRow",
      2,
      /quote is not closed/,
      true,
    ],
    ["an empty line", "photos,a\n\nphotos,b\n", undefined, "EmptyLine", 2, /empty/, true],
    [
      "bytes that are not UTF-8",
      Buffer.from("photos,a\nphotos,\xe9\n", "latin1"),
      undefined,
      "InvalidRow",
      2,
      /not UTF-8/,
      true,
    ],
    [
      "a raw plus",
      "photos,a\nphotos,b+c\n",
      undefined,
      "PlusInKey",
      2,
      /"b\+c" names "b c"/,
      false,
    ],
    [
      "a doubly encoded key",
      "photos,a%2520b\n",
      undefined,
      "DoublyEncodedKey",
      1,
      /names "a%20b"/,
      false,
    ],
    [
      "a key that is not encoded",
      "photos,a\nphotos,é\n",
      undefined,
      "UnencodedKey",
      2,
      /not encoded/,
      false,
    ],
    [
      "a repeated row",
      "photos,a\nphotos,b\nphotos,%61\n",
      undefined,
      "DuplicateRow",
      3,
      /earlier row/,
      false,
    ],
    [
      "an empty version",
      "photos,a,v\nphotos,b,\n",
      ["BUCKET", "KEY", "VERSION_ID"],
      "MissingVersion",
      2,
      /version is empty/,
      false,
    ],
  ])("finds %s, with its row and a cure", async (_, content, fields, code, row, message, fatal) => {
    putCsv(content);
    const { warnings, errors } = await preview({ manifest: csv(fields) });

    expect(errors).toEqual([]);
    expect(warnings).toMatchObject([{ code, row, rows: 1, fatal }]);
    expect(warnings[0]!.message).toMatch(message);
    expect(warnings[0]!.cure).toMatch(/\.$/);
  });

  it("takes the first line for a header where that is said, and counts the rows below it", async () => {
    const { csv: plain } = csv();
    putCsv("Bucket,Key\nphotos,a\nphotos,b+c\n");
    const manifest = { csv: { ...plain, headerRow: true } };
    const { rows, estimatedRows, warnings } = await preview({ manifest });
    expect(rows.map(({ key }) => key)).toEqual(["a", "b c"]);
    expect(estimatedRows).toBe(2);
    expect(warnings).toMatchObject([{ code: "PlusInKey", row: 2 }]);
    putCsv("photos,a\n");
    expect((await preview({ manifest })).warnings).toMatchObject([
      { code: "NoHeaderRow", row: 1, fatal: true },
    ]);
  });

  it("goes on after bad rows, and counts each kind", async () => {
    putCsv("photos,a\nphotos,100%\nphotos,b+c\nphotos,%\nphotos,d+e\nfilms,x\n");
    const { warnings, rows } = await preview({ manifest: csv() });

    expect(warnings.map(({ code, row, rows: many }) => [code, row, many])).toEqual([
      ["InvalidRow", 2, 2],
      ["PlusInKey", 3, 2],
      ["OtherBucket", 6, 1],
    ]);
    expect(rows.map(({ row }) => row)).toEqual([1, 3, 5]);
  });

  it("does not take two versions of one object for a repeat", async () => {
    putCsv("photos,a,v1\nphotos,a,v2\n");

    expect((await preview({ manifest: csv(["BUCKET", "KEY", "VERSION_ID"]) })).warnings).toEqual(
      [],
    );
  });

  it("forgives an empty line at the end", async () => {
    putCsv("photos,a\n\n");

    expect(await preview({ manifest: csv() })).toMatchObject({
      warnings: [],
      estimatedRows: 1,
      exact: true,
    });
  });

  it("estimates the rows of a long list from those that it looked at", async () => {
    putCsv("photos,key\n".repeat(200_000));
    const { estimatedRows, exact } = await preview({ manifest: csv(), rowsMax: 1000 });

    expect(exact).toBe(false);
    expect(estimatedRows).toBeGreaterThan(180_000);
    expect(estimatedRows).toBeLessThan(220_000);
    expect(store.bodiesOpen()).toBe(0);
  });

  it("says why a manifest cannot be read", async () => {
    const { errors, rows } = await preview({ manifest: csv() });

    expect(rows).toEqual([]);
    expect(errors).toMatchObject([{ code: "ManifestNotFound", path: ["manifest"] }]);
  });

  it("says that the store refuses, and that it does not answer", async () => {
    putCsv("photos,a\n");
    store.failNext({ code: "AccessDenied", status: 403, message: "No.", kind: "permanent" });
    expect((await preview({ manifest: csv() })).errors).toMatchObject([
      { code: "ManifestReadForbidden" },
    ]);
    store.failNext({ code: "SlowDown", status: 503, message: "Later.", kind: "throttle" });
    expect((await preview({ manifest: csv() })).errors).toMatchObject([{ code: "SlowDown" }]);
  });

  it("refuses what is no manifest, a store that is not configured, and bounds out of range", async () => {
    expect((await preview({ manifest: csv(["KEY"]) })).errors).toMatchObject([
      { code: "REQUIRED" },
    ]);
    const elsewhere = { csv: { object: { store: "moon", bucket: "lists", key: "k" } } };
    expect((await preview({ manifest: elsewhere })).errors[0]).toMatchObject({
      code: "NO_SUCH_STORE",
    });
    for (const bad of [{ first: 0 }, { first: 101 }, { rowsMax: 0 }, { rowsMax: 1_000_001 }]) {
      const answer = await api.ask(operation("ManifestPreview"), { manifest: csv(), ...bad });
      expect(answer.errors[0]?.extensions.code).toBe("BAD_USER_INPUT");
    }
  });
});

describe("a preview of an inventory", () => {
  const inventory = { inventory: { object: inventoryObject } };

  it("shows rows of its files and counts all", async () => {
    putInventory(store, [
      quotedRows([
        ["photos", "a"],
        ["photos", "b"],
      ]),
      quotedRows([["photos", "c"]]),
    ]);

    expect(await preview({ manifest: inventory, first: 1 })).toMatchObject({
      rows: [{ row: 1, bucket: "photos", key: "a" }],
      estimatedRows: 3,
      exact: true,
      warnings: [],
    });
  });

  it("finds files that are missing, of another size, or no gzip", async () => {
    const rows = quotedRows([["photos", "a"]]);
    putInventory(store, [rows, rows, Buffer.from("no gzip"), gzipSync(rows)], {
      files: { 0: { key: "gone.csv.gz" }, 1: { size: 5 } },
    });
    const { warnings } = await preview({ manifest: inventory });

    expect(warnings).toMatchObject([{ code: "FileDiffers", rows: 3, fatal: true }]);
    expect(warnings[0]!.message).toMatch(/^gone\.csv\.gz: .*NoSuchKey/);
    store.put({ bucket: "inventories", key: "gone.csv.gz" }, "x");
    expect((await preview({ manifest: inventory })).warnings[0]!.message).toMatch(
      /^gone\.csv\.gz has 1 bytes, its list says \d+$/,
    );
    expect(dataKey(2)).toContain("0002");
  });

  it("says what is wrong with its manifest.json", async () => {
    putInventory(store, [], { list: { fileFormat: "ORC" } });

    expect((await preview({ manifest: inventory })).errors).toMatchObject([
      {
        code: "InvalidManifestContent",
        message: expect.stringMatching(/only inventories in CSV/) as string,
      },
    ]);
  });
});
