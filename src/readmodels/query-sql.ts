/** A query as a condition on the rows of `job_list`, here `l`. What somebody typed is a parameter, never a part of the SQL. */
import type { FieldName } from "../job/query/fields.ts";
import type { Condition, Query, Test } from "../job/query/query.ts";
import type { Value } from "../../projections/projection.ts";

export type SqlCondition = readonly [sql: string, values: readonly Value[]];

export function sqlOf(query: Query): SqlCondition {
  switch (query.kind) {
    case "condition":
      return sqlOfCondition(query);
    case "not": {
      const [sql, values] = sqlOf(query.of);
      return [`NOT ${sql}`, values];
    }
    case "all":
    case "any": {
      if (query.of.length === 0) return [query.kind === "all" ? "TRUE" : "FALSE", []];
      const each = query.of.map(sqlOf);
      const sql = each.map(([one]) => one).join(query.kind === "all" ? " AND " : " OR ");
      return [`(${sql})`, each.flatMap(([, values]) => values)];
    }
  }
}

function sqlOfCondition({ subject, test }: Condition): SqlCondition {
  if ("tag" in subject) {
    // Read once along the index of the tags, and not for each job. The plus keeps it from leading to the jobs.
    const [sql, values] = tested("t.value", test);
    const places = `SELECT t.place FROM job_tags AS t WHERE t.key = ? AND ${sql}`;
    return [`(+l.place IN (${places}))`, [subject.tag, ...values]];
  }
  const { field } = subject;
  const list = listOf(field);
  if (list !== null) return inList(list, test);
  const column = columns[field as Column];
  return tested(column, test, lowered[field] ?? `lower_case(${column})`);
}

/** True or false: what is not there passes no test. */
function tested(value: string, test: Test, inLower = `lower_case(${value})`): SqlCondition {
  switch (test.is) {
    case "known":
      return [`(${value} IS NOT NULL)`, []];
    case "among":
      return [
        `((${value} IN (SELECT value FROM json_each(?))) IS TRUE)`,
        [JSON.stringify(test.values)],
      ];
    case "containing":
      return [`((instr(${inLower}, ?) > 0) IS TRUE)`, [test.text]];
    case "<":
    case "<=":
    case ">":
    case ">=":
      return [`((${value} ${test.is} ?) IS TRUE)`, [test.value]];
  }
}

/** A list of texts as JSON, of which those count that begin so. */
interface List {
  readonly column: "l.places" | "l.needs";
  readonly prefix: string;
}

type ListField = "bucket" | "store" | "role" | "needs";

/** Where a job has several values; null where it has one at most. */
function listOf(field: FieldName): List | null {
  if (field === "needs") return { column: "l.needs", prefix: "" };
  const isPlace = field === "bucket" || field === "store" || field === "role";
  return isPlace ? { column: "l.places", prefix: `${field}:` } : null;
}

/** To look for so many texts one by one is faster than to take a list apart. */
const soughtMax = 10;

function inList({ column, prefix }: List, test: Test): SqlCondition {
  if (test.is === "among" && test.values.length > 0 && test.values.length <= soughtMax) {
    // Within its quotes a text is found nowhere else, and the list need not be taken apart.
    const each = test.values.map(() => `instr(${column}, ?) > 0`);
    return [
      `(${each.join(" OR ")})`,
      test.values.map((value) => JSON.stringify(`${prefix}${value}`)),
    ];
  }
  const [sql, values] = tested(`substr(one.value, ${prefix.length + 1})`, test);
  const from = `json_each(${column}) AS one WHERE substr(one.value, 1, ${prefix.length}) = ?`;
  return [`EXISTS (SELECT 1 FROM ${from} AND ${sql})`, [prefix, ...values]];
}

type Column = Exclude<FieldName, ListField>;

const succeeded = counted("succeeded");
const failed = counted("failed");

const columns: Readonly<Record<Column, string>> = {
  status: "l.facet ->> '$[0]'",
  operation: "l.facet ->> '$[1]'",
  outcome: "l.facet ->> '$[2]'",
  pausedBy: "l.paused_by",
  failure: "l.failure",
  text: "l.search_text",
  id: "l.job_id",
  description: "l.description",
  createdBy: "l.created_by",
  priority: "l.priority",
  created: "l.created_at",
  started: "l.started_at",
  ended: "l.ended_at",
  updated: "l.updated_at",
  total: "l.total",
  succeeded,
  failed,
  failureRate: `CAST(${failed} AS REAL) / nullif(${succeeded} + ${failed}, 0)`,
  retryOf: "l.retry_of",
  clonedFrom: "l.cloned_from",
};

/** What is kept in lower case; a line break parts the id from the description. */
const lowered: Readonly<Partial<Record<FieldName, string>>> = {
  text: "l.search_text",
  id: "substr(l.search_text, 1, instr(l.search_text, char(10)) - 1)",
  description: "substr(l.search_text, instr(l.search_text, char(10)) + 1)",
};

/** Of a job that has not ended its progress knows. */
function counted(column: "succeeded" | "failed"): string {
  const now = `(SELECT p.${column} FROM progress AS p WHERE p.job_id = l.job_id)`;
  return `coalesce(l.${column}, ${now}, 0)`;
}
