/** What a query comes to before any job is looked at: of all jobs of one facet, and along an index. */
import type { FieldName } from "../job/query/fields.ts";
import { passes, decide, demands, type Condition, type Query } from "../job/query/query.ts";
import type { Facet } from "../../projections/job-list.ts";
import type { JobsFilter } from "./read-models.ts";

/** Whether all jobs of a facet meet a query, or none does; null: some may. */
export function decidedByFacet(query: Query, facet: Facet): boolean | null {
  return decide(query, (condition) => decidedCondition(condition, facet));
}

function decidedCondition({ subject, test }: Condition, facet: Facet): boolean | null {
  if (!("field" in subject)) return null;
  const { field } = subject;
  if (field === "status" || field === "operation") return passes([facet[field]], test);
  if (field === "outcome") return passes(facet.outcome === null ? [] : [facet.outcome], test);
  if (field !== "failed") return null;
  if (!facet.someFailed) return passes([0], test);
  // More than none: what one failed task is enough for.
  const isEnough = (test.is === ">" || test.is === ">=") && passes([1], test);
  return isEnough || test.is === "known" ? true : null;
}

type Leading = Pick<JobsFilter, "tags" | "search" | "createdBy" | "createdFrom" | "createdTo">;

/** What all jobs that a filter finds have for its query's sake, so that an index leads to them. */
export function ledBy(filter: JobsFilter): JobsFilter {
  const { query, ...others } = filter;
  if (query === undefined) return filter;
  return demands(query).reduce<JobsFilter>(
    (led, condition) => ({ ...led, ...leading(condition, led) }),
    others,
  );
}

function leading({ subject, test }: Condition, led: JobsFilter): Leading {
  const only = test.is === "among" && test.values.length === 1 ? String(test.values[0]) : null;
  if ("tag" in subject) {
    if (only === null) return {};
    return { tags: [...(led.tags ?? []), { key: subject.tag, value: only }] };
  }
  const { field } = subject;
  if (field === "created") return leadingTime(test, led);
  if (field === "createdBy")
    return only === null || led.createdBy !== undefined ? {} : { createdBy: only };
  if (!searched.has(field) || test.is !== "containing" || led.search !== undefined) return {};
  return { search: test.text };
}

/** Their texts are parts of the one that a search looks into. */
const searched: ReadonlySet<string> = new Set<FieldName>(["text", "id", "description"]);

/** A bound that is met by more is as good: the query itself is asked of each. */
function leadingTime(test: Condition["test"], { createdFrom, createdTo }: JobsFilter): Leading {
  if (test.is === ">" || test.is === ">=") {
    const from = String(test.value);
    return createdFrom !== undefined && createdFrom >= from ? {} : { createdFrom: from };
  }
  if (test.is !== "<" && test.is !== "<=") return {};
  const to = new Date(Date.parse(String(test.value)) + (test.is === "<" ? 0 : 1)).toISOString();
  return createdTo !== undefined && createdTo <= to ? {} : { createdTo: to };
}
