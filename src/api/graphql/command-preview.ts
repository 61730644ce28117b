/** What a command to many jobs would meet, counted: no job is read for it, however many they are. */
import { allowing } from "../../job/actions.ts";
import { among, both, type Query } from "../../job/query/query.ts";
import { mayDoTo } from "../access/actions.ts";
import type { Context } from "./context.ts";
import { filterOf } from "./filter.ts";
import type {
  CommandPreview,
  JobStatusCount,
  QueryCommandPreviewArgs,
} from "./generated/resolvers.ts";
import { assertCaughtUp, waitForPosition } from "./waiting.ts";

type Counts = readonly JobStatusCount[];

export async function commandPreview(
  { filter, action, atLeastPosition }: QueryCommandPreviewArgs,
  context: Context,
): Promise<CommandPreview> {
  const asked = filterOf(filter, context);
  await waitForPosition(context, atLeastPosition);
  assertCaughtUp(context);
  const countsOf = (...more: readonly Query[]): Counts => {
    const query = both(...(asked.query === undefined ? [] : [asked.query]), ...more);
    return context.readModels.jobCounts({ ...asked, query });
  };
  const allows = allowing(action);
  const permits = mayDoTo(action, context.caller);
  const found = countsOf();
  const allowed = countsOf(allows);
  const permitted = sumOf(countsOf(allows, permits));
  return {
    jobs: sumOf(found),
    allowed: permitted,
    deleting: sumOf(countsOf(allows, permits, among("operation", ["DELETE_OBJECT"]))),
    notAllowed: without(found, allowed),
    forbidden: sumOf(allowed) - permitted,
  };
}

const sumOf = (counts: Counts) => counts.reduce((sum, { count }) => sum + count, 0);

function without(all: Counts, some: Counts): Counts {
  const left = all.map(({ status, count }) => {
    const taken = some.find((each) => each.status === status)?.count ?? 0;
    return { status, count: count - taken };
  });
  return left.filter(({ count }) => count > 0);
}
