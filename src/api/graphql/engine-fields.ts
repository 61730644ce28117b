/** The fields of the engine: what this process is, and how it is. */
import { components } from "./components.ts";
import type { EngineResolvers } from "./generated/resolvers.ts";
import { limits } from "./limits.ts";

export const engineFields: EngineResolvers = {
  version: (_, __, { version }) => version,
  startedAt: (_, __, { startedAt }) => startedAt.toISOString(),
  eventStore: (_, __, { eventStoreStatus }) => ({
    kind: eventStoreStatus.address === "embedded" ? "EMBEDDED" : "EVENTSTOREDB",
    address: eventStoreStatus.address,
    reachable: eventStoreStatus.reachable(),
  }),
  readModelPosition: (_, __, { readModels }) => readModels.position(),
  caughtUp: (_, __, { readModels }) => readModels.caughtUp(),
  limits: (_, __, { jobLimits }) => ({
    maxPageSize: limits.pageSizeMax,
    maxNodes: limits.nodesMax,
    maxDepth: limits.depthMax,
    maxAliases: limits.aliasesMax,
    maxTokens: limits.tokensMax,
    maxSubscriptions: limits.subscriptionsMax,
    maxActiveJobs: jobLimits.activeJobs,
    maxRows: jobLimits.rowsMax,
  }),
  components: (_, __, context) => components(context),
};
