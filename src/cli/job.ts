/** A job as the command line asks for it, and the commands it sends. */
import { refuseErrors, type ApiClient, type PayloadError } from "./api-client.ts";
import { CommandFailed } from "./context.ts";
import { operationFields, type Operation, type Tag } from "./describe-operation.ts";

/** What is shown of how far a job is. */
export interface Progress {
  readonly total: number | null;
  readonly discovered: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly unknown: number;
  readonly deferred: number;
  readonly tasksPerSecond: number | null;
  readonly estimatedSecondsRemaining: number | null;
  readonly updatedAt: string;
}

export const progressFields =
  "progress { total discovered succeeded failed unknown deferred tasksPerSecond estimatedSecondsRemaining updatedAt }";

export interface Place {
  readonly store: string;
  readonly bucket: string;
  readonly key: string;
}

export interface Report {
  readonly scope: string;
  readonly store: string;
  readonly bucket: string;
  readonly prefix: string | null;
  readonly status: string;
  readonly failure: string | null;
  readonly manifest: Place | null;
}

export interface FailureGroup {
  readonly errorCode: string;
  readonly httpStatus: number | null;
  readonly count: number;
  readonly sampleMessage: string | null;
}

export interface Manifest {
  readonly location: (Place & { readonly etag: string | null }) | null;
  readonly sourceStore: string;
  /** Of failed tasks. */
  readonly errorCodes?: readonly string[];
  readonly keyPrefix?: string | null;
  /** Of a list that the engine makes. */
  readonly sourceBucket?: string;
  readonly filter?: { readonly keyPrefixes: readonly string[] };
}

/** Of a job that waits for a slot. */
export interface Queue {
  readonly place: number;
  readonly running: number;
  readonly slots: number;
}

/** A whole job, for `jobs show`, the question before it runs, and the summary at its end. */
export interface Job {
  readonly id: string;
  readonly revision: number;
  readonly position: number;
  readonly status: string;
  readonly statusReason: string | null;
  readonly outcome: string | null;
  readonly priority: number;
  readonly limits: {
    readonly maxConcurrency: number | null;
    readonly maxRequestsPerSecond: number | null;
  };
  readonly description: string | null;
  readonly tags: readonly Tag[];
  readonly operation: Operation;
  readonly manifest: Manifest;
  readonly retryOf: { readonly id: string } | null;
  readonly report: Report | null;
  readonly progress: Progress & { readonly claimed: number; readonly notStarted: number | null };
  readonly failureReasons: readonly { readonly code: string; readonly reason: string }[];
  readonly failureGroups: readonly FailureGroup[];
  readonly preflight: string;
  readonly outages: readonly {
    readonly store: string;
    readonly since: string;
    readonly message: string;
  }[];
  readonly queue: Queue | null;
  readonly allowedActions: readonly string[];
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

export const jobDocument = `query Job($id: ID!, $atLeastPosition: Long) {
  job(id: $id, atLeastPosition: $atLeastPosition) {
    id revision position status statusReason outcome priority description createdAt startedAt endedAt allowedActions
    limits { maxConcurrency maxRequestsPerSecond }
    tags { key value }
    ${operationFields}
    manifest {
      sourceStore location { store bucket key etag }
      ... on FailedTasksManifest { errorCodes keyPrefix }
      ... on GeneratedManifest { sourceBucket filter { keyPrefixes } }
    }
    retryOf { id }
    report { scope store bucket prefix status failure manifest { store bucket key } }
    ${progressFields} progress { claimed notStarted }
    failureReasons { code reason }
    preflight outages { store since message } queue { place running slots }
    failureGroups(first: 20) { errorCode httpStatus count sampleMessage }
  }
}`;

/** @throws CommandFailed when there is no such job. */
export async function readJob(
  api: ApiClient,
  id: string,
  atLeastPosition: number | null = null,
): Promise<Job> {
  const { job } = await api.query<{ job: Job | null }>(jobDocument, { id, atLeastPosition });
  if (job === null) throw noSuchJob(id);
  return job;
}

export function noSuchJob(id: string): CommandFailed {
  return new CommandFailed(`There is no job ${id}, or it has expired.`);
}

interface CommandPayload {
  readonly job: { readonly id: string; readonly status: string } | null;
  readonly errors: readonly PayloadError[];
}

export const createJobDocument = `mutation CreateJob($input: CreateJobInput!) {
  payload: createJob(input: $input) { job { id status } errors { code message path } }
}`;

export const confirmJobDocument = `mutation ConfirmJob($input: JobCommandInput!) {
  payload: confirmJob(input: $input) { job { id status } errors { code message path } }
}`;

export const cancelJobDocument = `mutation CancelJob($input: JobCommandInput!) {
  payload: cancelJob(input: $input) { job { id status } errors { code message path } }
}`;

/** What a command is sent with. */
export interface JobCommand {
  readonly id: string;
  readonly reason?: string | undefined;
  readonly expectedRevision?: number;
}

/** The id of the job. @throws ApiError */
export async function createJob(api: ApiClient, input: unknown): Promise<string> {
  return (await command(api, createJobDocument, input)).id;
}

/** @throws ApiError */
export function confirmJob(api: ApiClient, input: JobCommand) {
  return command(api, confirmJobDocument, input);
}

/** @throws ApiError */
export function cancelJob(api: ApiClient, input: JobCommand) {
  return command(api, cancelJobDocument, input);
}

async function command(api: ApiClient, document: string, input: unknown) {
  const { payload } = await api.query<{ payload: CommandPayload }>(document, { input });
  refuseErrors(payload.errors);
  if (payload.job === null) throw new CommandFailed(`${api.url} gave neither a job nor an error.`);
  return payload.job;
}
