import { readFileSync } from "node:fs";
import {
  getIntrospectionQuery,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
  parse,
  validate,
  validateSchema,
  type GraphQLNamedType,
} from "graphql/index.js";
import { describe, expect, it } from "vitest";
import { checkLimits } from "../../src/api/graphql/check-limits.ts";
import { errorCodes } from "../../src/api/graphql/errors.ts";
import { limits } from "../../src/api/graphql/limits.ts";
import { createSchema } from "../../src/api/graphql/schema.ts";
import { jobStatuses } from "../../src/job/lifecycle.ts";
import { operation, operationNames } from "../support/operations.ts";

const schema = createSchema();
const types = Object.values(schema.getTypeMap()).filter(
  (type) => !type.name.startsWith("__") && !isSpecifiedScalarType(type),
);

describe("the schema", () => {
  it("is valid", () => {
    expect(validateSchema(schema)).toEqual([]);
  });

  it("describes every type, field, argument and value", () => {
    expect(types.length).toBeGreaterThan(70);
    expect(types.flatMap(undescribed)).toEqual([]);
  });

  it("has the thirteen statuses of the core", () => {
    const type = schema.getType("JobStatus");
    expect(isEnumType(type) && type.getValues().map(({ name }) => name)).toEqual([...jobStatuses]);
  });

  it("resolves every field of a type that is not plain data", () => {
    // Parents of these types are rows or specs, whose members may be named otherwise than the fields.
    for (const name of [
      "CompletionReport",
      "CopyObjectOperation",
      "CsvManifest",
      "JobEvent",
      "Task",
    ]) {
      const type = schema.getType(name);
      const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
      expect(
        fields.filter(({ resolve }) => resolve === undefined).map((field) => field.name),
      ).toEqual([]);
      expect(fields.length).toBeGreaterThan(2);
    }
  });
});

/** Where what an input gives is read back: by the same name unless the field is named. */
const readBack: Readonly<Record<string, string>> = {
  JobSpecInput: "Job",
  ReportInput: "CompletionReport",
  FailureThresholdInput: "FailureThreshold",
  JobLimitsInput: "JobLimits",
  CsvManifestInput: "CsvManifest",
  InventoryManifestInput: "InventoryManifest",
  ObjectRefInput: "ObjectLocation",
  ManifestGeneratorInput: "GeneratedManifest",
  ManifestGeneratorFilterInput: "ManifestGeneratorFilter",
  EncryptionFilterInput: "EncryptionFilter",
  ManifestOutputInput: "ManifestOutput",
  CopyObjectInput: "CopyObjectOperation",
  PutObjectTaggingInput: "PutObjectTaggingOperation",
  MergeObjectTagsInput: "MergeObjectTagsOperation",
  AclInput: "PutObjectAclOperation",
  ExplicitAclInput: "PutObjectAclOperation",
  AclGrantInput: "AclGrant",
  RestoreObjectInput: "RestoreObjectOperation",
  PutObjectLegalHoldInput: "PutObjectLegalHoldOperation",
  PutObjectRetentionInput: "PutObjectRetentionOperation",
  InvokeFunctionInput: "InvokeFunctionOperation",
  ComputeChecksumInput: "ComputeChecksumOperation",
  DeleteObjectInput: "DeleteObjectOperation",
  ObjectMetadataInput: "ObjectMetadata",
  ObjectEncryptionInput: "ObjectEncryption",
  ObjectRetentionInput: "ObjectRetention",
  CommandJobsInput: "BulkCommand",
  TagInput: "Tag",
  KeyValueInput: "KeyValue",
};
const otherNames: Readonly<Record<string, string>> = {
  "CsvManifestInput.object": "location",
  "InventoryManifestInput.object": "location",
  "AclInput.canned": "cannedAcl",
  "AclInput.explicit": "grants",
  // What they find, and how many those are, is told by the number of jobs.
  "CommandJobsInput.all": "jobs",
  "CommandJobsInput.expectedJobs": "jobs",
};
/** Those that choose among inputs, say what to do to a job or to a list, or give nothing. */
const noSettings =
  /^(ManifestInput|OperationInput|PutObjectAclInput|NoParametersInput|PointInTimeInput|\w*(Filter|Order)|(CreateJob|CloneJob|JobCommand|JobSelection|SelectedJob|JobOverrides|RetryFailedTasks|TagJob|UpdateJob\w+)Input)$/;

describe("every setting that can be given", () => {
  const inputs = types.filter(isInputObjectType).filter(({ name }) => !noSettings.test(name));

  it.each(inputs.map((input) => [input.name, input] as const))(
    "can be read back: %s",
    (name, input) => {
      const output = schema.getType(readBack[name] ?? "");
      const there = isObjectType(output) ? Object.keys(output.getFields()) : [];
      const given = Object.keys(input.getFields());
      const missing = given.filter(
        (field) => !there.includes(otherNames[`${name}.${field}`] ?? field),
      );
      expect(missing).toEqual([]);
    },
  );
});

