import { describe, expect, test } from "vitest";
import { neededGrants, type ExtraGrant } from "../../src/job/needed-grants.ts";
import type { OperationKind } from "../../src/job/spec.ts";
import { operations } from "../../src/operations/index.ts";

/** What each operation must need with the least parameters: to add one here is to have thought about it. */
const decided: Readonly<Record<OperationKind, readonly ExtraGrant[]>> = {
  COPY_OBJECT: [],
  PUT_OBJECT_TAGGING: [],
  DELETE_OBJECT_TAGGING: [],
  PUT_OBJECT_ACL: [],
  RESTORE_OBJECT: [],
  PUT_OBJECT_LEGAL_HOLD: [],
  PUT_OBJECT_RETENTION: [],
  DELETE_OBJECT: ["DELETE_OBJECTS"],
  MERGE_OBJECT_TAGS: [],
  COMPUTE_CHECKSUM: [],
  INVOKE_FUNCTION: ["FUNCTIONS"],
};

describe("the grants that an operation needs", () => {
  test.each(Object.keys(operations) as OperationKind[])("are decided for %s", (kind) => {
    const operation = { kind, parameters: {} } as Parameters<typeof neededGrants>[0];
    expect(neededGrants(operation)).toEqual(decided[kind]);
  });

  test("are decided for nothing that there is not", () => {
    expect(Object.keys(decided).toSorted()).toEqual(Object.keys(operations).toSorted());
  });

  test("are those of its parameters", () => {
    const retention = (bypassGovernance: boolean) =>
      ({
        kind: "PUT_OBJECT_RETENTION",
        parameters: { retention: null, bypassGovernance },
      }) as const;
    expect(neededGrants(retention(true))).toEqual(["BYPASS_GOVERNANCE"]);
    expect(neededGrants(retention(false))).toEqual([]);
  });
});
