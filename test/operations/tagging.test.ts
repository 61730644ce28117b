import { describe, expect, test } from "vitest";
import { inputOf, serialise } from "../support/captured-request.ts";
import { oneCallOf } from "../support/one-call.ts";

const task = { bucket: "photos", key: "a.jpg", versionId: null };
const answer = (status: number) => ({ ok: true, status, output: { $metadata: {} } }) as const;

const putTags = (tagSet: readonly { readonly key: string; readonly value: string }[]) =>
  oneCallOf({ kind: "PUT_OBJECT_TAGGING", parameters: { tagSet } });
const tags = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: "" }));

describe("put object tagging", () => {
  test("replaces the tags of a version by the set", () => {
    const { command } = putTags([{ key: "state", value: "old" }]);
    expect(inputOf(command({ ...task, versionId: "v1" }))).toEqual({
      Bucket: "photos",
      Key: "a.jpg",
      VersionId: "v1",
      Tagging: { TagSet: [{ Key: "state", Value: "old" }] },
    });
  });

  test("sends an empty set for no tags", async () => {
    const request = await serialise(putTags([]).command(task));
    expect(request.method).toBe("PUT");
    expect(request.query).toHaveProperty("tagging");
    expect(String(request.body)).toContain("<TagSet/>");
  });

  test.each([
    ["eleven tags", tags(11), ["tagSet"], "TOO_MANY"],
    ["the same key twice", [...tags(2), ...tags(1)], ["tagSet", "2", "key"], "DUPLICATE"],
    ["an empty key", [{ key: "", value: "x" }], ["tagSet", "0", "key"], "TOO_SHORT"],
    ["a long value", [{ key: "k", value: "x".repeat(257) }], ["tagSet", "0", "value"], "TOO_LONG"],
    ["a forbidden character", [{ key: "a#b", value: "" }], ["tagSet", "0", "key"], "MALFORMED"],
  ])("refuses %s", (_what, tagSet, path, code) => {
    expect(putTags(tagSet).check()).toEqual([{ path, code, message: expect.any(String) }]);
  });

  test("accepts ten tags and none", () => {
    expect(putTags(tags(10)).check()).toEqual([]);
    expect(putTags([]).check()).toEqual([]);
  });

  test("succeeds with 200 and with no other status", () => {
    const { judge } = putTags([]);
    expect(judge(answer(200))).toEqual({ succeeded: true, message: null });
    expect(judge(answer(204))).toMatchObject({
      succeeded: false,
      failure: { code: "UnexpectedStatus", status: 204, kind: "permanent" },
    });
  });
});

describe("delete object tagging", () => {
  const { command, judge } = oneCallOf({ kind: "DELETE_OBJECT_TAGGING", parameters: {} });

  test("asks for the tagging of the object, not for the object", async () => {
    const request = await serialise(command({ ...task, versionId: "v1" }));
    expect(request).toMatchObject({ method: "DELETE", path: "/photos/a.jpg" });
    expect(request.query).toEqual({ tagging: "", versionId: "v1" });
  });

  test("succeeds with 204 and with no other status", () => {
    expect(judge(answer(204))).toEqual({ succeeded: true, message: null });
    expect(judge(answer(200))).toMatchObject({
      succeeded: false,
      failure: {
        code: "UnexpectedStatus",
        status: 200,
        message:
          "The store answered 200 where 204 says that it was done (Service: Amazon S3; Status Code: 200; Error Code: UnexpectedStatus)",
      },
    });
  });
});
