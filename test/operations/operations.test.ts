import { expect, test } from "vitest";
import type { OperationKind, OperationSpec } from "../../src/job/spec.ts";
import { operationOf, operations } from "../../src/operations/index.ts";
import { oneCallContract, operationContract } from "../contract/operation.contract.ts";

const samples: readonly OperationSpec[] = [
  {
    kind: "COPY_OBJECT",
    parameters: {
      targetStore: "archive-store",
      targetBucket: "archive",
      targetKeyPrefix: "2026",
      metadataDirective: "COPY",
      requesterPays: false,
    },
  },
  {
    kind: "PUT_OBJECT_TAGGING",
    parameters: { tagSet: [{ key: "état", value: "archivé 1+1=2 / @home" }] },
  },
  { kind: "DELETE_OBJECT_TAGGING", parameters: {} },
  {
    kind: "PUT_OBJECT_ACL",
    parameters: {
      ownerId: "owner",
      grants: [{ granteeType: "ID", grantee: `a "quoted" ü`, permission: "WRITE" }],
    },
  },
  { kind: "RESTORE_OBJECT", parameters: { expirationInDays: 3, tier: "BULK" } },
  { kind: "PUT_OBJECT_LEGAL_HOLD", parameters: { status: "OFF" } },
  { kind: "PUT_OBJECT_RETENTION", parameters: { retention: null, bypassGovernance: true } },
  { kind: "DELETE_OBJECT", parameters: { bypassGovernance: false } },
  { kind: "MERGE_OBJECT_TAGS", parameters: { set: [{ key: "a", value: "" }], remove: ["b"] } },
  {
    kind: "INVOKE_FUNCTION",
    parameters: { function: "thumbs", invocationSchemaVersion: "1.0", userArguments: [] },
  },
  { kind: "COMPUTE_CHECKSUM", parameters: { algorithm: "SHA1", type: "FULL_OBJECT" } },
];

const successes: Partial<Record<OperationKind, readonly number[]>> = {
  DELETE_OBJECT_TAGGING: [204],
  RESTORE_OBJECT: [202, 200],
};

for (const sample of samples) {
  const copies = sample.kind === "COPY_OBJECT";
  operationContract({ sample, store: copies ? "archive-store" : "source-store" });
  if (operationOf(sample).way("archive-store").kind !== "one-call") continue;
  oneCallContract({
    sample,
    sourceStore: "archive-store",
    bucket: copies ? "archive" : "photos",
    successes: successes[sample.kind] ?? [200],
  });
}

test("every operation of the table has a sample here", () => {
  expect(samples.map(({ kind }) => kind).toSorted()).toEqual(Object.keys(operations).toSorted());
});
