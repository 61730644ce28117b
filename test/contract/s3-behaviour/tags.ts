import { expect } from "vitest";

import type { Check } from "../../support/checks.ts";
import {
  deleteTags,
  expectRefusal,
  get,
  head,
  put,
  setTags,
  tagsOf,
} from "../../support/s3-calls.ts";
import type { At } from "../../support/s3-calls.ts";

/** What the tagging operations rely on. */
export function checkTags(check: Check, at: At): void {
  check("tags are put, replaced as a whole, and deleted", async () => {
    await put(at(), { Key: "t/plain" });
    await setTags(at(), "t/plain", { colour: "blue", size: "large" });
    expect(await tagsOf(at(), "t/plain")).toEqual({ colour: "blue", size: "large" });
    await setTags(at(), "t/plain", { shape: "round" });
    expect(await tagsOf(at(), "t/plain")).toEqual({ shape: "round" });
    await deleteTags(at(), "t/plain");
    expect(await tagsOf(at(), "t/plain")).toEqual({});
  });
  check("tags of any language are kept", async () => {
    const tags = { größe: "groß", 色: "青 い", "a+b/c=d:e@f": "" };
    await put(at(), { Key: "t/unicode" });
    await setTags(at(), "t/unicode", tags);
    expect(await tagsOf(at(), "t/unicode")).toEqual(tags);
  });
  check("tags belong to a version", async () => {
    const Bucket = at().versioned;
    const { VersionId } = await put(at(), { Bucket, Key: "t/version", Body: "first" });
    await put(at(), { Bucket, Key: "t/version", Body: "second" });
    const first = { Bucket, VersionId };
    await setTags(at(), "t/version", { age: "old" }, first);
    expect(await tagsOf(at(), "t/version", first)).toEqual({ age: "old" });
    expect(await tagsOf(at(), "t/version", { Bucket })).toEqual({});
    await deleteTags(at(), "t/version", first);
    expect(await tagsOf(at(), "t/version", first)).toEqual({});
  });
  check("tags leave the object as it is", async () => {
    await put(at(), { Key: "t/body", Body: "the same", Metadata: { owner: "harbour" } });
    await setTags(at(), "t/body", { colour: "blue" });
    await deleteTags(at(), "t/body");
    expect(await get(at(), "t/body")).toBe("the same");
    expect((await head(at(), "t/body")).Metadata).toEqual({ owner: "harbour" });
  });
  check("deleting tags that are not there succeeds", async () => {
    await put(at(), { Key: "t/none" });
    await deleteTags(at(), "t/none");
    expect(await tagsOf(at(), "t/none")).toEqual({});
  });
  check("an eleventh tag is refused", async () => {
    await put(at(), { Key: "t/many" });
    const tags = Object.fromEntries(Array.from({ length: 11 }, (_, place) => [`tag${place}`, "x"]));
    await expectRefusal(setTags(at(), "t/many", tags), { status: 400 });
    expect(await tagsOf(at(), "t/many")).toEqual({});
  });
  check("tags of a missing object fail with NoSuchKey", async () => {
    await expectRefusal(setTags(at(), "t/missing", { a: "b" }), { code: "NoSuchKey", status: 404 });
  });
  check("deleting the tags of a missing object fails with NoSuchKey", async () => {
    await expectRefusal(deleteTags(at(), "t/missing"), { code: "NoSuchKey", status: 404 });
  });
}
