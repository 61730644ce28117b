/** Checking a job without creating it, against stores that are there. */
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createJobInspector } from "../../src/inspect/validate-job.ts";
import { askAs, makeTokens } from "../support/access.ts";
import { fieldOf, startApi, validInput, type TestApi } from "../support/api.ts";
import { openTestStore, type TestStore } from "../support/devstore.ts";
import { operation } from "../support/operations.ts";
import { storesAt, type ReachedStores } from "../support/test-stores.ts";

const { authenticator, tokens } = makeTokens({
  runner: { permission: "run", grants: ["bypass-governance"] },
  reader: { permission: "read" },
  bound: { permission: "run", stores: ["default"], buckets: ["lists", "reports", "copies"] },
});

let opened: TestStore;
let stores: ReachedStores;
let api: TestApi;
let etag: string;
beforeAll(async () => {
  opened = await openTestStore();
  for (const Bucket of ["lists", "photos", "reports", "copies"])
    await opened.client.send(new CreateBucketCommand({ Bucket }));
  await opened.client.send(
    new CreateBucketCommand({ Bucket: "locked", ObjectLockEnabledForBucket: true }),
  );
  stores = storesAt({ default: opened.store.url, archive: "http://127.0.0.1:9" });
  api = await startApi({ authenticator, stores, inspector: createJobInspector({ stores }) });
});
beforeEach(() => putList("photos,a\nphotos,b\n"));
afterAll(async () => {
  await api.stop();
  stores.close();
  await opened.close();
});

async function putList(text: string): Promise<void> {
  const { ETag } = await opened.client.send(
    new PutObjectCommand({ Bucket: "lists", Key: "photos.csv", Body: text }),
  );
  etag = ETag!.replaceAll('"', "");
}

interface Validation {
  readonly valid: boolean;
  readonly errors: readonly { readonly code: string; readonly path: readonly string[] }[];
  readonly warnings: readonly { readonly code: string; readonly path: readonly string[] }[];
  readonly estimatedTasks: number | null;
  readonly manifestBytes: string | null;
}

async function check(
  changes: Readonly<Record<string, unknown>> = {},
  as: keyof typeof tokens = "runner",
): Promise<Validation> {
  const { spec } = validInput(changes);
  const answer = await askAs(api.url, tokens[as], {
    query: operation("ValidateJob"),
    variables: { spec },
  });
  expect(answer.errors).toEqual([]);
  return fieldOf(answer, "validateJob") as Validation;
}

/** Codes with the places they lead to. */
const told = (found: readonly { readonly code: string; readonly path: readonly string[] }[]) =>
  found.map(({ code, path }) => `${code} ${path.join(".")}`);

const list = (object: object, others: object = {}) => ({
  manifest: { csv: { object: { bucket: "lists", key: "photos.csv", ...object }, ...others } },
});
const copy = (changes: object = {}) => ({
  operation: { copyObject: { targetBucket: "copies", ...changes } },
});
const hold = { operation: { putObjectLegalHold: { status: "ON" } } };
const soon = new Date(Date.now() + 3_600_000).toISOString();

