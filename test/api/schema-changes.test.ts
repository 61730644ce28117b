import { readFileSync } from "node:fs";
import { buildSchema, findBreakingChanges } from "graphql/index.js";
import { describe, expect, it } from "vitest";
import { createSchema } from "../../src/api/graphql/schema.ts";

/** The schema of the last release, or of the first one to come; `npm run keep-schema` writes it anew. */
const kept = readFileSync(new URL("released-schema.graphql", import.meta.url), "utf8");

describe("the schema, compared with that of the last release", () => {
  it("has everything that a client can use, as it was", () => {
    expect(findBreakingChanges(buildSchema(kept), createSchema())).toEqual([]);
  });

  it("would be found to lack a field, a value or an argument that is gone", () => {
    for (const added of [
      kept.replace("type Engine {", "type Engine {\n  gone: Int"),
      kept.replace("enum SortDirection {", "enum SortDirection {\n  GONE"),
      kept.replace("retryOf: Job", "retryOf(gone: Int): Job"),
    ]) {
      expect(added).not.toBe(kept);
      expect(findBreakingChanges(buildSchema(added), createSchema())).toHaveLength(1);
    }
  });
});
