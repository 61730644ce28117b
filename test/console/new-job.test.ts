/** What the form of a new job makes of what was entered, checked against the schema itself. */
import { readdirSync, readFileSync } from "node:fs";
import { buildSchema, coerceInputValue, type GraphQLInputType } from "graphql";
import { describe, expect, test } from "vitest";
import type { OperationName } from "../../console/src/graphql/generated.ts";
import { checkDraft, stepOfField } from "../../console/src/pages/new-job/check-draft.ts";
import {
  inputName,
  newDraft,
  toInput,
  toOperationInput,
} from "../../console/src/pages/new-job/draft.ts";
import { copiedKey } from "../../console/src/pages/new-job/example-key.ts";
import {
  operationFields,
  type Field,
  type FieldValue,
} from "../../console/src/pages/new-job/operation-fields.ts";

const folder = new URL("../../schema/", import.meta.url);
const schema = buildSchema(
  readdirSync(folder)
    .map((name) => readFileSync(new URL(name, folder), "utf8"))
    .join("\n"),
);

/** What the schema refuses of a value. */
function refusals(value: unknown, type: string): string[] {
  const found: string[] = [];
  coerceInputValue(value, schema.getType(type) as GraphQLInputType, (path, _, error) =>
    found.push(`${path.join(".")}: ${error.message}`),
  );
  return found;
}

const names = Object.keys(operationFields) as OperationName[];

function filled(field: Field): FieldValue {
  switch (field.kind) {
    case "choice":
      return field.options.at(-1)!;
    case "number":
      return "7";
    case "check":
      return true;
    case "moment":
      return "2030-01-31T09:30";
    case "tags":
    case "pairs":
      return [{ key: "team", value: "media" }];
    case "grants":
      return [{ granteeType: "ID", grantee: "79a5", permission: "READ" }];
    case "list":
      return "team, env";
    case "text":
    case "bucket":
    case "store":
      return "archive";
  }
}

describe.each(names)("the form of %s", (name) => {
  const fields = operationFields[name]!;
  const all = Object.fromEntries(fields.map((field) => [field.path, filled(field)]));

  test("makes an input that the schema takes, with every field filled in", () => {
    const input = toOperationInput(name, all);
    expect(Object.keys(input)).toEqual([inputName(name)]);
    expect(refusals(input, "OperationInput")).toEqual([]);
  });

  test("makes one with each choice, and with every other field left out", () => {
    const needed = Object.fromEntries(
      fields
        .filter(({ required, path }) => required || path.startsWith("acl.explicit"))
        .map((field) => [field.path, filled(field)]),
    );
    expect(refusals(toOperationInput(name, needed), "OperationInput")).toEqual([]);
    for (const field of fields) {
      if (field.kind !== "choice") continue;
      for (const option of field.options) {
        const input = toOperationInput(name, { ...all, [field.path]: option });
        expect(refusals(input, "OperationInput")).toEqual([]);
      }
    }
  });
});

test("what is entered for one operation is not sent with another", () => {
  expect(toOperationInput("DELETE_OBJECT_TAGGING", { targetBucket: "archive" })).toEqual({
    deleteObjectTagging: {},
  });
});

test("a field that is not asked any more is not sent", () => {
  const values = {
    targetBucket: "b",
    "retention.mode": "",
    "retention.retainUntil": "2030-01-31T09:30",
  };
  expect(toOperationInput("COPY_OBJECT", values)).toEqual({ copyObject: { targetBucket: "b" } });
});

