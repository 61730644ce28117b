import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { beforeAll, describe, expect, test } from "vitest";
// The rules are data, so that the command and this test hold the same ones.
// @ts-expect-error -- a plain JavaScript module, as its tool wants it
import rules from "../.dependency-cruiser.mjs";

const root = new URL("..", import.meta.url).pathname;

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length));
}

describe("the import rules", () => {
  let result: ICruiseResult;
  let files: string[];
  beforeAll(async () => {
    files = [...(await filesOf("src")), ...(await filesOf("projections"))];
    const { forbidden, options } = rules;
    const cruised = await cruise(["src", "projections"], {
      ...options,
      baseDir: root,
      ruleSet: { forbidden },
      validate: true,
    });
    result = cruised.output as ICruiseResult;
  });

  test("are kept by every module", () => {
    const broken = result.summary.violations.map(
      ({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`,
    );
    expect(broken).toEqual([]);
  });

  test("were tried on every file there is, and on what they import", () => {
    const seen = new Set(result.modules.map(({ source }) => source));
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter((file) => !seen.has(file))).toEqual([]);
    const edges = result.modules.flatMap(({ dependencies }) => dependencies);
    expect(edges.length).toBeGreaterThan(4 * files.length);
  });

  test("notice a module that breaks them", async () => {
    const { forbidden, options } = rules;
    const bad = await cruise(["test/fixtures/architecture"], {
      ...options,
      baseDir: root,
      ruleSet: {
        forbidden: [
          {
            ...forbidden.find(({ name }: { name: string }) => name === "core-is-pure"),
            from: { path: "^test/fixtures/architecture/" },
          },
        ],
      },
      validate: true,
    });
    expect((bad.output as ICruiseResult).summary.violations.map(({ rule }) => rule.name)).toEqual([
      "core-is-pure",
    ]);
  });
});

describe("every file of the product", () => {
  test("is short enough to be one idea", async () => {
    const long: string[] = [];
    for (const file of [...(await filesOf("src")), ...(await filesOf("projections"))]) {
      if (file.includes("/generated/")) continue;
      const lines = (await readFile(join(root, file), "utf8")).split("\n").length;
      if (lines > 400) long.push(`${file}: ${lines}`);
    }
    expect(long).toEqual([]);
  });
});
