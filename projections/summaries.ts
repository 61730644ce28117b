/** One plain sentence for each event, for people who read what happened to a job. */
import type { AnyEvent, EventType } from "../src/job/codec.ts";
import type { JobFailure, TaskCounts } from "../src/job/events.ts";
import { countRows } from "../src/job/rows.ts";
import type { ManifestSpec, OperationKind } from "../src/job/spec.ts";
import type { ProjectedEvent } from "./projection.ts";

/** An event with what a sentence about it needs. */
export type Summarised = Pick<ProjectedEvent, "event" | "about" | "actor">;

/** Who or what a sentence is about. */
interface Names {
  readonly who: string;
  readonly part: string;
  readonly chunk: string;
  readonly file: string;
}

type DataOf = { readonly [Event in AnyEvent as Event["type"]]: Event["data"] };

/** Says what an event means. Parts, chunks, files and rows are counted from 1 here, as people count. */
export function summaryOf({ event, about, actor }: Summarised): string {
  const part = "part" in about ? `Part ${count(about.part + 1)}` : "A part";
  const names: Names = {
    who: actor.kind === "USER" ? actor.name : "The engine",
    part,
    chunk:
      about.kind === "chunk"
        ? `Chunk ${count(about.chunk + 1)} of part ${count(about.part + 1)}`
        : "A chunk",
    file: about.kind === "report" ? `File ${count(about.file + 1)}` : "A file",
  };
  return say(event.type, event.data, names);
}

function say<Type extends EventType>(type: Type, data: DataOf[Type], names: Names): string {
  return sentences[type](data, names);
}

const sentences: {
  readonly [Type in EventType]: (data: DataOf[Type], names: Names) => string;
} = {
  JobCreated: ({ spec: { operation, manifest } }, { who }) =>
    `${who} created the job: ${operationWords[operation.kind]} ${listedIn(manifest)}.`,
  JobPreparing: ({ manifest: { sizeBytes, partOffsets, failedTasks, inventory, listing } }) =>
    failedTasks !== undefined
      ? `The ${many(failedTasks, "failed task")} of the other job are read.`
      : listing !== undefined
        ? `The bucket is listed in ${many(listing.ranges.length, "part")}.`
        : inventory === undefined
          ? `The manifest of ${many(sizeBytes, "byte")} is read in ${many(partOffsets.length, "part")}.`
          : `The inventory of ${many(inventory.files, "file")} is read in ${many(partOffsets.length, "part")}.`,
  JobPreflighted: ({ outcome, store, bucket, checks }) =>
    outcome === "OFF"
      ? `The operation is not tried on a scratch object: that is off for the store ${store}.`
      : `The operation was tried on a scratch object in the bucket ${bucket}: ${outcome === "PASSED" ? "it does what it says" : closed(checks.at(-1) ?? "it was refused")}`,
  ManifestRead: ({ rows, chunks, bucket }) =>
    `The manifest was read: ${many(rows, "object")} of the bucket ${bucket}, in ${many(chunks, "chunk")}.`,
  JobSuspended: () => "The job waits for confirmation.",
  JobConfirmed: ({ reason }, { who }) => `${who} confirmed the job${because(reason)}.`,
  JobReady: () => "The job is ready and waits for its turn.",
  JobActivated: () => "The job runs.",
  JobPausing: ({ pausedBy, reason }, { who }) =>
    pausedBy === "USER"
      ? `${who} paused the job${because(reason)}; tasks in flight finish.`
      : "The job makes room for one of higher priority; tasks in flight finish.",
  JobPaused: ({ pausedBy }) =>
    pausedBy === "USER"
      ? "The job is paused."
      : "The job is paused until there is room for it again.",
  JobResumed: ({ reason }, { who }) => `${who} resumed the job${because(reason)}.`,
  JobPriorityChanged: ({ from, to }, { who }) =>
    `${who} changed the priority from ${from} to ${to}.`,
  JobLimitsChanged: ({ limits: { maxConcurrency, maxRequestsPerSecond } }, { who }) =>
    `${who} changed the limits: ${limit(maxConcurrency)} in flight, ${limit(maxRequestsPerSecond)} a second.`,
  JobTagged: ({ tags }, { who }) =>
    tags.length === 0
      ? `${who} removed the tags.`
      : `${who} changed the tags; the job has ${many(tags.length, "tag")} now.`,
  JobCancelRequested: ({ reason }, { who }) =>
    `${who} cancelled the job${because(reason)}; tasks in flight finish.`,
  JobFailing: (data) => `The job cannot go on: ${failure(data)}`,
  JobDrained: (data) => `No task is in flight any more: ${counts(data)}.`,
  JobCompleting: (data) => `Every task has its outcome: ${counts(data)}.`,
  ReportWritten: ({ rows, files, manifestKey }) =>
    `The report was written: ${many(rows, "row")} in ${many(files, "file")}, listed in ${manifestKey}.`,
  ReportFailed: ({ reason }) => `The report could not be written: ${closed(reason)}`,
  JobCompleted: (data) => `The job is complete: ${counts(data)}.`,
  JobCancelled: (data) => `The job ended by request: ${counts(data)}.`,
  JobFailed: (data) => `The job failed (${data.code}): ${counts(data)}.`,
  JobExpired: ({ cause, reason = null }, { who }) =>
    cause === "DELETED"
      ? `${who} deleted the job${because(reason)}.`
      : "The job was kept for its time and is gone.",
  JobHistoryDeleted: ({ streams }) =>
    `Its ${streams} streams of parts, chunks and report files are gone.`,

  PartClaimed: ({ executor }, { part }) => `${part} of the manifest was taken by ${executor}.`,
  PartChunksPlanned: ({ rows }, { part }) =>
    `${part} of the manifest: ${many(sum(rows), "more row")} read, in ${many(rows.length, "chunk")}.`,
  PartPlanned: ({ rows, chunks }, { part }) =>
    `${part} of the manifest was read to its end: ${many(rows, "row")} in ${many(chunks, "chunk")}.`,
  PartRejected: (data, { part }) =>
    `${part} of the manifest cannot be used${atRow(data.row)}: ${failure(data)}`,

  RestartPointFound: ({ outputBytes }) =>
    `A compressed file can be read from its byte ${count(outputBytes)} on.`,

  ReportFileClaimed: ({ executor }, { file }) => `${file} of the report was taken by ${executor}.`,
  ReportFileWritten: ({ succeeded, failed }, { file }) =>
    `${file} of the report was written: ${count(succeeded?.rows ?? 0)} succeeded, ${count(failed?.rows ?? 0)} failed.`,

  ChunkClaimed: ({ rows, executor }, { chunk }) =>
    `${chunk}, ${many(rows, "row")}, was taken by ${executor}.`,
  TaskStarted: ({ row }, { chunk }) =>
    `${chunk}: row ${count(row + 1)} of the part is tried alone, because executors were lost on this chunk.`,
  TaskSucceeded: ({ rows }, { chunk }) => `${chunk}: ${many(countRows(rows), "task")} succeeded.`,
  TaskFailed: ({ rows }, { chunk }) => `${chunk}: ${many(countRows(rows), "task")} failed.`,
  TaskDeferred: ({ rows }, { chunk }) =>
    `${chunk}: ${many(countRows(rows), "task")} put off to a later round.`,
  ChunkAdvanced: ({ succeeded, failed }, { chunk }) =>
    `${chunk}: ${count(succeeded)} succeeded, ${count(failed)} failed so far.`,
  ChunkReleased: ({ lost, open }, { chunk }) =>
    lost
      ? `${chunk} was taken from a lost executor, with ${many(open, "row")} open.`
      : `${chunk} was given back, with ${many(open, "row")} open.`,
  ChunkCompleted: ({ succeeded, failed }, { chunk }) =>
    `${chunk} is complete: ${count(succeeded)} succeeded, ${count(failed)} failed.`,

  ExecutorSeen: ({ executor, host }) => `The executor ${executor} on ${host} is alive.`,
  ExecutorStopped: ({ executor }) => `The executor ${executor} gave everything back and stopped.`,
  StewardClaimed: ({ executor }) => `The executor ${executor} is the steward.`,
  InstallationNamed: ({ installationId }) => `This installation has the id ${installationId}.`,
  BoardSaved: ({ executor }) => `The executor ${executor} saved what it knew of all work.`,
  NoticesSent: () => "Notices were sent.",

  BulkCommandGiven: ({ jobs }, { who }) => `${who} gave a command to ${many(jobs, "job")}.`,
  BulkCommandListed: ({ jobs }) => `The command is for ${many(jobs.length, "more job")}.`,
  BulkCommandTaken: ({ executor }) => `The executor ${executor} goes on with the command.`,
  BulkCommandAdvanced: ({ done, refused }) =>
    `${many(done, "more job")} took the command, ${count(sum(refused.map(({ jobs }) => jobs)))} refused it.`,
  BulkCommandStopRequested: (_, { who }) => `${who} asked that no more jobs are told.`,
  BulkCommandEnded: ({ done, refused }) =>
    `The command has ended: ${many(done, "job")} took it, ${count(refused)} refused it.`,
  BulkCommandExpired: () => "The command is kept no longer.",
};

