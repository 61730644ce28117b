import { parse, validate } from "graphql/index.js";
import { describe, expect, it } from "vitest";
import { checkLimits } from "../../src/api/graphql/check-limits.ts";
import { createSchema } from "../../src/api/graphql/schema.ts";
import { verifyAuditDocument } from "../../src/cli/audit-verify.ts";
import { failedTasksDocument } from "../../src/cli/failed-tasks.ts";
import { followDocument } from "../../src/cli/follow-job.ts";
import {
  cancelJobDocument,
  confirmJobDocument,
  createJobDocument,
  jobDocument,
} from "../../src/cli/job.ts";
import {
  cloneJobDocument,
  deleteJobDocument,
  limitsDocument,
  pauseJobDocument,
  priorityDocument,
  resumeJobDocument,
  retryJobDocument,
  tagJobDocument,
} from "../../src/cli/job-commands.ts";
import { bulkDocument } from "../../src/cli/follow-bulk.ts";
import {
  commandJobsDocument,
  commandPreviewDocument,
  stopBulkDocument,
} from "../../src/cli/jobs-bulk.ts";
import { failuresDocument } from "../../src/cli/jobs-failures.ts";
import { historyDocument } from "../../src/cli/jobs-history.ts";
import { jobsDocument } from "../../src/cli/jobs-list.ts";
import { taskDocument } from "../../src/cli/jobs-task.ts";
import { tasksDocument } from "../../src/cli/jobs-tasks.ts";
import { previewDocument } from "../../src/cli/manifest-check.ts";
import { pageSizeMax } from "../../src/cli/pages.ts";
import { reportDocument } from "../../src/cli/report.ts";

const schema = createSchema();

describe("what the command line sends", () => {
  it.each([
    failedTasksDocument,
    verifyAuditDocument,
    followDocument,
    createJobDocument,
    confirmJobDocument,
    cancelJobDocument,
    jobDocument,
    pauseJobDocument,
    resumeJobDocument,
    priorityDocument,
    limitsDocument,
    tagJobDocument,
    retryJobDocument,
    cloneJobDocument,
    deleteJobDocument,
    commandPreviewDocument,
    stopBulkDocument,
    commandJobsDocument,
    bulkDocument,
    historyDocument,
    tasksDocument,
    taskDocument,
    failuresDocument,
    jobsDocument,
    previewDocument,
    reportDocument,
  ])("fits the schema and its limits: %s", (text) => {
    const document = parse(text);
    expect(validate(schema, document)).toEqual([]);
    expect(checkLimits({ schema, document, variables: { first: pageSizeMax } })).toEqual([]);
  });
});
