/** A query as a condition on the rows of `job_list`, here `l`. What somebody typed is a parameter, never a part of the SQL. */
import type { FieldName } from "../job/query/fields.ts";
import type { Condition, Query, Subject, Test } from "../job/query/query.ts";
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
  const list = listOf(subject);
  if (list === null) return tested(columns[(subject as { field: Column }).field], test);
  const [sql, values] = tested(list.value, test);
  return [`EXISTS (SELECT 1 FROM ${list.from} AND ${sql})`, [...list.values, ...values]];
}

/** True or false: what is not there passes no test. */
function tested(value: string, test: Test): SqlCondition {
  switch (test.is) {
    case "known":
      return [`(${value} IS NOT NULL)`, []];
    case "among":
      return [
        `((${value} IN (SELECT value FROM json_each(?))) IS TRUE)`,
        [JSON.stringify(test.values)],
      ];
    case "containing":
      return [`((instr(lower_case(${value}), ?) > 0) IS TRUE)`, [test.text]];
    case "<":
    case "<=":
    case ">":
    case ">=":
      return [`((${value} ${test.is} ?) IS TRUE)`, [test.value]];
  }
}

interface List {
  readonly from: string;
  readonly value: string;
  readonly values: readonly Value[];
}

/** Where a job has several values; null where it has one at most. */
function listOf(subject: Subject): List | null {
  if ("tag" in subject) {
    const from = "json_each(l.tags) AS tag WHERE tag.value ->> '$.key' = ?";
    return { from, value: "tag.value ->> '$.value'", values: [subject.tag] };
  }
  const { field } = subject;
  if (field === "needs")
    return { from: "json_each(l.needs) AS needed WHERE TRUE", value: "needed.value", values: [] };
  if (!isPlace(field)) return null;
  const prefix = `${field}:`;
  return {
    from: `json_each(l.places) AS place WHERE substr(place.value, 1, ${prefix.length}) = ?`,
    value: `substr(place.value, ${prefix.length + 1})`,
    values: [prefix],
  };
}

type PlaceField = "bucket" | "store" | "role";
type Column = Exclude<FieldName, PlaceField | "needs">;

const isPlace = (field: FieldName): field is PlaceField =>
  field === "bucket" || field === "store" || field === "role";

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

/** Of a job that has not ended its progress knows. */
function counted(column: "succeeded" | "failed"): string {
  const now = `(SELECT p.${column} FROM progress AS p WHERE p.job_id = l.job_id)`;
  return `coalesce(l.${column}, ${now}, 0)`;
}