function undescribed(type: GraphQLNamedType): string[] {
  const parts: { name: string; description?: string | null | undefined }[] = [];
  if (isEnumType(type)) parts.push(...type.getValues());
  else if (isInputObjectType(type)) parts.push(...Object.values(type.getFields()));
  else if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) parts.push(field, ...field.args);
  }
  return [
    ...(type.description ? [] : [type.name]),
    ...parts.filter(({ description }) => !description).map(({ name }) => `${type.name}.${name}`),
  ];
}

describe("the operations a front end sends", () => {
  it.each(operationNames)("%s is valid and keeps the limits, with the longest pages", (name) => {
    const document = parse(operation(name), { maxTokens: limits.tokensMax });
    expect(validate(schema, document)).toEqual([]);
    expect(checkLimits({ schema, document, variables: { first: 100 } })).toEqual([]);
  });

  it("are all there", () => {
    expect(operationNames.length).toBeGreaterThanOrEqual(17);
  });
});

function errorsOf(text: string, variables: Readonly<Record<string, unknown>> = {}): string[] {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  return checkLimits({ schema, document, variables }).map(({ message }) => message);
}

const historyPage = (first: string) =>
  `{ jobs(first: 100) { nodes { history${first} { nodes { actor { name } } } } } }`;

describe("the limits", () => {
  it("let tools ask for the schema", () => {
    const query = getIntrospectionQuery({
      inputValueDeprecation: true,
      specifiedByUrl: true,
      oneOf: true,
      schemaDescription: true,
    });
    expect(errorsOf(query)).toEqual([]);
  });

  it("count the retries of a job by the longest page, for they are not asked for by pages", () => {
    expect(errorsOf("{ jobs(first: 50) { nodes { retries { id } } } }")).toEqual([]);
    const nested = "retries { retryOf { retries { retryOf { retries { id } } } } }";
    expect(errorsOf(`{ job(id: "j") { ${nested} } }`)).toHaveLength(1);
  });

  it("count a list by its page: as given, by its variable, by that one's default, or by the schema's", () => {
    expect(errorsOf(historyPage("(first: 40)"))).toEqual([]);
    expect(errorsOf(historyPage("(first: 50)"))).toHaveLength(1);
    expect(errorsOf(historyPage(""))).toEqual([]);
    const withVariable = (declared: string) =>
      `query Q($n: Int${declared}) ${historyPage("(first: $n)")}`;
    expect(errorsOf(withVariable(""), { n: 50 })).toHaveLength(1);
    expect(errorsOf(withVariable(""), {})).toEqual([]);
    expect(errorsOf(withVariable(" = 50"), {})).toHaveLength(1);
  });

  it("count what is asked of stores as many objects, so that one operation asks little", () => {
    const many = (count: number, field: string) =>
      `{ ${Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(" ")} }`;
    const manifest = '{ csv: { object: { bucket: "b", key: "k" } } }';
    const preview = `manifestPreview(manifest: ${manifest}) { etag }`;
    const objects = 'objects(bucket: "b", first: 1) { hasMore }';
    expect(errorsOf(many(4, preview))).toEqual([]);
    expect(errorsOf(many(5, preview))).toHaveLength(1);
    expect(errorsOf(many(19, objects))).toEqual([]);
    expect(errorsOf(many(20, objects))).toHaveLength(1);
    expect(errorsOf(many(20, "buckets(first: 1) { pageInfo { endCursor } }"))).toHaveLength(1);
  });

  it.each([
    "tasks { totalCount }",
    "task(manifestRow: 1) { key }",
    "taskTimeline(manifestRow: 1) { key }",
    "history { nodes { type } }",
    "failureGroups { count }",
    "throughput { resolutionSeconds }",
    "asOf(point: { revision: 0 }) { status }",
    "report { files { totalCount } }",
  ])("keep out of subscriptions what each message would bring again: %s", (field) => {
    for (const subscription of [`jobProgress(jobId: "j")`, "jobs"]) {
      const [message, ...others] = errorsOf(
        `subscription { ${subscription} { job { ${field} } } }`,
      );
      expect([message, others]).toEqual([expect.stringMatching(/cannot be selected/), []]);
    }
  });

  it("count what fragments within fragments give, in little time", () => {
    const fragments = Array.from(
      { length: 25 },
      (_, index) =>
        `fragment F${index} on Query { ...F${index + 1} jobs { nodes { id } } a${index}: engine { version } }`,
    );
    const text = `{ ...F0 } ${fragments.join(" ")} fragment F25 on Query { stores { name } }`;
    expect(errorsOf(text)).toEqual([]);
  });
});

describe("the documentation", () => {
  const page = readFileSync(new URL("../../docs/graphql.md", import.meta.url), "utf8");

  it("lists every error code with its meaning, and no other", () => {
    const listed = [...page.matchAll(/^\| `([A-Z_]+)` +\| (.*?) +\|$/gm)].map(
      ([, code, meaning]) => [code, meaning],
    );
    expect(Object.fromEntries(listed)).toEqual(errorCodes);
  });

  it("shows only operations that are valid", () => {
    const shown = [...page.matchAll(/```graphql\n([^]*?)```/g)].map(([, text]) => text ?? "");
    expect(shown.length).toBeGreaterThan(4);
    for (const text of shown) expect(validate(schema, parse(text))).toEqual([]);
  });
});
