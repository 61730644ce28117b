import { expect, test } from "vitest";
import type { OperationSpec } from "../../src/job/spec.ts";
import { operations } from "../../src/operations/index.ts";
import { operationContract } from "../contract/operation.contract.ts";

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
];

for (const sample of samples) {
  const copies = sample.kind === "COPY_OBJECT";
  operationContract({
    sample,
    store: copies ? "archive-store" : "source-store",
    bucket: copies ? "archive" : "photos",
  });
}

test("every operation of the table has a sample here", () => {
  expect(samples.map(({ kind }) => kind).toSorted()).toEqual(Object.keys(operations).toSorted());
});
