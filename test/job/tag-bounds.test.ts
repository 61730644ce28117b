import { describe, expect, test } from "vitest";
import { describeTagBound, missingTags } from "../../src/job/tag-bounds.ts";

const team = { key: "team", values: ["media", "web"] };
const any = { key: "cost-center", values: null };

describe("the tags that a job must carry", () => {
  test.each([
    [[], [team, any]],
    [[{ key: "team", value: "web" }], [any]],
    [[{ key: "team", value: "Web" }], [team, any]],
    [[{ key: "Team", value: "web" }], [team, any]],
    [[{ key: "cost-center", value: "" }], [team]],
    [
      [
        { key: "other", value: "media" },
        { key: "cost-center", value: "7" },
        { key: "team", value: "media" },
      ],
      [],
    ],
  ])("are missed of %j", (tags, missing) => {
    expect(missingTags(tags, [team, any])).toEqual(missing);
  });

  test("cannot be had of no value at all", () => {
    const none = { key: "team", values: [] };
    expect(missingTags([{ key: "team", value: "" }], [none])).toEqual([none]);
  });

  test.each([
    [team, "one of the tags team=media, team=web"],
    [any, "a tag cost-center"],
    [{ key: "team", values: ["media"] }, "the tag team=media"],
  ])("are named: %j", (bound, said) => {
    expect(describeTagBound(bound)).toBe(said);
  });
});
