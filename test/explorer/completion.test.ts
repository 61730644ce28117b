import { introspectionFromSchema, validate, parse } from "graphql/index.js";
import { beforeAll, describe, expect, it } from "vitest";
import { createSchema } from "../../src/api/graphql/schema.ts";

interface Completion {
  operationsOf(text: string): readonly { kind: string; name: string | null }[];
  suggestionsAt(
    text: string,
    cursor: number,
    schema: unknown,
  ): { start: number; items: readonly { name: string }[] };
}
interface Schema {
  readonly introspectionQuery: string;
  readSchema(introspection: unknown): unknown;
}

let completion: Completion;
let schemaOf: Schema;
let schema: unknown;
beforeAll(async () => {
  // Written for browsers, without types.
  const load = (file: string) => import(new URL(`../../explorer/${file}`, import.meta.url).href);
  completion = (await load("completion.js")) as Completion;
  schemaOf = (await load("schema.js")) as Schema;
  schema = schemaOf.readSchema(introspectionFromSchema(createSchema()));
});

/** What is suggested at the bar in the text. */
function at(text: string): readonly string[] {
  const cursor = text.indexOf("¦");
  const { items } = completion.suggestionsAt(text.replace("¦", ""), cursor, schema);
  return items.map(({ name }) => name);
}

describe("the explorer suggests", () => {
  it.each<[text: string, suggested: readonly string[]]>([
    ["¦", ["query", "mutation", "subscription", "fragment"]],
    ["{ vie¦ }", ["viewer"]],
    ["query A { viewer { perm¦ } }", ["permissions"]],
    ["{ jobs { nodes { progress { succ¦", ["succeeded"]],
    ["{ a: jobs { edges { node { stat¦", ["status", "statusReason"]],
    ["mutation { canc¦", ["cancelJob"]],
    ["mutation { cancelJob(input: { rea¦", ["reason"]],
    ["subscription { jobPro¦", ["jobProgress"]],
    ["fragment F on Job { prio¦", ["priority"]],
    ["{ viewer { name } jobCou¦", ["jobCounts"]],
    ['{ job(id: "a{b(c") { descr¦', ["description"]],
    ["{ # viewer { \n engi¦", ["engine"]],
    ["{ jobs(fil¦", ["filter"]],
    ["query A($a: Int¦", []],
  ])("at %j", (text, suggested) => {
    expect(at(text).slice(0, suggested.length)).toEqual(suggested);
    expect(at(text).length === 0).toBe(suggested.length === 0);
  });

  it("the values of an enum where one can stand", () => {
    expect(at("{ jobs(filter: { statuses: [¦")).toContain("SUSPENDED");
  });

  it("nothing absurd for text that is no document", () => {
    for (const text of ["}}}}¦", "{ ) } (¦", '{ """ ¦', "{ nothing { here { ¦", "{{{{((((¦"])
      expect(() => at(text)).not.toThrow();
  });
});

describe("the explorer", () => {
  it("knows the operations of a document", () => {
    const text = `query A { a } { b } mutation B($q: query) { c } fragment query on X { d } subscription { e }`;
    expect(completion.operationsOf(text)).toEqual([
      { kind: "query", name: "A" },
      { kind: "query", name: null },
      { kind: "mutation", name: "B" },
      { kind: "subscription", name: null },
    ]);
  });

  it("asks for the schema by a query that stands, within the limits", () => {
    expect(validate(createSchema(), parse(schemaOf.introspectionQuery))).toEqual([]);
  });
});
