import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { schemaVersions } from "../../src/job/codec.ts";
import { statusEntered } from "../../src/job/lifecycle.ts";
import { eventFixtures } from "../support/fixtures.ts";

const catalogue = readFileSync(new URL("../../docs/events.md", import.meta.url), "utf8");

/** The text under each heading of an event, up to the next heading. */
const sections = new Map(
  catalogue.split(/^#{2,3} /m).map((section) => {
    const end = section.indexOf("\n");
    return [section.slice(0, end), section.slice(end)] as const;
  }),
);

const types = Object.keys(schemaVersions);
const newest = types.map((type) => {
  const versions = eventFixtures.filter((fixture) => fixture.type === type);
  return { type, stored: versions.toSorted((a, b) => b.version - a.version)[0]?.stored };
});

function exampleOf(section: string): unknown {
  const example: unknown = JSON.parse(/```json\n([^`]*)```/.exec(section)?.[1] ?? "null");
  return example;
}

/** Names of the fields in the table of a section: `manifest.etag` stands for `manifest`. */
function fieldsOf(section: string): Set<string> {
  const rows = [...section.matchAll(/^\| `([\w.]+)`/gm)];
  return new Set(rows.map(([, name = ""]) => name.split(".")[0]!));
}

describe("the catalogue of events", () => {
  test.each(newest)("shows $type as its newest fixture has it", ({ type, stored }) => {
    expect(stored).toBeDefined();
    expect(exampleOf(sections.get(type) ?? "")).toStrictEqual(stored);
  });

  test.each(newest)("explains the fields of $type, and no others", ({ type, stored }) => {
    const explained = [...fieldsOf(sections.get(type) ?? "")];
    expect(explained.toSorted()).toStrictEqual(Object.keys(stored?.data ?? {}).toSorted());
  });

  test.each(types)("lists %s with its stream", (type) => {
    const [overview = ""] = catalogue.split(/^## /m);
    expect(overview).toContain(`[${type}](#${type.toLowerCase()})`);
  });

  test.each(Object.entries(statusEntered))("says that %s enters %s", (type, status) => {
    expect(sections.get(type)).toContain(`nters \`${status}\``);
  });

  test("has no heading of an event that is not written", () => {
    const headings = [...catalogue.matchAll(/^### (.+)$/gm)].map(([, heading = ""]) => heading);
    expect(headings.filter((heading) => !types.includes(heading))).toStrictEqual([]);
  });
});
