import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { generate } from "@graphql-codegen/cli";
import { expect, it } from "vitest";
import config from "../../codegen.ts";

it("the generated types of the resolvers, the console and the typed client are those of the schema; `npm run generate` makes them again", async () => {
  const cwd = fileURLToPath(new URL("../../", import.meta.url));
  const files = await generate({ ...config, cwd, silent: true }, false);
  expect(files).toHaveLength(3);
  for (const { filename, content } of files) {
    expect(readFileSync(new URL(filename, `file://${cwd}`), "utf8")).toBe(content);
  }
});
