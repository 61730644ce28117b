import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const root = new URL("../", import.meta.url);
const page = readFileSync(new URL("docs/s3-batch-operations.md", root), "utf8");

interface Rule {
  readonly rule: string;
  readonly here: string;
  readonly shownBy: readonly { readonly file: string; readonly name: string | null }[];
}

/** The rows of all tables, without their heads. */
const rules: Rule[] = page
  .split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| (?:Rule|-)/u.test(line))
  .map((line) => {
    const [, rule = "", here = "", shownBy = ""] = line.split(/(?<!\\)\|/u);
    const tests = [...shownBy.matchAll(/`(?<file>[^`]+)`(?:: “(?<name>[^”]+)”)?/gu)];
    return {
      rule: rule.trim(),
      here: here.trim(),
      shownBy: tests.map(({ groups }) => ({
        file: groups!["file"]!,
        name: groups!["name"]?.replaceAll("\\|", "|") ?? null,
      })),
    };
  });

describe("docs/s3-batch-operations.md", () => {
  test("has the rules of every part", () => {
    expect(rules.length).toBeGreaterThan(90);
    expect(page.match(/^## /gmu)?.length).toBeGreaterThan(6);
  });

  test.each(rules)("says of “$rule” what is here, and which test shows it", ({ here, shownBy }) => {
    expect(here).not.toBe("");
    expect(here.startsWith("not here") || shownBy.length > 0).toBe(true);
    expect(shownBy.filter(({ file, name }) => !isThere(file, name))).toEqual([]);
  });
});

function isThere(file: string, name: string | null): boolean {
  const url = new URL(file, root);
  return existsSync(url) && (name === null || readFileSync(url, "utf8").includes(name));
}
