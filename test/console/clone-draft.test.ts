import { describe, expect, test } from "vitest";
import { draftOf, toCloneInput, type Source } from "../../console/src/pages/new-job/clone-draft.ts";
import { toSpec } from "../../console/src/pages/new-job/draft.ts";

const csv: Source["manifest"] = {
  __typename: "CsvManifest",
  location: { store: "default", bucket: "lists", key: "photos.csv", versionId: null },
  sourceStore: "default",
  fields: ["BUCKET", "KEY"],
};

function source(part: Partial<Source>): Source {
  return {
    id: "a",
    description: "Nightly",
    priority: 7,
    tags: [{ key: "team", value: "media" }],
    limits: { maxConcurrency: 5, maxRequestsPerSecond: null },
    roleArn: null,
    failureThreshold: { minimumTasks: 1_000, maximumFailureRate: 0.5 },
    report: { scope: "ALL_TASKS", store: "default", bucket: "reports", prefix: "nightly" },
    manifest: csv,
    operation: { __typename: "DeleteObjectTaggingOperation", name: "DELETE_OBJECT_TAGGING" },
    ...part,
  };
}

/** What the form makes of an operation of another job. */
const operationOf = (operation: object) =>
  toSpec(draftOf(source({ operation: operation as Source["operation"] }), "t")).operation;

describe("a form that is filled in from another job", () => {
  test.each([
    [
      {
        name: "COPY_OBJECT",
        targetStore: "default",
        targetBucket: "archive",
        targetKeyPrefix: null,
        targetKeyTemplate: "flat/{file}",
        storageClass: "STANDARD_IA",
        copyGrants: [{ __typename: "G", granteeType: "ID", grantee: "x", permission: "READ" }],
        metadataDirective: "COPY",
        metadata: null,
        newTags: null,
        encryption: { algorithm: "KMS", kmsKeyId: "k" },
        copyRetention: { mode: "GOVERNANCE", retainUntil: "2030-01-31T09:30:15.000Z" },
        requesterPays: true,
      },
      {
        copyObject: {
          targetStore: "default",
          targetBucket: "archive",
          targetKeyTemplate: "flat/{file}",
          storageClass: "STANDARD_IA",
          encryption: { algorithm: "KMS", kmsKeyId: "k" },
          metadataDirective: "COPY",
          grants: [{ granteeType: "ID", grantee: "x", permission: "READ" }],
          retention: { mode: "GOVERNANCE", retainUntil: "2030-01-31T09:30:15.000Z" },
          requesterPays: true,
        },
      },
    ],
    [
      { name: "PUT_OBJECT_ACL", cannedAcl: null, ownerId: "me", grants: [] },
      { putObjectAcl: { acl: { explicit: { ownerId: "me" } } } },
    ],
    [
      { name: "PUT_OBJECT_LEGAL_HOLD", legalHoldStatus: "OFF" },
      { putObjectLegalHold: { status: "OFF" } },
    ],
    [
      { name: "DELETE_OBJECT", deleteProtected: true },
      { deleteObject: { bypassGovernance: true } },
    ],
    [
      { name: "MERGE_OBJECT_TAGS", set: [{ key: "a", value: "b" }], remove: ["c", "d"] },
      { mergeObjectTags: { set: [{ key: "a", value: "b" }], remove: ["c", "d"] } },
    ],
    [
      { name: "RESTORE_OBJECT", tier: "BULK", expirationInDays: 5 },
      { restoreObject: { tier: "BULK", expirationInDays: 5 } },
    ],
    [
      {
        name: "INVOKE_FUNCTION",
        function: "resize",
        invocationSchemaVersion: "2.0",
        userArguments: [{ key: "a", value: "b" }],
      },
      {
        invokeFunction: {
          function: "resize",
          invocationSchemaVersion: "2.0",
          userArguments: [{ key: "a", value: "b" }],
        },
      },
    ],
  ])("holds the operation of %j", (operation, expected) => {
    expect(operationOf(operation)).toEqual(expected);
  });

  test("holds a generated list with its filters", () => {
    const manifest = {
      __typename: "GeneratedManifest",
      location: null,
      sourceStore: "default",
      sourceBucket: "photos",
      filter: {
        keyPrefixes: ["2024/", "2025/"],
        keySuffixes: [],
        keySubstrings: [],
        createdAfter: "2024-01-01T00:00:00.000Z",
        createdBefore: null,
        sizeGreaterThan: "10",
        sizeLessThan: null,
        storageClasses: ["GLACIER"],
      },
      output: null,
    } as unknown as Source["manifest"];
    expect(toSpec(draftOf(source({ manifest }), "t")).manifest).toEqual({
      generator: {
        sourceStore: "default",
        sourceBucket: "photos",
        filter: {
          keyPrefixes: ["2024/", "2025/"],
          createdAfter: "2024-01-01T00:00:00.000Z",
          sizeGreaterThan: "10",
          storageClasses: ["GLACIER"],
        },
      },
    });
  });

  test("sends only what was changed, so that what it does not know stays as it is", () => {
    const draft = draftOf(source({}), "t");
    const { cloneOf, options } = draft;
    expect(toCloneInput(draft, cloneOf!)).toEqual({
      clientRequestToken: "t",
      id: "a",
      overrides: { confirmationRequired: true },
    });
    const changed = {
      ...draft,
      options: {
        ...options,
        description: "",
        report: "NONE",
        tags: [],
        maxConcurrency: "",
        priority: "8",
      },
    } as const;
    expect(toCloneInput(changed, cloneOf!).overrides).toEqual({
      confirmationRequired: true,
      priority: 8,
      description: null,
      report: null,
      tags: null,
      limits: null,
    });
  });
});
