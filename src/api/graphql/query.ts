import { fields, tagField, type Field } from "../../job/query/fields.ts";
import { permissionsOf, type CallerBounds } from "../access/caller.ts";
import { commandPreview } from "./command-preview.ts";
import { cursorAt } from "./event-cursor.ts";
import { filterOf } from "./filter.ts";
import type { QueryResolvers } from "./generated/resolvers.ts";
import { manifestPreview } from "./manifest-preview.ts";
import { findNode } from "./node.ts";
import { listBuckets, listObjects } from "./objects.ts";
import { anyPageOf, connection, pageOf } from "./pages.ts";
import { validateJob } from "./validate-job.ts";
import { assertCaughtUp, readJob, waitForPosition } from "./waiting.ts";

/** What is seen has no bound of its own on the priority. */
function viewerBounds({ visibleJobs, ...bounds }: CallerBounds) {
  return { ...bounds, visibleJobs: visibleJobs && { ...visibleJobs, maxPriority: null } };
}

const toField = ([name, { kind, meaning, words = [] }]: readonly [string, Field]) => ({
  name,
  kind: kindNames[kind],
  words,
  description: meaning,
});

const kindNames = {
  word: "WORD",
  text: "TEXT",
  search: "SEARCH",
  number: "NUMBER",
  share: "SHARE",
  time: "TIME",
} as const;

/**
 * Read models, and for one job that they are behind on its own stream. Stores are called by the preview and the
 * validation, by lists of what lies in them, and for their health.
 */
export const query: QueryResolvers = {
  viewer: (_, __, { caller }) => ({
    id: caller.actor.id,
    name: caller.actor.name,
    permissions: permissionsOf(caller),
    grants: caller.rules.grants,
    bounds: viewerBounds(caller.rules.bounds),
    expiresAt: caller.expiresAt?.toISOString() ?? null,
  }),

  engine: () => ({}),

  stores: (_, __, { stores }) =>
    stores.names.map((name) => {
      return { ...stores.describe(name), name, default: name === stores.defaultName };
    }),

  manifestPreview,

  validateJob,

  buckets: (_, args, context) => listBuckets(args, context),

  objects: (_, args, context) => listObjects(args, context),

  bulkCommand: (_, { id }, { bulkCommands }) => bulkCommands.find(id),

  bulkCommands: (_, { onlyOwn, ...page }, { bulkCommands, caller }) => {
    const own = onlyOwn ? { givenBy: caller.actor.id } : {};
    return connection(bulkCommands.list({ ...pageOf(page), ...own }), (row) => row);
  },

  operations: (_, __, { inspector }) =>
    inspector.operations().map(({ kind, unavailable, ...description }) => ({
      name: kind,
      ...description,
      available: unavailable === null,
      unavailableReason: unavailable,
    })),

  node: (_, { id }, context) => findNode(id, context),

  job: (_, { id, atLeastRevision, atLeastPosition }, context) =>
    readJob(context, id, { revision: atLeastRevision, position: atLeastPosition }),

  jobs: async (_, { filter, orderBy, atLeastPosition, ...pages }, context) => {
    const page = anyPageOf(pages);
    const asked = filterOf(filter, context);
    await waitForPosition(context, atLeastPosition);
    assertCaughtUp(context);
    const found = context.readModels.jobs({ filter: asked, orderBy, ...page });
    const cursor = cursorAt(context.readModels.position());
    return { ...connection(found, (row) => row), totalCount: found.totalCount, cursor };
  },

  jobCounts: async (_, { filter, atLeastPosition }, context) => {
    const asked = filterOf(filter, context);
    await waitForPosition(context, atLeastPosition);
    assertCaughtUp(context);
    return context.readModels.jobCounts(asked);
  },

  commandPreview: (_, args, context) => commandPreview(args, context),

  jobQueryFields: () => [...Object.entries(fields), ["tag.KEY", tagField] as const].map(toField),
};
