import { describe, expect, it } from "vitest";
import { describeOperations } from "../../src/inspect/describe-operations.ts";
import { createJobInspector } from "../../src/inspect/validate-job.ts";
import { grantOfKind } from "../../src/job/needed-grants.ts";
import { operations } from "../../src/operations/index.ts";
import type { CopyObjectParameters } from "../../src/job/spec.ts";
import { testStores } from "../support/api.ts";
import { type CsvJobSpec, validSpec } from "../support/jobs.ts";

const inspector = createJobInspector({ stores: testStores });
const check = (changes: Partial<CsvJobSpec>) =>
  inspector.check(validSpec(changes)).map(({ code, path }) => [code, path.join(".")]);

const copyTo = (targetStore: string): CsvJobSpec["operation"] => {
  const parameters: CopyObjectParameters = {
    targetStore,
    targetBucket: "archive",
    metadataDirective: "COPY",
    requesterPays: false,
  };
  return { kind: "COPY_OBJECT", parameters };
};

const manifestIn = (store: string, sourceStore = store): Pick<CsvJobSpec, "manifest"> => {
  const { manifest } = validSpec();
  return { manifest: { ...manifest, object: { ...manifest.object, store }, sourceStore } };
};

describe("looking at a job before it exists", () => {
  it("finds nothing wrong with a good one", () => {
    expect(check({})).toEqual([]);
    expect(check({ operation: copyTo("default") })).toEqual([]);
    expect(check({ report: null })).toEqual([]);
  });

  it("tells of each unknown store once, at the first place that names it", () => {
    expect(check({ ...manifestIn("nope"), operation: copyTo("nope") })).toEqual([
      ["NO_SUCH_STORE", "spec.manifest.csv.object.store"],
    ]);
    expect(check(manifestIn("default", "nope"))).toEqual([
      ["NO_SUCH_STORE", "spec.manifest.csv.sourceStore"],
    ]);
  });

  it("names the stores there are", () => {
    const [problem] = inspector.check(validSpec(manifestIn("nope")));
    expect(problem?.message).toBe(
      'No store is named "nope". The configured stores are: default, archive.',
    );
  });

  it("accepts a copy into another store", () => {
    expect(check({ operation: copyTo("archive") })).toEqual([]);
  });

  it.each([
    [{ endpoint: null, region: "eu-central-1" }, ["UPPER_CASE", "ab", "a..b", "10.0.0.1", "a-"]],
    [{ endpoint: null, region: "us-east-1" }, []],
    [{ endpoint: null, region: null }, []],
    [{ endpoint: "http://default.test", region: "eu-central-1" }, []],
  ])("of a store like %j refuses names of buckets that none has: %j", (about, refused) => {
    const describeStore = (name: string) => ({
      ...testStores.describe(name),
      ...about,
      development: false,
    });
    const there = createJobInspector({
      stores: { ...testStores, describe: describeStore },
    });
    const names = ["reports", "a.b-c.2026", "UPPER_CASE", "ab", "a..b", "10.0.0.1", "a-"];
    const found = names.filter((bucket) => {
      const { report } = validSpec();
      const problems = there.check(validSpec({ report: { ...report!, bucket } }));
      expect(problems.map(({ code, path }) => [code, path.join(".")])).toEqual(
        problems.length === 0 ? [] : [["MALFORMED", "spec.report.bucket"]],
      );
      return problems.length > 0;
    });
    expect(found).toEqual(refused);
  });

  it("takes a role that the store of the tasks knows, and no other", () => {
    const known = "arn:aws:iam::123456789012:role/batch";
    const withRole = (name: string, role: string) =>
      name === "archive" && role === known ? name : null;
    const stores = { ...testStores, withRole };
    const codes = (changes: Partial<CsvJobSpec>) =>
      createJobInspector({ stores })
        .check(validSpec(changes))
        .map(({ code, path }) => [code, path.join(".")]);
    const refused = [["NOT_SUPPORTED", "spec.roleArn"]];
    expect(codes({ ...manifestIn("archive"), roleArn: known })).toEqual([]);
    expect(codes({ operation: copyTo("archive"), roleArn: known })).toEqual([]);
    expect(codes({ ...manifestIn("archive"), roleArn: `${known}2` })).toEqual(refused);
    expect(codes({ roleArn: known })).toEqual(refused);
  });

  it("puts what the operation finds under its name in the input", () => {
    const tagSet = [{ key: "", value: "" }];
    expect(check({ operation: { kind: "PUT_OBJECT_TAGGING", parameters: { tagSet } } })).toEqual([
      ["TOO_SHORT", "spec.operation.putObjectTagging.tagSet.0.key"],
    ]);
  });
});

it("every operation is described for people, with the rights it needs", () => {
  const described = describeOperations();
  expect(described.map(({ kind }) => kind)).toEqual(Object.keys(operations));
  for (const { kind, title, summary, s3Actions, requiredGrant, alwaysConfirmed } of described) {
    expect(requiredGrant).toBe(grantOfKind[kind]);
    expect(alwaysConfirmed).toBe(kind === "DELETE_OBJECT");
    expect(title).not.toBe("");
    expect(summary).toMatch(/\.$/);
    expect(s3Actions.length).toBeGreaterThan(0);
  }
});
