import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createJobInspector } from "../../src/inspect/validate-job.ts";
import { startApi, testStores, validInput, type TestApi } from "../support/api.ts";
import { createMemoryObjectStore } from "../support/memory-object-store.ts";
import { operation } from "../support/operations.ts";

let api: TestApi;
const objects = createMemoryObjectStore({ buckets: ["lists"] });
beforeAll(async () => {
  const stores = { ...testStores, objectStore: () => objects };
  api = await startApi({ inspector: createJobInspector({ stores }) });
});
afterAll(() => api.stop());

async function check(text: string | null, changes: Readonly<Record<string, unknown>> = {}) {
  if (text !== null) objects.put({ bucket: "lists", key: "photos.csv" }, Buffer.from(text));
  const { spec } = validInput(changes);
  const { data, errors } = await api.ask(operation("ValidateJob"), { spec });
  expect(errors).toEqual([]);
  return data?.["validateJob"];
}

describe("checking a job without creating it", () => {
  it("counts its tasks, and creates nothing", async () => {
    expect(await check("photos,a\nphotos,b\n")).toEqual({
      valid: true,
      errors: [],
      warnings: [],
      estimatedTasks: 2,
      manifestBytes: "18",
    });
    expect(api.readModels.jobs({ filter: {}, first: 1 }).totalCount).toBe(0);
  });

  it("leads to what would be refused, and then looks at no list", async () => {
    expect(await check(null, { priority: -1, report: { bucket: "r", store: "none" } })).toEqual({
      valid: false,
      errors: [
        expect.objectContaining({ code: "OUT_OF_RANGE", path: ["spec", "priority"] }),
        expect.objectContaining({ code: "NO_SUCH_STORE", path: ["spec", "report", "store"] }),
      ],
      warnings: [],
      estimatedTasks: null,
      manifestBytes: null,
    });
  });

  it("tells what would fail the job before its first task", async () => {
    expect(await check("photos,a\nother,b\n")).toMatchObject({
      valid: false,
      errors: [{ __typename: "ValidationError", path: ["spec", "manifest"] }],
    });
    const object = { bucket: "lists", key: "gone.csv" };
    expect(await check(null, { manifest: { csv: { object } } })).toMatchObject({
      valid: false,
      errors: [{ code: "ManifestNotFound", path: ["spec", "manifest"] }],
    });
  });
});
