/** One row of a manifest, and what is recorded of it. */
import { assert } from "../../lib/assert.ts";
import type { TaskTimelineResolvers } from "./generated/resolvers.ts";
import { taskOf } from "./task-list.ts";

export const timelineFields: TaskTimelineResolvers = {
  manifestRow: ({ manifestRow }) => manifestRow,
  part: ({ timeline }) => timeline.part + 1,
  chunk: ({ timeline }) => timeline.chunk + 1,
  bucket({ job: { state } }) {
    const totals = "totals" in state ? state.totals : null;
    assert(totals !== null, "a row is told of after the manifest was read");
    return totals.bucket;
  },
  key: ({ timeline: { rawKey } }) => (rawKey === null ? null : decodedKey(rawKey)),
  versionId: ({ timeline }) => timeline.versionId,
  task: ({ job, timeline: { task } }) => task && taskOf(job, task),
  moments: ({ timeline }) => timeline.moments,
  reportFile({ job, timeline: { filePlace } }, _, { readModels }) {
    const file = filePlace === null ? null : readModels.reportFile(job.id, filePlace);
    return file && { jobId: job.id, file };
  },
};

/** S3 Batch Operations guide, "Specifying a manifest": keys are URL-encoded, with `+` for a space. */
export function decodedKey(rawKey: string): string {
  return decodeURIComponent(rawKey.replaceAll("+", " "));
}
