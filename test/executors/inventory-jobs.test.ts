import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import type { InventoryManifestSpec } from "../../src/job/spec.ts";
import { createJob, outcomesOf, reaches, startEngine, type TestEngine } from "../support/engine.ts";
import { dataKey, inventorySpec, putInventory, quotedRows } from "../support/inventories.ts";
import type { InventoryOptions } from "../support/inventories.ts";
import { validSpec } from "../support/jobs.ts";
import { createMemoryObjectStore } from "../support/memory-object-store.ts";

const engines: TestEngine[] = [];
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
});

function setUp(contents: readonly (string | Buffer)[], options: InventoryOptions = {}) {
  const objects = createMemoryObjectStore({ buckets: ["inventories", "reports"] });
  putInventory(objects, contents, options);
  const engine = startEngine({ objects });
  engines.push(engine);
  const spec = (manifest: InventoryManifestSpec = inventorySpec) =>
    validSpec({ confirmationRequired: false, manifest });
  return { objects, engine, spec };
}

const file = (name: string, rows: number) =>
  quotedRows(Array.from({ length: rows }, (_, row) => ["photos", `${name}/${row}`, "v1"]));
const schema = "Bucket, Key, VersionId";

describe("a job over an inventory", () => {
  test("gives every row of every file one outcome", async () => {
    const { engine, spec } = setUp([file("a", 700), "", file("b", 1), file("c", 40)], { schema });
    const job = await createJob(engine, spec());
    const events = await reaches(engine, job, ["COMPLETE"]);

    expect(events.at(-1)?.data).toMatchObject({ succeeded: 741, failed: 0, unknown: 0 });
    const outcomes = await outcomesOf(engine.eventStore, job);
    expect(outcomes.size).toBe(741);
    expect([...outcomes.values()].every((all) => all.length === 1)).toBe(true);
    expect(outcomes.get("3/7")).toEqual([{ kind: "succeeded", key: "c/7", code: null }]);
  });

  test("fails rows with an empty version and makes no call for them", async () => {
    const content = quotedRows([
      ["photos", "a", "v1"],
      ["photos", "b", ""],
      ["photos", "c", "null"],
    ]);
    const { engine, spec } = setUp([content], { schema });
    const job = await createJob(engine, spec());
    await reaches(engine, job, ["COMPLETE"]);

    const outcomes = await outcomesOf(engine.eventStore, job);
    expect(outcomes.get("0/1")).toEqual([{ kind: "failed", key: "b", code: "InvalidRequest" }]);
    expect(engine.calls.toSorted()).toEqual(["a", "c"]);
  });

  test("keeps rows of delete markers, which fail at the store if they must", async () => {
    const content = quotedRows([
      ["photos", "a", "true"],
      ["photos", "b", "false"],
    ]);
    const { engine, spec } = setUp([content], { schema: "Bucket, Key, IsDeleteMarker" });
    await reaches(engine, await createJob(engine, spec()), ["COMPLETE"]);

    expect(engine.calls.toSorted()).toEqual(["a", "b"]);
  });

  test("fails before the first task when one of many files is corrupted, and says which", async () => {
    const contents = Array.from({ length: 40 }, (_, index) => gzipSync(file(`f${index}`, 20)));
    const { objects, engine, spec } = setUp(contents, { schema });
    const damaged = Buffer.from(contents[23]!);
    damaged[30] = damaged[30]! ^ 0x10;
    objects.put({ bucket: "inventories", key: dataKey(23) }, damaged);
    const job = await createJob(engine, spec());
    const events = await reaches(engine, job, ["FAILED"]);

    expect(events.at(-1)?.data).toMatchObject({
      code: "ManifestChecksumMismatch",
      reason: expect.stringMatching(/photos\/daily\/data\/0023\.csv\.gz" has the MD5/) as string,
    });
    expect(engine.calls).toEqual([]);
  });

  test("names the row of the whole inventory, and the file that it is in", async () => {
    const { engine, spec } = setUp([file("a", 30), `${file("b", 4)}"photos"\n`], { schema });
    const events = await reaches(engine, await createJob(engine, spec()), ["FAILED"]);

    expect(events.at(-1)?.data).toMatchObject({
      code: "InvalidManifestContent",
      reason: expect.stringMatching(/^row 35: .*fileSchema lists 3; .*0001\.csv\.gz"\)$/) as string,
    });
    expect(engine.calls).toEqual([]);
  });

  test.each<readonly [string, readonly string[], InventoryOptions, string, RegExp]>([
    ["no files", [], {}, "InvalidManifestContent", /lists no object/],
    ["only empty files", ["", ""], {}, "InvalidManifestContent", /lists no object/],
    [
      "files of two buckets",
      [file("a", 2), '"films","x","v"\n'],
      {},
      "InvalidManifestContent",
      /row 3: the bucket is "films", and "photos" before/,
    ],
    [
      "an unknown format",
      [file("a", 1)],
      { list: { fileFormat: "ORC" } },
      "InvalidManifestContent",
      /only inventories in CSV/,
    ],
  ])("of %s fails", async (_, contents, options, code, reason) => {
    const { engine, spec } = setUp(contents, { schema, ...options });
    const events = await reaches(engine, await createJob(engine, spec()), ["FAILED"]);

    expect(events.at(-1)?.data).toMatchObject({
      code,
      reason: expect.stringMatching(reason) as string,
    });
  });

  test("fails when the ETag is another than the one that was asked for", async () => {
    const { engine, spec } = setUp([file("a", 1)], { schema });
    const object = { ...inventorySpec.object, etag: "0".repeat(32) };
    const events = await reaches(
      engine,
      await createJob(engine, spec({ ...inventorySpec, object })),
      ["FAILED"],
    );

    expect(events.at(-1)?.data).toMatchObject({ code: "ManifestETagMismatch" });
  });
});
