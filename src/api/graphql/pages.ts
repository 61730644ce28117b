/** Pages of lists: Relay connections that page forwards. */
import type { AnyPage, ForwardPage, Page } from "../../readmodels/read-models.ts";
import { apiError } from "./errors.ts";
import type { PageInfo } from "./generated/resolvers.ts";
import { limits } from "./limits.ts";

export interface Connection<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly nodes: readonly Node[];
  readonly pageInfo: PageInfo;
}

/** What the read models are asked for. */
export function pageOf(args: {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}): ForwardPage {
  const first = countOf(args.first ?? limits.pageSizeDefault, limits.pageSizeMax);
  return typeof args.after === "string" ? { first, after: args.after } : { first };
}

/** A page of a list that pages both ways. */
export function anyPageOf(args: {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}): AnyPage {
  const { last, before } = args;
  const isBackwards = typeof last === "number" || typeof before === "string";
  if (!isBackwards) return pageOf(args);
  if (typeof args.first === "number" || typeof args.after === "string") {
    throw apiError(
      "BAD_USER_INPUT",
      "A page goes forwards with first and after, or backwards with last and before, and not both.",
    );
  }
  const first = countOf(last ?? limits.pageSizeDefault, limits.pageSizeMax, "last");
  return { first, backwards: true, ...(typeof before === "string" ? { before } : {}) };
}

/** A number of items that a caller may ask for. */
export function countOf(first: number, max: number, name = "first"): number {
  if (first >= 1 && first <= max) return first;
  throw apiError(
    "BAD_USER_INPUT",
    `${name} is a whole number from 1 to ${max}; ${first} was asked for.`,
  );
}

export function connection<Row, Node>(
  page: Page<Row>,
  nodeOf: (row: Row) => Node,
): Connection<Node> {
  const edges = page.rows.map(({ cursor, row }) => ({ cursor, node: nodeOf(row) }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage ?? false,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
