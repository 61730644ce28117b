import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { exitCodes } from "../../src/cli/exit-codes.ts";
import { verbs } from "../../src/cli/verbs.ts";

const page = readFileSync(new URL("../../docs/cli.md", import.meta.url), "utf8");

/** The text under the heading of a verb. */
function sectionOf(name: string): string {
  const [, rest = ""] = page.split(`\n## ${name}\n`);
  return rest.split("\n## ", 1)[0]!;
}

function flagsIn(text: string): string[] {
  const named = text.matchAll(/--[a-z][a-z-]*/g);
  return [...new Set([...named].map(([flag]) => flag))].toSorted();
}

/** The flags of the help, without `--help` itself. */
function flagsOf(help: string): string[] {
  const rows = help.split("\n").filter((line) => /^ {2}(-\w, )?--/.test(line));
  return flagsIn(rows.map((row) => row.slice(0, 32)).join("\n")).filter(
    (flag) => flag !== "--help",
  );
}

describe("docs/cli.md", () => {
  it.each(verbs)("has $name with exactly its flags", ({ name, help, summary }) => {
    const table = sectionOf(name)
      .split("\n")
      .filter((line) => line.startsWith("| `--"));
    const documented = flagsIn(table.map((row) => row.split("|")[1]!).join("\n"));
    expect(documented).toEqual(flagsOf(help));
    expect(documented.length).toBeGreaterThan(0);
    expect(page).toMatch(new RegExp(`^\\| \\[\`${name}\`\\].*${summary} *\\|$`, "m"));
  });

  it("has every exit code", () => {
    for (const code of Object.values(exitCodes))
      expect(page).toMatch(new RegExp(`^\\| ${code} +\\| `, "m"));
  });
});
