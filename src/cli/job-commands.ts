/** The commands to one job that a person sends, each as a document and what it is called with. */
import { refuseErrors, type ApiClient, type PayloadError } from "./api-client.ts";
import { CommandFailed } from "./context.ts";
import type { Tag } from "./describe-operation.ts";
import type { JobCommand } from "./job.ts";

interface CommandPayload {
  readonly job: ChangedJob | null;
  readonly errors: readonly PayloadError[];
}

export interface ChangedJob {
  readonly id: string;
  readonly status: string;
  readonly priority: number;
  readonly confirmationRequired: boolean;
  readonly limits: {
    readonly maxConcurrency: number | null;
    readonly maxRequestsPerSecond: number | null;
  };
  readonly tags: readonly Tag[];
}

const changed =
  "job { id status priority confirmationRequired limits { maxConcurrency maxRequestsPerSecond } tags { key value } } errors { code message path }";

function commandDocument(mutation: string, input: string): string {
  return `mutation Command($input: ${input}!) { payload: ${mutation}(input: $input) { ${changed} } }`;
}

export const pauseJobDocument = commandDocument("pauseJob", "JobCommandInput");
export const resumeJobDocument = commandDocument("resumeJob", "JobCommandInput");
export const priorityDocument = commandDocument("updateJobPriority", "UpdateJobPriorityInput");
export const limitsDocument = commandDocument("updateJobLimits", "UpdateJobLimitsInput");
export const tagJobDocument = commandDocument("tagJob", "TagJobInput");

export const retryJobDocument = commandDocument("retryFailedTasks", "RetryFailedTasksInput");
export const cloneJobDocument = commandDocument("cloneJob", "CloneJobInput");

export const deleteJobDocument = `mutation Delete($input: JobCommandInput!) {
  payload: deleteJob(input: $input) { deletedJobId errors { code message path } }
}`;

/** The job after the command. @throws ApiError */
export async function sendCommand(
  api: ApiClient,
  document: string,
  input: { readonly id: string; readonly [field: string]: unknown },
): Promise<ChangedJob> {
  const { payload } = await api.query<{ payload: CommandPayload }>(document, { input });
  refuseErrors(payload.errors);
  if (payload.job === null) throw new CommandFailed(`${api.url} gave neither a job nor an error.`);
  return payload.job;
}

/** @throws ApiError */
export async function deleteJob(api: ApiClient, input: JobCommand): Promise<void> {
  const { payload } = await api.query<{
    payload: { readonly errors: readonly PayloadError[] };
  }>(deleteJobDocument, { input });
  refuseErrors(payload.errors);
}