describe("checking a job without creating it", () => {
  it("counts its tasks, creates nothing and writes nothing", async () => {
    const before = opened.log.length;
    expect(await check()).toEqual({
      valid: true,
      errors: [],
      warnings: [],
      estimatedTasks: 2,
      manifestBytes: "18",
    });
    expect(api.readModels.jobs({ filter: {}, first: 1 }).totalCount).toBe(0);
    const calls = opened.log.slice(before).map(({ method }) => method);
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.filter((method) => method !== "GET" && method !== "HEAD")).toEqual([]);
  });

  it("leads to what would be refused, and then looks at nothing", async () => {
    const before = opened.log.length;
    expect(await check({ priority: -1, report: { bucket: "r", store: "none" } })).toEqual({
      valid: false,
      errors: [
        expect.objectContaining({ code: "OUT_OF_RANGE", path: ["spec", "priority"] }),
        expect.objectContaining({ code: "NO_SUCH_STORE", path: ["spec", "report", "store"] }),
      ],
      warnings: [],
      estimatedTasks: null,
      manifestBytes: null,
    });
    expect(opened.log).toHaveLength(before);
  });

  it.each<[what: string, spec: object, errors: string[]]>([
    [
      "a generator that can list nothing",
      { manifest: { generator: { sourceBucket: "a/b" } } },
      ["MALFORMED spec.manifest.generator.sourceBucket", "REQUIRED spec.manifest.generator.output"],
    ],
    [
      "a list that is not there",
      list({ key: "gone.csv" }),
      ["ManifestNotFound spec.manifest.csv.object.key"],
    ],
    [
      "a list in a bucket that is not there",
      list({ bucket: "nowhere" }),
      ["NO_SUCH_BUCKET spec.manifest.csv.object.bucket"],
    ],
    [
      "a list with another ETag",
      list({ etag: "0".repeat(32) }),
      ["ManifestETagMismatch spec.manifest.csv.object.etag"],
    ],
    [
      "a list in a store that does not answer",
      list({ store: "archive" }, { sourceStore: "default" }),
      ["ConnectionFailed spec.manifest.csv.object.bucket"],
    ],
    [
      "objects in a store that does not answer",
      list({}, { sourceStore: "archive" }),
      ["ConnectionFailed spec.manifest.csv"],
    ],
    [
      "a report's bucket that is not there",
      { report: { bucket: "nowhere" } },
      ["NO_SUCH_BUCKET spec.report.bucket"],
    ],
    [
      "a report's store that does not answer",
      { report: { bucket: "reports", store: "archive" } },
      ["ConnectionFailed spec.report.bucket"],
    ],
    [
      "a target that is not there",
      copy({ targetBucket: "nowhere" }),
      ["NO_SUCH_BUCKET spec.operation.copyObject.targetBucket"],
    ],
    [
      "a target's store that does not answer",
      copy({ targetStore: "archive" }),
      ["ConnectionFailed spec.operation.copyObject.targetBucket"],
    ],
    [
      "a place for the generated list that is not there",
      { manifest: { generator: { sourceBucket: "photos", output: { bucket: "nowhere" } } } },
      ["NO_SUCH_BUCKET spec.manifest.generator.output.bucket"],
    ],
    [
      "a bucket to list that is not there",
      { manifest: { generator: { sourceBucket: "nowhere", output: { bucket: "lists" } } } },
      ["ManifestNotFound spec.manifest.generator.sourceBucket"],
    ],
    [
      "a lock on a bucket without Object Lock",
      hold,
      ["ObjectLockNotEnabled spec.operation.putObjectLegalHold"],
    ],
    [
      "an operation that Amazon alone has",
      { operation: { replicateObject: {} } },
      ["NOT_SUPPORTED spec.operation.replicateObject"],
    ],
    [
      "another that Amazon alone has",
      { operation: { updateObjectEncryption: { kmsKeyId: "k" } } },
      ["NOT_SUPPORTED spec.operation.updateObjectEncryption"],
    ],
  ])("finds %s", async (_, spec, errors) => {
    const found = await check({ ...spec });
    expect(told(found.errors)).toEqual(errors);
    expect(found.valid).toBe(false);
  });

  it("finds all of it at once", async () => {
    const found = await check({
      ...list({ key: "gone.csv" }),
      ...copy({ targetBucket: "nowhere" }),
      report: { bucket: "nowhere" },
    });
    expect(told(found.errors)).toEqual([
      "ManifestNotFound spec.manifest.csv.object.key",
      "NO_SUCH_BUCKET spec.operation.copyObject.targetBucket",
      "NO_SUCH_BUCKET spec.report.bucket",
    ]);
  });

  it.each<[what: string, text: string, error: string, message: RegExp]>([
    ["a second bucket", "photos,a\nother,b\n", "OtherBucket spec.manifest.csv", /^Row 2: /],
    ["a header", "Bucket,Key\nphotos,a\n", "HeaderRow spec.manifest.csv", /^Row 1: /],
    ["a row that is none", "photos,a\nphotos\n", "InvalidRow spec.manifest.csv", /^Row 2: /],
    [
      "objects of a bucket that is not there",
      "nowhere,a\n",
      "NO_SUCH_BUCKET spec.manifest.csv",
      /"nowhere"/,
    ],
    ["nothing", "", "InvalidManifestContent spec.manifest.csv", /empty/],
  ])("finds in the list %s", async (_, text, error, message) => {
    await putList(text);
    const found = await check();
    expect(told(found.errors)).toEqual([error]);
    expect(found.errors).toMatchObject([{ message: expect.stringMatching(message) as unknown }]);
  });

  it("has nothing against a list that is as it was seen, or a bucket with Object Lock", async () => {
    expect((await check(list({ etag }))).valid).toBe(true);
    await putList("locked,a\n");
    expect((await check(hold)).errors).toEqual([]);
  });

  it("warns of what deserves a look", async () => {
    await putList("photos,a+b\n");
    const found = await check(copy({ retention: { mode: "GOVERNANCE", retainUntil: soon } }));
    expect(found).toMatchObject({ valid: true, errors: [] });
    expect(told(found.warnings)).toEqual([
      "PlusInKey spec.manifest.csv",
      "ObjectLockNotEnabled spec.operation.copyObject.retention",
    ]);
  });

  it("finds a copy of a bucket onto itself, and lets one through that changes something", async () => {
    const onto = (changes: object) => check(copy({ targetBucket: "photos", ...changes }));
    const { errors } = await onto({});
    expect(told(errors)).toEqual(["CopiesOntoItself spec.operation.copyObject"]);
    for (const changes of [{ targetKeyPrefix: "p" }, { storageClass: "GLACIER" }, { newTags: [] }])
      expect((await onto(changes)).errors).toEqual([]);
  });

  it("counts what a generator would list", async () => {
    const generator = { sourceBucket: "lists", output: { bucket: "lists" } };
    expect(await check({ manifest: { generator } })).toMatchObject({
      valid: true,
      estimatedTasks: 1,
    });
  });
});

