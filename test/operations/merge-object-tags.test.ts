import { describe, expect, test } from "vitest";
import type { MergeObjectTagsParameters, Tag } from "../../src/job/spec.ts";
import { operationOf } from "../../src/operations/index.ts";
import { failing } from "../support/engine.ts";
import { answered, performOnce, type PlayCall } from "../support/many-calls.ts";

const spec = (parameters: Partial<MergeObjectTagsParameters>) =>
  ({ kind: "MERGE_OBJECT_TAGS", parameters: { set: [], remove: [], ...parameters } }) as const;
const tag = (text: string): Tag => {
  const [key = "", value = ""] = text.split("=");
  return { key, value };
};
const sdkTags = (texts: readonly string[]) =>
  texts.map(tag).map(({ key, value }) => ({ Key: key, Value: value }));

/** A store that keeps tags. `meddle` is done after each write. */
function tagStore(before: readonly string[], meddle?: (tags: object[]) => object[]) {
  let tags: object[] = sdkTags(before);
  const play: PlayCall = ({ name, input }) => {
    if (name === "GetObjectTagging") return answered({ TagSet: tags.toReversed() });
    tags = (input["Tagging"] as { TagSet: object[] }).TagSet;
    if (meddle !== undefined) tags = meddle(tags);
    return answered({});
  };
  return { play, tags: () => tags };
}

describe("merge tags", () => {
  test("adds, changes and removes single tags and keeps the others, verified by reading again", async () => {
    const store = tagStore(["keep=1", "change=old", "drop=x"]);
    const parameters = { set: [tag("change=new"), tag("add=2")], remove: ["drop", "absent"] };
    const { judgement, made } = await performOnce(spec(parameters), store.play);
    expect(judgement).toEqual({ succeeded: true, message: null });
    expect(made.map(({ name }) => name)).toEqual([
      "GetObjectTagging",
      "PutObjectTagging",
      "GetObjectTagging",
    ]);
    expect(store.tags()).toHaveLength(3);
    expect(store.tags()).toEqual(
      expect.arrayContaining(sdkTags(["keep=1", "change=new", "add=2"])),
    );
  });

  test("writes nothing where nothing would change", async () => {
    const store = tagStore(["a=1", "b=2"]);
    const { judgement, made } = await performOnce(
      spec({ set: [tag("a=1")], remove: ["z"] }),
      store.play,
    );
    expect(judgement.succeeded).toBe(true);
    expect(made).toHaveLength(1);
  });

  test("asks for the version of the row in every call", async () => {
    const store = tagStore([]);
    const { made } = await performOnce(spec({ set: [tag("a=1")] }), store.play, {
      task: { versionId: "v1" },
    });
    expect(made).toHaveLength(3);
    for (const { input } of made) expect(input).toMatchObject({ Key: "a.jpg", VersionId: "v1" });
  });

  test("another writer between the write and the look is found out, and the row is tried again", async () => {
    const store = tagStore(["keep=1"], (tags) => tags.slice(1));
    const { judgement } = await performOnce(spec({ set: [tag("a=1")] }), store.play);
    expect(judgement).toMatchObject({
      succeeded: false,
      failure: { code: "TagsChanged", kind: "transient" },
    });
  });

  test("an object that would have eleven tags fails and is left as it is", async () => {
    const ten = Array.from({ length: 10 }, (_, index) => `k${index}=`);
    const store = tagStore(ten);
    const { judgement, made } = await performOnce(spec({ set: [tag("k10=")] }), store.play);
    expect(judgement).toMatchObject({ failure: { code: "TooManyTags", kind: "permanent" } });
    expect(made).toHaveLength(1);
  });

  test("an answer without a tag set is not taken for an empty one", async () => {
    const { judgement, made } = await performOnce(spec({ set: [tag("a=1")] }), () => answered({}));
    expect(judgement).toMatchObject({ failure: { code: "AnswerBroken", kind: "transient" } });
    expect(made).toHaveLength(1);
  });

  test.each([0, 1, 2])("the failure of call %i is handed on", async (failed) => {
    const store = tagStore([]);
    const { judgement, made } = await performOnce(spec({ set: [tag("a=1")] }), (call, index) =>
      index === failed
        ? failing("SlowDown", { status: 503, kind: "throttle" })
        : store.play(call, index),
    );
    expect(judgement).toMatchObject({ failure: { code: "SlowDown", kind: "throttle" } });
    expect(made).toHaveLength(failed + 1);
  });

  test.each<[what: string, parameters: Partial<MergeObjectTagsParameters>, problems: string[]]>([
    ["no change at all", {}, ["set REQUIRED"]],
    [
      "a key set and removed",
      { set: [tag("a=1")], remove: ["a"] },
      ["remove.0 MUTUALLY_EXCLUSIVE"],
    ],
    ["a key set twice", { set: [tag("a=1"), tag("a=2")] }, ["set.1.key DUPLICATE"]],
    ["an empty key", { remove: [""] }, ["remove.0 TOO_SHORT"]],
  ])("refuses %s", (_what, parameters, problems) => {
    const found = operationOf(spec(parameters)).check();
    expect(found.map(({ path, code }) => `${path.join(".")} ${code}`)).toEqual(problems);
  });
});
