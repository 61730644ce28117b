import { expect, test } from "vitest";
import { decodeKey } from "../../src/manifest/keys.ts";
import { PackedRows, type RowObject } from "../../src/manifest/packed-rows.ts";
import { fc } from "../support/fast-check.ts";

/** Any key that a manifest may write, encoded in part or not at all. */
const rawKeys = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 40 }),
    fc
      .string({ unit: "binary", minLength: 1, maxLength: 20 })
      .map((key) => encodeURIComponent(key.toWellFormed())),
    fc.constantFrom("a+b", "%00", "ü".repeat(20), "🚢/箱", "a%2Fb"),
  )
  .filter((rawKey) => decodeKey(rawKey).ok);

const objects = fc
  .record({
    rawKey: rawKeys,
    versionId: fc.oneof(fc.constantFrom(null, ""), fc.stringMatching(/^[!-~]{1,40}$/)),
  })
  .map(({ rawKey, versionId }): RowObject => {
    const key = decodeKey(rawKey);
    return { rawKey, key: key.ok ? key.value : "", versionId };
  });

test("rows come out as they were put in, block after block, as often as asked", () => {
  fc.assert(
    fc.property(fc.nat(1e6), fc.array(fc.array(objects)), (firstRow, blocks) => {
      const rows = new PackedRows(firstRow);
      for (const block of blocks) rows.add(block);
      const wanted = blocks.flat().map((object, index) => ({ row: firstRow + index, ...object }));
      expect(rows).toHaveLength(wanted.length);
      expect([...rows]).toEqual(wanted);
      expect([...rows]).toEqual(wanted);
    }),
  );
});

test("rows without any version have none", () => {
  const rows = new PackedRows(7);
  rows.add([{ rawKey: "a%2Fb", key: "a/b", versionId: null }]);
  expect([...rows]).toEqual([{ row: 7, rawKey: "a%2Fb", key: "a/b", versionId: null }]);
});