const operationWords: Readonly<Record<OperationKind, string>> = {
  COPY_OBJECT: "copy the objects",
  PUT_OBJECT_TAGGING: "replace the tags of the objects",
  DELETE_OBJECT_TAGGING: "delete the tags of the objects",
  PUT_OBJECT_ACL: "replace the access control list of the objects",
  RESTORE_OBJECT: "restore the objects",
  PUT_OBJECT_LEGAL_HOLD: "set the legal hold of the objects",
  PUT_OBJECT_RETENTION: "set the retention of the objects",
  DELETE_OBJECT: "delete the objects",
  MERGE_OBJECT_TAGS: "change single tags of the objects",
  COMPUTE_CHECKSUM: "compute checksums of the objects",
  INVOKE_FUNCTION: "invoke a function for the objects",
};

function listedIn(manifest: ManifestSpec): string {
  if (manifest.kind === "failed-tasks") return `that failed in the job ${manifest.job}`;
  if (manifest.kind === "generated") return `that the bucket ${manifest.sourceBucket} holds`;
  return `listed in ${manifest.object.bucket}/${manifest.object.key}`;
}

function counts({ succeeded, failed, unknown }: TaskCounts): string {
  const known = `${count(succeeded)} succeeded, ${count(failed)} failed`;
  return unknown === 0 ? known : `${known}, ${count(unknown)} unknown`;
}

function failure({ code, reason }: JobFailure): string {
  return `${closed(reason)} (${code})`;
}

function because(reason: string | null): string {
  return reason === null ? "" : ` (${reason})`;
}

function atRow(row: number | null): string {
  return row === null ? "" : ` at its row ${count(row + 1)}`;
}

function limit(value: number | null): string {
  return value === null ? "any number of calls" : `at most ${many(value, "call")}`;
}

/** Ends a text as a sentence ends. */
function closed(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function many(value: number, what: string): string {
  return `${count(value)} ${what}${value === 1 ? "" : "s"}`;
}

/** Digits in groups of three; the same on every machine. */
function count(value: number): string {
  return String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}
