import { describeOperations } from "../../inspect/describe-operations.ts";
import type { JobsFilter } from "../../readmodels/read-models.ts";
import { apiError } from "./errors.ts";
import type { JobFilter, QueryResolvers } from "./generated/resolvers.ts";
import { limits } from "./limits.ts";
import { connection, pageOf } from "./pages.ts";
import { waitForPosition, waitForRevision } from "./waiting.ts";

/** Read models only: a query never looks at the log, and never calls a store. */
export const query: QueryResolvers = {
  engine: (_, __, { version, startedAt }) => ({
    version,
    startedAt: startedAt.toISOString(),
    limits: {
      maxPageSize: limits.pageSizeMax,
      maxNodes: limits.nodesMax,
      maxDepth: limits.depthMax,
      maxAliases: limits.aliasesMax,
      maxTokens: limits.tokensMax,
      maxSubscriptions: limits.subscriptionsMax,
    },
  }),

  stores: (_, __, { stores }) =>
    stores.names.map((name) => {
      const { region, development } = stores.describe(name);
      return { name, default: name === stores.defaultName, development, region };
    }),

  operations: () =>
    describeOperations().map(({ kind, ...description }) => ({ name: kind, ...description })),

  job: async (_, { id, atLeastRevision, atLeastPosition }, context) => {
    await waitForPosition(context, atLeastPosition);
    await waitForRevision(context, id, atLeastRevision);
    return context.readModels.job(id);
  },

  jobs: async (_, { filter, first, after, atLeastPosition }, context) => {
    const page = pageOf({ first, after });
    const asked = filterOf(filter);
    await waitForPosition(context, atLeastPosition);
    const found = context.readModels.jobs({ filter: asked, ...page });
    return { ...connection(found, (row) => row), totalCount: found.totalCount };
  },

  jobCounts: (_, { filter }, { readModels }) => readModels.jobCounts(filterOf(filter)),
};

/** Null counts as left out. */
function filterOf(filter: JobFilter | null | undefined): JobsFilter {
  const { statuses, operations, search, createdBy } = filter ?? {};
  if (typeof search === "string" && search.length < limits.searchCharactersMin) {
    throw apiError(
      "BAD_USER_INPUT",
      `search has ${limits.searchCharactersMin} characters or more.`,
    );
  }
  return {
    ...(statuses ? { statuses } : {}),
    ...(operations ? { operations } : {}),
    ...(typeof search === "string" ? { search } : {}),
    ...(typeof createdBy === "string" ? { createdBy } : {}),
  };
}
