/**
 * A condition on jobs of any shape, as data. It has two values and no third: what a job does not have yet meets no test, so
 * `not` of a test finds it, and each job is found by a query or by its opposite.
 */
import type { FieldName } from "./fields.ts";

export type Query =
  | { readonly kind: "all" | "any"; readonly of: readonly Query[] }
  | { readonly kind: "not"; readonly of: Query }
  | Condition;

/** Met by a job that has a value of this field, of those it has, that passes the test. */
export interface Condition {
  readonly kind: "condition";
  readonly subject: Subject;
  readonly test: Test;
}

/** What is looked at: a field, or the value of the tag with this key. */
export type Subject = { readonly field: FieldName } | { readonly tag: string };

export type Test =
  | { readonly is: "among"; readonly values: readonly QueryValue[] }
  /** In any case; the text is in lower case. */
  | { readonly is: "containing"; readonly text: string }
  | { readonly is: Comparison; readonly value: QueryValue }
  /** There is a value. */
  | { readonly is: "known" };

export type Comparison = "<" | "<=" | ">" | ">=";

/** Instants are texts of RFC 3339 in UTC with milliseconds, whose order is that of time. */
export type QueryValue = string | number;

/** Met by every job when there is nothing to be met. */
export const both = (...of: readonly Query[]): Query =>
  of.length === 1 ? of[0]! : { kind: "all", of };

/** No job meets it. */
export const none: Query = { kind: "any", of: [] };

export const not = (of: Query): Query => ({ kind: "not", of });

export const among = (field: FieldName, values: readonly QueryValue[]): Query => ({
  kind: "condition",
  subject: { field },
  test: { is: "among", values },
});

export const upTo = (field: FieldName, value: QueryValue): Query => ({
  kind: "condition",
  subject: { field },
  test: { is: "<=", value },
});

/** Whether one of these values passes a test. */
export function passes(values: readonly QueryValue[], test: Test): boolean {
  switch (test.is) {
    case "among":
      return values.some((value) => test.values.includes(value));
    case "containing":
      return values.some((value) => String(value).toLowerCase().includes(test.text));
    case "known":
      return values.length > 0;
    case "<":
      return values.some((value) => value < test.value);
    case "<=":
      return values.some((value) => value <= test.value);
    case ">":
      return values.some((value) => value > test.value);
    case ">=":
      return values.some((value) => value >= test.value);
  }
}

/** A query of which the conditions are decided already; null where that is not known. */
export function decide(
  query: Query,
  decided: (condition: Condition) => boolean | null,
): boolean | null {
  switch (query.kind) {
    case "condition":
      return decided(query);
    case "not": {
      const inner = decide(query.of, decided);
      return inner === null ? null : !inner;
    }
    case "all":
    case "any": {
      // One of these decides it, whatever the others are.
      const enough = query.kind === "any";
      const each = new Set(query.of.map((one) => decide(one, decided)));
      if (each.has(enough)) return enough;
      return each.has(null) ? null : !enough;
    }
  }
}

/** What every job has to meet that the query finds. */
export function demands(query: Query): readonly Condition[] {
  if (query.kind === "condition") return [query];
  return query.kind === "all" ? query.of.flatMap(demands) : [];
}
