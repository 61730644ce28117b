/** Random queries, as somebody could type them. */
import { fields, type FieldKind, type FieldName } from "../../src/job/query/fields.ts";
import { parseQuery } from "../../src/job/query/parse.ts";
import type { Query } from "../../src/job/query/query.ts";
import { fc } from "./fast-check.ts";
import { timeAt } from "./recorded.ts";

/** That of queries in tests. */
const now = new Date(timeAt(100_000));

/** What a query says. @throws when it cannot be read */
export function queryOf(text: string): Query {
  const read = parseQuery(text, { now });
  if (!read.ok) throw new Error(`${read.error.message} (${text})`);
  return read.value;
}

const oneOf = (...texts: readonly string[]) => fc.constantFrom(...texts);

const texts: Partial<Record<FieldName, fc.Arbitrary<string>>> = {
  text: oneOf("night", "LY", "job-1", "100%", '"y c"', "ÜBER", "😀"),
  id: oneOf("job-0", "job-1", "job-11"),
  description: oneOf('"Nightly copy"', "nightly", "tags", "über", "b"),
  createdBy: oneOf("alice", "bob", "ALI"),
  failure: oneOf("TaskFailureThresholdExceeded", "threshold"),
  bucket: oneOf("lists", "photos", "reports", "PHO"),
  store: oneOf("default", "other", "def"),
  role: oneOf("arn:aws:iam::000000000000:role/batch", "ROLE"),
  retryOf: oneOf("job-0", "job"),
  clonedFrom: oneOf("job-0", "job"),
};

const values: Record<Exclude<FieldKind, "word" | "text" | "search">, fc.Arbitrary<string>> = {
  number: oneOf("0", "1", "2", "10", "20", "1190", "1200"),
  share: oneOf("0", "0.5", "100%", "6.25%", "0.1"),
  time: fc.oneof(fc.nat(80).map(timeAt), oneOf(timeAt(0).slice(0, 10), "now", "now-1d")),
};

const comparison = oneOf("<", "<=", ">", ">=", "=", "!=");

function compared(name: string, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    fc.tuple(comparison, value).map(([sign, one]) => `${name} ${sign} ${one}`),
    fc.tuple(value, value).map(([from, to]) => `${name} between ${from} and ${to}`),
    among(name, value),
  );
}

function among(name: string, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const list = fc.array(value, { minLength: 1, maxLength: 3 }).map((all) => all.join(", "));
  return fc.tuple(oneOf("in", "not in"), list).map(([word, all]) => `${name} ${word} (${all})`);
}

function matched(name: string, value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const sign = oneOf("=", "!=", "contains", "not contains");
  return fc.oneof(
    fc.tuple(sign, value).map(([word, one]) => `${name} ${word} ${one}`),
    among(name, value),
  );
}

function conditionOf(name: FieldName): fc.Arbitrary<string> {
  const isNull = oneOf(`${name} is null`, `${name} is not null`);
  const field = fields[name];
  if (field.kind === "word") return fc.oneof(among(name, oneOf(...field.words)), isNull);
  if (field.kind === "search") return texts[name]!.map((text) => `${name} contains ${text}`);
  const met =
    field.kind === "text" ? matched(name, texts[name]!) : compared(name, values[field.kind]);
  return fc.oneof({ weight: 3, arbitrary: met }, isNull);
}

const tag = oneOf("tag.a", "tag.b", 'tag."c"').chain((name) =>
  fc.oneof(matched(name, oneOf("1", "2")), oneOf(`${name} is null`, `${name} is not null`)),
);

const condition = fc.oneof(...(Object.keys(fields) as FieldName[]).map(conditionOf), {
  weight: 3,
  arbitrary: tag,
});

/** Of any shape, down to a few brackets within each other. */
export const queryText: fc.Arbitrary<string> = fc.letrec<{ query: string }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    condition,
    tie("query").map((inner) => `not (${inner})`),
    fc
      .tuple(oneOf("and", "or"), fc.array(tie("query"), { minLength: 2, maxLength: 3 }))
      .map(([word, all]) => `(${all.join(` ${word} `)})`),
  ),
})).query;
