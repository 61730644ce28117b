import { describe, expect, test } from "vitest";
import { isDestructive, jobName, listName, targetOf } from "../../console/src/lib/job-words.ts";

const copy = { name: "COPY_OBJECT", targetBucket: "archive", targetKeyPrefix: "2026/" } as const;
const tags = { name: "PUT_OBJECT_TAGGING" } as const;

describe("a job in words", () => {
  test("is called by its description, or by what it does", () => {
    expect(jobName({ description: "Move scans\u202E", operation: tags })).toBe(
      "Move scans\\u{202e}",
    );
    expect(jobName({ description: null, operation: tags })).toBe("Replace tags");
    expect(jobName({ description: "", operation: copy })).toBe("Copy to archive/2026/");
  });

  test("says where objects are copied to, and only then", () => {
    expect(targetOf(copy)).toBe("archive/2026/");
    expect(targetOf({ ...copy, targetKeyPrefix: null })).toBe("archive/");
    expect(targetOf(tags)).toBeNull();
  });

  test.each([
    [{ __typename: "CsvManifest", location: { bucket: "lists", key: "a.csv" } }, "lists/a.csv"],
    [{ __typename: "FailedTasksManifest", location: null }, "failed tasks of another job"],
    [
      { __typename: "GeneratedManifest", location: null, sourceBucket: "photos" },
      "all of photos that the filter keeps",
    ],
  ] as const)("says where its objects are listed: %j", (manifest, words) => {
    expect(listName({ manifest })).toBe(words);
  });

  test("warns of what cannot be undone", () => {
    expect(isDestructive({ operation: { name: "DELETE_OBJECT" } })).toBe(true);
    expect(isDestructive({ operation: copy })).toBe(false);
  });
});