describe("a caller who is bound", () => {
  it("is told of what is out of bounds, and nothing of it is looked at", async () => {
    const before = opened.log.length;
    const found = await check({ ...copy({ targetBucket: "photos" }), report: null }, "bound");
    expect(told(found.errors)).toEqual(["NOT_ALLOWED spec.operation.copyObject.targetBucket"]);
    expect(opened.log).toHaveLength(before);
  });

  it("learns nothing of a bucket that only the list names", async () => {
    const before = opened.log.length;
    const found = await check({}, "bound");
    expect(told(found.errors)).toEqual(["NOT_ALLOWED spec.manifest.csv"]);
    expect(opened.log.slice(before).filter(({ bucket }) => bucket === "photos")).toEqual([]);
    await putList("nowhere,a\n");
    expect(told((await check({}, "bound")).errors)).toEqual(["NOT_ALLOWED spec.manifest.csv"]);
  });

  it("needs the permission to run jobs", async () => {
    const { spec } = validInput();
    const variables = { spec };
    const before = opened.log.length;
    const { errors } = await askAs(api.url, tokens.reader, {
      query: operation("ValidateJob"),
      variables,
    });
    expect(errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
    expect(opened.log).toHaveLength(before);
  });
});

describe("an operation that Amazon alone has", () => {
  const create = `mutation Create($input: CreateJobInput!) {
    createJob(input: $input) { job { id } errors { code message path } }
  }`;
  const clone = `mutation Clone($input: CloneJobInput!) {
    cloneJob(input: $input) { job { id } errors { code message path } }
  }`;

  it("is refused with the sentence that says so, also as a job and as a clone", async () => {
    const error = {
      code: "NOT_SUPPORTED",
      message: expect.stringMatching(/^replicateObject exists on Amazon S3 alone/) as unknown,
    };
    const refused = await askAs(api.url, tokens.runner, {
      query: create,
      variables: { input: validInput({ operation: { replicateObject: {} } }) },
    });
    expect(refused.data).toEqual({
      createJob: {
        job: null,
        errors: [{ ...error, path: ["spec", "operation", "replicateObject"] }],
      },
    });
    const overrides = { operation: { replicateObject: { any: 1 } } };
    const cloned = await askAs(api.url, tokens.runner, {
      query: clone,
      variables: { input: { clientRequestToken: "t", id: "x", overrides } },
    });
    expect(cloned.data).toEqual({
      cloneJob: {
        job: null,
        errors: [{ ...error, path: ["overrides", "operation", "replicateObject"] }],
      },
    });
  });
});
