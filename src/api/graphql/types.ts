/** The fields of the other types, where they are not what their name says. */
import { auditFields } from "./audit-fields.ts";
import { bulkFields, bulkPayload } from "./bulk.ts";
import { engineFields } from "./engine-fields.ts";
import { cursorAt } from "./event-cursor.ts";
import type {
  CreateJobPayloadResolvers,
  JobCommandPayloadResolvers,
  Resolvers,
} from "./generated/resolvers.ts";
import { jobFields } from "./job-fields.ts";
import { snapshotFields } from "./job-view.ts";
import { limits } from "./limits.ts";
import { manifestFields } from "./manifest-fields.ts";
import { mutation } from "./mutation.ts";
import { isTask } from "./node.ts";
import { operationFields } from "./operation-fields.ts";
import { connection, countOf, pageOf } from "./pages.ts";
import type { TaskParent } from "./parents.ts";
import { query } from "./query.ts";
import { storeFields } from "./store-fields.ts";
import { subscription } from "./subscription.ts";
import { failedTask } from "./task-list.ts";
import { decodedKey, timelineFields } from "./task-timeline.ts";
import { currentJob } from "./waiting.ts";

const payload: CreateJobPayloadResolvers & JobCommandPayloadResolvers = {
  // The command is recorded: a job that the rows are behind on is answered from its own stream.
  job: (outcome, _, { readModels, fromStreams }) => {
    if (!outcome.accepted) return null;
    return outcome.read
      ? readModels.job(outcome.jobId)
      : currentJob(outcome.jobId, { readModels, fromStreams });
  },
  position: (outcome) => (outcome.accepted ? outcome.position : null),
  errors: (outcome) => (outcome.accepted ? [] : outcome.errors),
};

export const resolvers: Resolvers = {
  Query: query,
  Mutation: mutation,
  Subscription: subscription,
  Node: { __resolveType: (node) => (isTask(node) ? "Task" : "Job") },
  Job: jobFields,
  JobAudit: auditFields,
  JobSnapshot: snapshotFields,
  CreateJobPayload: payload,
  JobCommandPayload: payload,
  DeleteJobPayload: {
    deletedJobId: (outcome) => (outcome.accepted ? outcome.jobId : null),
    position: payload.position!,
    errors: payload.errors!,
  },
  BulkCommand: bulkFields,
  BulkCommandPayload: bulkPayload,
  ...operationFields,

  ...manifestFields,

  CompletionReport: {
    scope: ({ spec }) => spec.scope,
    store: ({ spec }) => spec.store,
    bucket: ({ spec }) => spec.bucket,
    expectedBucketOwner: ({ spec }) => spec.expectedBucketOwner,
    prefix: ({ spec }) => spec.prefix,
    status: ({ job }) => job.report.status,
    failure: ({ job }) => job.report.failure,
    manifest: ({ job, spec }) => {
      const key = job.report.manifestKey;
      if (key === null) return null;
      return { store: spec.store, bucket: spec.bucket, key, versionId: null, etag: null };
    },
    files: ({ job }, args, { readModels }) => {
      const page = readModels.reportFiles(job.id, pageOf(args));
      const { totalCount } = page;
      return { ...connection(page, (file) => ({ jobId: job.id, file })), totalCount };
    },
  },

  Engine: engineFields,

  Store: storeFields,

  ReportFile: {
    key: ({ file }) => file.key,
    outcome: ({ file }) => file.outcome,
    rows: ({ file }) => file.rows,
    sizeBytes: ({ file }) => file.sizeBytes,
    md5: ({ file }) => file.md5,
    downloadUrl: ({ jobId, file }, _, { links }) => links.link({ jobId, place: file.place }),
  },

  Task: {
    id: ({ jobId, task }) => `${jobId}/${task.part}/${task.row}`,
    manifestRow: manifestRowOf,
    bucket: ({ totals }) => totals.bucket,
    key: ({ task }) => (task.rawKey === null ? null : decodedKey(task.rawKey)),
    rawKey: ({ task }) => task.rawKey,
    versionId: ({ task }) => task.versionId,
    outcome: ({ task }) => task.outcome,
    attempts: ({ task }) => task.attempts,
    firstErrorCode: ({ task }) => task.firstErrorCode,
    errorCode: ({ task }) => task.errorCode,
    httpStatus: ({ task }) => task.httpStatus,
    message: ({ task }) => task.message,
    recordedAt: ({ task }) => task.recordedAt,
  },

  TaskTimeline: timelineFields,

  TaskMoment: {
    kind: ({ kind }) => kind,
    at: ({ at }) => at,
    eventId: ({ eventId }) => eventId,
    summary: ({ summary }) => summary,
    executor: ({ executor }) => executor,
    attempts: ({ attempts }) => attempts,
    round: ({ round }) => round,
    firstErrorCode: ({ firstErrorCode }) => firstErrorCode,
    errorCode: ({ errorCode }) => errorCode,
    httpStatus: ({ httpStatus }) => httpStatus,
    message: ({ message }) => message,
  },

  FailureGroup: {
    errorCode: ({ group }) => group.errorCode,
    httpStatus: ({ group }) => group.httpStatus,
    count: ({ group }) => group.count,
    // The two are folded from different events, so that for a moment one may be ahead of the other.
    share: ({ job, group }) => group.count / Math.max(job.progress.failed, group.count),
    sampleMessage: ({ group }) => group.sampleMessage,
    firstSeenAt: ({ group }) => group.firstSeenAt,
    lastSeenAt: ({ group }) => group.lastSeenAt,
    sampleTasks: ({ job, group }, { first }, { readModels }) =>
      readModels
        .failedTasks(job.id, {
          first: countOf(first, limits.sampleTasksMax),
          errorCodes: [group.errorCode],
        })
        .rows.map(({ row }) => failedTask(job, row)),
  },

  JobEvent: {
    id: ({ event }) => event.eventId,
    eventId: ({ event }) => event.eventId,
    jobId: ({ event }) => event.jobId,
    stream: ({ event }) => event.stream,
    revision: ({ event }) => event.revision,
    position: ({ event }) => event.position,
    cursor: ({ event }) => cursorAt(event.position),
    type: ({ event }) => event.type,
    schemaVersion: ({ event }) => event.schemaVersion,
    category: ({ event }) => event.category,
    summary: ({ event }) => event.summary,
    recordedAt: ({ event }) => event.recordedAt,
    actor: ({ event }) => event.actor,
    correlationId: ({ event }) => event.correlationId,
    causationId: ({ event }) => event.causationId,
    statusAfter: ({ event }) => event.statusAfter,
    data: ({ event }) => event.data,
  },
};

/** Parts follow one another in the manifest, so a row is known by the rows of the parts before its own. */
function manifestRowOf({ totals, task }: TaskParent): number {
  const before = totals.parts.slice(0, task.part);
  return before.reduce((rows, part) => rows + part.rows, 0) + task.row + 1;
}
