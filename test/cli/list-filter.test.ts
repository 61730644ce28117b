import { describe, expect, test } from "vitest";
import { listFilterOf } from "../../src/cli/list-filter.ts";

describe("--filter", () => {
  test("says which objects a generated list holds", () => {
    expect(
      listFilterOf(
        [
          "suffix=.jpg",
          "suffix=.png",
          "substring=a=b",
          "larger-than=10",
          "smaller-than=9007199254740991",
          "created-after=2026-11-25",
          "storage-class=standard-ia",
          "encryption=sse-kms",
          "replication-status=failed",
          "eligible-for-replication=no",
        ],
        "photos/",
      ),
    ).toEqual({
      keyPrefixes: ["photos/"],
      keySuffixes: [".jpg", ".png"],
      keySubstrings: ["a=b"],
      sizeGreaterThan: "10",
      sizeLessThan: "9007199254740991",
      createdAfter: "2026-11-25T00:00:00.000Z",
      storageClasses: ["STANDARD_IA"],
      encryptions: [{ kind: "SSE_KMS" }],
      replicationStatuses: ["FAILED"],
      eligibleForReplication: false,
    });
    expect(listFilterOf([], "")).toEqual({});
  });

  test.each([
    ["colour=blue", /one of these names: suffix, /],
    ["suffix", /NAME=VALUE/],
    ["suffix=", /needs a value/],
    ["larger-than=many", /a number of bytes/],
    ["created-after=soon", /a time such as/],
    ["eligible-for-replication=maybe", /yes or no/],
  ])("%s is refused with the way out", (filter, message) => {
    expect(() => listFilterOf([filter], "")).toThrow(message);
  });

  test("given twice where only one value can hold is refused", () => {
    expect(() => listFilterOf(["larger-than=1", "larger-than=2"], "")).toThrow(/can be given once/);
  });
});
