/** What a caller can do wrong, and what the answer says: the code, the place, and words that help. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createJob, fieldOf, post, startApi, validInput, type TestApi } from "../support/api.ts";
import { operation } from "../support/operations.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const object = { bucket: "lists", key: "photos.csv" };
const copy = (parameters: object) => ({
  operation: { copyObject: { targetBucket: "archive", ...parameters } },
});
const csv = (manifest: object) => ({ manifest: { csv: { object, ...manifest } } });
const long = "x".repeat(3_000);
const manyTags = Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: "" }));

describe("a spec that cannot stand is refused in the payload, with the field", () => {
  it.each<[what: string, spec: object, code: string, path: string, message: RegExp]>([
    [
      "an unknown store",
      csv({ object: { ...object, store: "nope" } }),
      "NO_SUCH_STORE",
      "spec.manifest.csv.object.store",
      /No store is named "nope".*default, archive/,
    ],
    [
      "an unknown source store",
      csv({ sourceStore: "nope" }),
      "NO_SUCH_STORE",
      "spec.manifest.csv.sourceStore",
      /configured stores/,
    ],
    [
      "an unknown report store",
      { report: { store: "nope", bucket: "reports" } },
      "NO_SUCH_STORE",
      "spec.report.store",
      /"nope"/,
    ],
    [
      "an unknown target store",
      copy({ targetStore: "nope" }),
      "NO_SUCH_STORE",
      "spec.operation.copyObject.targetStore",
      /"nope"/,
    ],
    [
      "a template that makes one key of all",
      copy({ targetKeyTemplate: "one" }),
      "REQUIRED",
      "spec.operation.copyObject.targetKeyTemplate",
      /Without \{key\} or \{file\}/,
    ],
    [
      "a role that the store does not know",
      { roleArn: "arn:aws:iam::123456789012:role/batch" },
      "NOT_SUPPORTED",
      "spec.roleArn",
      /neither maps nor assumes the role/,
    ],
    [
      "an empty target bucket",
      copy({ targetBucket: "" }),
      "REQUIRED",
      "spec.operation.copyObject.targetBucket",
      /bucket/,
    ],
    [
      "a bucket that is a path",
      copy({ targetBucket: "a/b" }),
      "MALFORMED",
      "spec.operation.copyObject.targetBucket",
      /cannot be the name of a bucket/,
    ],
    [
      "a canned list beside grants",
      copy({
        cannedAcl: "PRIVATE",
        grants: [{ granteeType: "ID", grantee: "abc", permission: "READ" }],
      }),
      "MUTUALLY_EXCLUSIVE",
      "spec.operation.copyObject.grants",
      /not both/,
    ],
    [
      "new metadata that is not to be used",
      copy({ metadataDirective: "COPY", metadata: { contentType: "a/b" } }),
      "MUTUALLY_EXCLUSIVE",
      "spec.operation.copyObject.metadata",
      /REPLACE/,
    ],
    [
      "a KMS key without KMS",
      copy({ encryption: { algorithm: "AES256", kmsKeyId: "key" } }),
      "MUTUALLY_EXCLUSIVE",
      "spec.operation.copyObject.encryption.kmsKeyId",
      /KMS/,
    ],
    [
      "a long redirect",
      copy({ redirectLocation: long }),
      "TOO_LONG",
      "spec.operation.copyObject.redirectLocation",
      /2048/,
    ],
    [
      "eleven object tags",
      { operation: { putObjectTagging: { tagSet: manyTags.slice(0, 11) } } },
      "TOO_MANY",
      "spec.operation.putObjectTagging.tagSet",
      /At most 10/,
    ],
    [
      "an object tag twice",
      {
        operation: {
          putObjectTagging: {
            tagSet: [
              { key: "a", value: "" },
              { key: "a", value: "" },
            ],
          },
        },
      },
      "DUPLICATE",
      "spec.operation.putObjectTagging.tagSet.1.key",
      /twice/,
    ],
    ["51 tags", { tags: manyTags }, "TOO_MANY", "spec.tags", /At most 50/],
    [
      "a tag without a key",
      { tags: [{ key: "", value: "" }] },
      "TOO_SHORT",
      "spec.tags.0.key",
      /1 to 128/,
    ],
    [
      "a tag of odd characters",
      { tags: [{ key: "a", value: "<b>" }] },
      "MALFORMED",
      "spec.tags.0.value",
      /Only letters/,
    ],
    ["a negative priority", { priority: -1 }, "OUT_OF_RANGE", "spec.priority", /0 to 2147483647/],
    ["an empty description", { description: "" }, "TOO_SHORT", "spec.description", /1 to 256/],
    ["a long description", { description: long }, "TOO_LONG", "spec.description", /3000/],
    [
      "no task at once",
      { limits: { maxConcurrency: 0 } },
      "OUT_OF_RANGE",
      "spec.limits.maxConcurrency",
      /from 1 up/,
    ],
    [
      "a rate beyond one",
      { failureThreshold: { maximumFailureRate: 1.5 } },
      "OUT_OF_RANGE",
      "spec.failureThreshold.maximumFailureRate",
      /0 to 1/,
    ],
    [
      "a threshold of no tasks",
      { failureThreshold: { minimumTasks: 0 } },
      "OUT_OF_RANGE",
      "spec.failureThreshold.minimumTasks",
      /from 1 up/,
    ],
    [
      "columns without a key",
      csv({ fields: ["BUCKET"] }),
      "REQUIRED",
      "spec.manifest.csv.fields",
      /missing in the schema: KEY/,
    ],
    [
      "two key columns",
      csv({ fields: ["BUCKET", "KEY", "KEY"] }),
      "DUPLICATE",
      "spec.manifest.csv.fields",
      /more than once/,
    ],
    [
      "a manifest bucket by its ARN",
      csv({ object: { bucket: "arn:aws:s3:::lists", key: "a" } }),
      "MALFORMED",
      "spec.manifest.csv.object.bucket",
      /by its name, lists/,
    ],
    [
      "a manifest without a key",
      csv({ object: { bucket: "lists", key: "" } }),
      "TOO_SHORT",
      "spec.manifest.csv.object.key",
      /1 to 1024/,
    ],
    [
      "a long report prefix",
      { report: { bucket: "reports", prefix: long } },
      "TOO_LONG",
      "spec.report.prefix",
      /512/,
    ],
    [
      "an odd account",
      { report: { bucket: "reports", expectedBucketOwner: "me" } },
      "MALFORMED",
      "spec.report.expectedBucketOwner",
      /12 digits/,
    ],
  ])("%s", async (_, spec, code, path, message) => {
    const { status, data, errors } = await api.ask(operation("CreateJob"), {
      input: validInput({ ...spec }),
    });
    expect(errors).toEqual([]);
    expect(status).toBe(200);
    expect(data?.["createJob"]).toEqual({
      job: null,
      position: null,
      errors: [
        {
          __typename: "ValidationError",
          code,
          path: path.split("."),
          message: expect.stringMatching(message) as unknown,
        },
      ],
    });
  });

  it.each([
    ["", "TOO_SHORT"],
    ["x".repeat(65), "TOO_LONG"],
  ])("the client request token %j", async (clientRequestToken, code) => {
    const input = { ...validInput(), clientRequestToken };
    const { data } = await api.ask(operation("CreateJob"), { input });
    expect(data?.["createJob"]).toMatchObject({ errors: [{ code, path: ["clientRequestToken"] }] });
  });

  it("several at once, all told together", async () => {
    const spec = { priority: -1, ...copy({ targetStore: "nope", targetBucket: "" }) };
    const answer = await api.ask(operation("CreateJob"), { input: validInput(spec) });
    const { errors } = fieldOf(answer, "createJob") as { errors: { code: string }[] };
    expect(errors.map(({ code }) => code).toSorted()).toEqual([
      "NO_SUCH_STORE",
      "OUT_OF_RANGE",
      "REQUIRED",
    ]);
  });

  it("a reason that is too long, at the field of a command", async () => {
    const { data } = await api.ask(operation("CancelJob"), {
      input: { id: await createJob(api), reason: long },
    });
    expect(data?.["cancelJob"]).toMatchObject({ errors: [{ code: "TOO_LONG", path: ["reason"] }] });
  });
});

const deep = (levels: number): string => (levels === 0 ? "name" : `ofType { ${deep(levels - 1)} }`);
const wide = `{ jobs(first: 100) { nodes { history(first: 100) { nodes { actor { name } } } } } }`;
const aliases = Array.from({ length: 31 }, (_, index) => `a${index}: engine { version }`).join(" ");

describe("a document that cannot stand is an error with a code", () => {
  it.each<[what: string, query: string, variables: object, code: string, message: RegExp]>([
    ["no GraphQL", "{ engine", {}, "GRAPHQL_PARSE_FAILED", /Syntax Error/],
    [
      "an unknown field",
      "{ nothing }",
      {},
      "GRAPHQL_VALIDATION_FAILED",
      /Cannot query field "nothing"/,
    ],
    [
      "two operations at once",
      mutationOf('copyObject: { targetBucket: "a" }, deleteObjectTagging: {}'),
      {},
      "GRAPHQL_VALIDATION_FAILED",
      /exactly one key/,
    ],
    [
      "no operation",
      operation("CreateJob"),
      { input: validInput({ operation: {} }) },
      "BAD_USER_INPUT",
      /[Ee]xactly one key/,
    ],
    [
      "a variable that is missing",
      operation("JobDetail"),
      {},
      "BAD_USER_INPUT",
      /"\$id" of required type/,
    ],
    [
      "a field that the input has not",
      operation("CreateJob"),
      { input: validInput({ endpoint: "http://x" }) },
      "BAD_USER_INPUT",
      /"endpoint" is not defined/,
    ],
    [
      "a time that is none",
      operation("CreateJob"),
      { input: validInput(copy({ modifiedSince: "yesterday" })) },
      "BAD_USER_INPUT",
      /RFC 3339/,
    ],
    [
      "a number that is not whole",
      operation("JobDetail"),
      { id: "x", atLeastPosition: 1.5 },
      "BAD_USER_INPUT",
      /A Long is a whole number/,
    ],
    [
      "a page of none",
      operation("JobList"),
      { first: 0 },
      "BAD_USER_INPUT",
      /1 to 100; 0 was asked/,
    ],
    [
      "a page that is too long",
      operation("JobList"),
      { first: 101 },
      "BAD_USER_INPUT",
      /1 to 100; 101/,
    ],
    [
      "a short search",
      operation("JobList"),
      { filter: { search: "ab" } },
      "BAD_USER_INPUT",
      /3 characters/,
    ],
    [
      "a cursor of nobody",
      operation("JobList"),
      { after: "nobody" },
      "CURSOR_INVALID",
      /not given by this list/,
    ],
    [
      "too deep",
      `{ __schema { types { fields { type { ${deep(12)} } } } } }`,
      {},
      "QUERY_TOO_COMPLEX",
      /17 levels deep; at most 15/,
    ],
    ["too many objects", wide, {}, "QUERY_TOO_COMPLEX", /Ask for shorter pages/],
    ["too many aliases", `{ ${aliases} }`, {}, "QUERY_TOO_COMPLEX", /31 aliases; at most 30/],
    [
      "too many tokens",
      `{ ${"engine { version } ".repeat(600)} }`,
      {},
      "GRAPHQL_PARSE_FAILED",
      /2000 tokens/,
    ],
    [
      "two unnamed operations",
      "query A { engine { version } } query B { engine { version } }",
      {},
      "OPERATION_RESOLUTION_FAILURE",
      /Must provide operation name/,
    ],
  ])("%s", async (_, query, variables, code, message) => {
    const { errors } = await api.ask(query, { ...variables });
    expect(errors[0]?.message).toMatch(message);
    expect(errors[0]?.extensions.code).toBe(code);
    expect(JSON.stringify(errors)).not.toMatch(/stacktrace|node_modules/);
  });

  it("an input with hundreds of wrong values is the caller's mistake to the last error", async () => {
    const fields = Array.from({ length: 300 }, () => "NOWHERE");
    const { errors } = await api.ask(operation("CreateJob"), {
      input: validInput(csv({ fields })),
    });
    expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(
      new Set(["BAD_USER_INPUT"]),
    );
    expect(errors.at(-1)?.message).toMatch(/Too many errors/);
  });
});

function mutationOf(operationInput: string): string {
  return `mutation { createJob(input: { clientRequestToken: "t", spec: {
    operation: { ${operationInput} }
    manifest: { csv: { object: { bucket: "lists", key: "a" } } }
  } }) { position } }`;
}

const json = { "content-type": "application/json" };
const engine = JSON.stringify({ query: "{ engine { version } }" });
const mutation = encodeURIComponent(
  'mutation { cancelJob(input: { id: "x" }) { errors { code } } }',
);

describe("an HTTP request that cannot stand", () => {
  it.each<
    [what: string, path: string, init: RequestInit, status: number, code: string, message: RegExp]
  >([
    [
      "text instead of JSON",
      "/graphql",
      { method: "POST", body: engine, headers: { "content-type": "text/plain" } },
      415,
      "UNSUPPORTED_MEDIA_TYPE",
      /Send JSON, with the header content-type: application\/json/,
    ],
    [
      "a form",
      "/graphql",
      {
        method: "POST",
        body: "query=a",
        headers: { "content-type": "application/x-www-form-urlencoded" },
      },
      415,
      "UNSUPPORTED_MEDIA_TYPE",
      /Send JSON, with the header content-type: application\/json/,
    ],
    [
      "broken JSON",
      "/graphql",
      { method: "POST", body: "{", headers: json },
      400,
      "BAD_REQUEST",
      /JSON/,
    ],
    [
      "an empty body",
      "/graphql",
      { method: "POST", body: "", headers: json },
      400,
      "BAD_REQUEST",
      /empty/,
    ],
    ["no body", "/graphql", { method: "POST" }, 400, "BAD_REQUEST", /CSRF|missing/],
    [
      "no query",
      "/graphql",
      { method: "POST", body: "{}", headers: json },
      400,
      "BAD_REQUEST",
      /missing|non-empty/,
    ],
    [
      "a batch",
      "/graphql",
      { method: "POST", body: `[${engine},${engine}]`, headers: json },
      400,
      "BAD_REQUEST",
      /batching disabled/,
    ],
    [
      "a body beyond 2 MiB",
      "/graphql",
      { method: "POST", body: JSON.stringify({ query: "x".repeat(2_200_000) }), headers: json },
      413,
      "PAYLOAD_TOO_LARGE",
      /too large/,
    ],
    [
      "a mutation by GET",
      `/graphql?query=${mutation}`,
      { headers: { "apollo-require-preflight": "yes" } },
      405,
      "BAD_REQUEST",
      /GET requests only support query operations/,
    ],
    [
      "a GET that a page of another site could make",
      "/graphql?query=%7Bengine%7Bversion%7D%7D",
      {},
      400,
      "BAD_REQUEST",
      /CSRF/,
    ],
    ["another address", "/nothing", {}, 404, "NOT_FOUND", /nothing at GET \/nothing.*\/graphql/],
    ["another method", "/graphql", { method: "DELETE" }, 405, "METHOD_NOT_ALLOWED", /DELETE/],
  ])("%s", async (_, path, init, status, code, message) => {
    const response = await fetch(`${api.url}${path}`, init);
    const { errors } = (await response.json()) as {
      errors: { message: string; extensions: { code: string } }[];
    };
    expect(errors[0]?.message).toMatch(message);
    expect([response.status, errors[0]?.extensions.code]).toEqual([status, code]);
    expect(errors[0]).not.toHaveProperty("extensions.stacktrace");
  });

  it("a query by GET is answered when a page of another site could not have made it", async () => {
    const response = await fetch(`${api.url}/graphql?query=%7Bengine%7Bversion%7D%7D`, {
      headers: { "apollo-require-preflight": "yes" },
    });
    expect(await response.json()).toEqual({ data: { engine: { version: "1.2.3" } } });
  });

  it("a body that is no GraphQL request is not taken for one", async () => {
    expect((await post(api.url, "text")).status).toBe(400);
  });
});