describe("the form of a new job", () => {
  const empty = newDraft("token-1");
  const ready = {
    ...empty,
    manifest: { ...empty.manifest, bucket: "lists", key: "photos.csv" },
    values: { COPY_OBJECT: { targetBucket: "archive" } },
    options: { ...empty.options, reportBucket: "reports" },
  };

  test("names each field that is missing, on the step where it stands", () => {
    const problems = checkDraft(empty);
    expect(problems.map(({ field }) => field)).toEqual([
      "spec.manifest.csv.object.bucket",
      "spec.manifest.csv.object.key",
      "spec.operation.copyObject.targetBucket",
      "spec.report.bucket",
    ]);
    expect(problems.map(({ field }) => stepOfField(field))).toEqual([
      "manifest",
      "manifest",
      "operation",
      "options",
    ]);
  });

  test("makes a spec that the schema takes, and sends one token however often it is sent", () => {
    expect(checkDraft(ready)).toEqual([]);
    expect(refusals(toInput(ready), "CreateJobInput")).toEqual([]);
    expect(toInput(ready)).toEqual(toInput(ready));
    expect(toInput(ready).clientRequestToken).toBe("token-1");
  });

  test("makes a list of a bucket with what was filtered by, and nothing of a file", () => {
    const listed = {
      ...ready,
      manifest: { ...ready.manifest, kind: "generator" as const },
      generator: {
        ...ready.generator,
        bucket: "photos",
        prefixes: "2024/\n2025/\n",
        suffixes: ".jpg",
        sizeLessThan: "1000000",
        createdAfter: "2026-01-31T09:30",
        storageClass: "GLACIER" as const,
      },
    };
    expect(checkDraft(listed)).toEqual([]);
    expect(refusals(toInput(listed), "CreateJobInput")).toEqual([]);
    expect(toInput(listed).spec.manifest).toEqual({
      generator: {
        sourceBucket: "photos",
        filter: {
          keyPrefixes: ["2024/", "2025/"],
          keySuffixes: [".jpg"],
          createdAfter: new Date("2026-01-31T09:30").toISOString(),
          sizeLessThan: "1000000",
          storageClasses: ["GLACIER"],
        },
      },
    });
    const wrong = { ...listed, generator: { ...newDraft("t").generator, sizeGreaterThan: "1 kB" } };
    expect(checkDraft(wrong).map(({ field }) => field)).toEqual([
      "spec.manifest.generator.sourceBucket",
      "spec.manifest.generator.filter.sizeGreaterThan",
    ]);
  });

  test("shows where a key would go, by a prefix or by a template", () => {
    expect(copiedKey({})).toBe("2024/01/photo.jpg");
    expect(copiedKey({ targetKeyPrefix: "2026/" })).toBe("2026/2024/01/photo.jpg");
    expect(copiedKey({ targetKeyTemplate: "{folder}{{x}}/{file}" })).toBe("2024/01/{x}/photo.jpg");
    expect(copiedKey({ targetKeyTemplate: "all/{key}", targetKeyPrefix: "no" })).toBe(
      "all/2024/01/photo.jpg",
    );
  });

  test("leaves out a report that is not wanted and limits that are not given", () => {
    const { spec } = toInput({ ...ready, options: { ...ready.options, report: "NONE" } });
    expect(spec).not.toHaveProperty("report");
    expect(spec).not.toHaveProperty("limits");
    const limited = { ...ready, options: { ...ready.options, maxConcurrency: "8" } };
    expect(toInput(limited).spec.limits).toEqual({ maxConcurrency: 8, maxRequestsPerSecond: null });
    expect(refusals(toInput(limited), "CreateJobInput")).toEqual([]);
  });

  test.each([
    [{ priority: "-1" }, "spec.priority"],
    [{ priority: "1.5" }, "spec.priority"],
    [{ description: "x".repeat(257) }, "spec.description"],
    [{ failPercent: "101" }, "spec.failureThreshold.maximumFailureRate"],
    [{ failPercent: "" }, "spec.failureThreshold.maximumFailureRate"],
    [{ maxConcurrency: "0" }, "spec.limits.maxConcurrency"],
  ])("refuses %o at its field", (part, field) => {
    const problems = checkDraft({ ...ready, options: { ...ready.options, ...part } });
    expect(problems.map((each) => each.field)).toEqual([field]);
  });
});
