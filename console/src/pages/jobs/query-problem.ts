/** Why the engine could not read a query, and where. */
import type { CombinedError } from "urql";
import { problemOf } from "../../components/failure.tsx";

export interface QueryProblem {
  readonly text: string;
  /** Characters of the query from the first to before the last. */
  readonly from: number;
  readonly to: number;
}

/** Null when it is another error, or none. */
export function queryProblemOf(error: unknown): QueryProblem | null {
  const { graphQLErrors } = (error ?? {}) as Partial<CombinedError>;
  const place = graphQLErrors?.[0]?.extensions["query"] as Omit<QueryProblem, "text"> | undefined;
  // The place is shown, not told.
  return place ? { text: problemOf(error).text.replace(/^query, \w+ \d+: /, ""), ...place } : null;
}
