/**
 * The one who proposes what spans streams: a claim like any other, held by one process. Its proposals come from
 * `proposals.ts`; here they meet the world.
 */
import { deleteHistory } from "./delete-history.ts";
import { hashOfHashes } from "../audit/outcomes-hash.ts";
import { NewerEvents, type CommandHandler } from "../commands/handle-command.ts";
import { StreamConflict, type EventStore } from "../eventstore/eventstore.ts";
import type { EngineCommand } from "../job/commands.ts";
import { wantsReport } from "../job/state.ts";
import { stewardStream } from "../job/streams.ts";
import { assert } from "../lib/assert.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../log.ts";
import { writeReportManifest } from "../report/report-manifest.ts";
import { areCredentialsRefused } from "../s3/failure-kinds.ts";
import { StoreError, type StoreFailure } from "../s3/failures.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import type { Transport } from "../s3/transport.ts";
import { releaseLostChunk, type Taking } from "./claim.ts";
import { lookAtBucket } from "./finish-preparing.ts";
import { discardList, finishList, isLastReading } from "./generated-lists.ts";
import type { WorkBefore } from "./hands.ts";
import { hashOutcomes } from "./hash-outcomes.ts";
import { isStopping, reportFilesTotal, type JobBoard } from "./job-board.ts";
import { manifestStoreOf } from "./needed-stores.ts";
import type { OpenReader } from "./open-reader.ts";
import { manifestFailure } from "./prepare-part.ts";
import type { Proposal } from "./proposals.ts";
import type { StreamWriter } from "./stream-writer.ts";
import type { TryOperation } from "./try-operation.ts";

/** How long a report is tried while its store does not answer; then the job ends without it. */
const reportTriesMs = 3_600_000;

/** How long the bucket of a job is tried before its first task; some stores answer 500 to what they do not know. */
const bucketTriesMs = 3_600_000;

export interface StewardDependencies {
  /** The process stops. */
  readonly stopping: { readonly aborted: boolean };
  readonly clock: Clock;
  readonly eventStore: EventStore;
  readonly commands: CommandHandler;
  readonly writer: StreamWriter;
  readonly openReader: OpenReader;
  readonly objectStore: (name: string, roleArn: string | null) => ObjectStore;
  /** For what is asked of a bucket before the first task. */
  readonly transportOf: (store: string, roleArn: string | null) => Transport;
  readonly log: Logger;
  readonly tryOperation?: TryOperation;
}

/** How a proposal went. `position`: what it wrote is on the board when that is reached; null when it was refused. */
export type Carried =
  | { readonly kind: "done"; readonly position: number | null }
  /** A store does not answer: propose it again later. */
  | { readonly kind: "later"; readonly store: string; readonly failure: StoreFailure };

/** Takes the steward's duties, which nobody has by what was read of the log up to `seenAt`; false when another took them. */
export async function claimStewardship(
  { eventStore, writer }: Pick<StewardDependencies, "eventStore" | "writer">,
  { seenAt }: Pick<Taking, "seenAt">,
): Promise<boolean> {
  const [last] = await eventStore.readStream(stewardStream, { backwards: true, maxCount: 1 });
  // The board may be behind: whoever has claimed since is not known to be gone.
  if (last !== undefined && last.position > seenAt) return false;
  const event = { type: "StewardClaimed", data: { executor: writer.executor } } as const;
  try {
    await writer.append(stewardStream, [event], {
      expected: last?.revision ?? "no-stream",
      correlationId: writer.executor,
    });
    return true;
  } catch (error) {
    if (error instanceof StreamConflict) return false;
    throw error;
  }
}

export async function carryOut(
  dependencies: StewardDependencies,
  job: JobBoard | undefined,
  { proposal, failingSince }: { readonly proposal: Proposal } & Pick<WorkBefore, "failingSince">,
): Promise<Carried> {
  if (proposal.kind === "command") {
    const { command } = proposal;
    if (job === undefined) return send(dependencies, proposal.job, command);
    if (isLastReading(job, command)) {
      const left = await discardList(dependencies, job, failingSince);
      if (left !== null) return { kind: "later", ...left };
    }
    return command.type === "FinishPreparing"
      ? finishPreparing(dependencies, job, { command, failingSince })
      : send(dependencies, job.id, await withOutcomesHash(dependencies, job, command));
  }
  if (proposal.kind === "delete-history") {
    const streams = await deleteHistory(
      { ...dependencies, stop: dependencies.stopping },
      proposal.job,
    );
    return streams === null
      ? { kind: "done", position: null }
      : send(dependencies, proposal.job, { type: "RecordHistoryDeleted", streams });
  }
  assert(job !== undefined, `${proposal.job} has ended and ${proposal.kind} is proposed`);
  switch (proposal.kind) {
    case "open-manifest":
      return openManifest(dependencies, job);
    case "release-lost": {
      const { chunk: number, holder, seenAt } = proposal;
      const released = await releaseLostChunk(dependencies, job, { number, holder, seenAt });
      return { kind: "done", position: released };
    }
    case "finish-report":
      return finishReport(dependencies, job, failingSince);
  }
}

async function send(
  { commands, writer, log }: StewardDependencies,
  job: string,
  command: EngineCommand,
): Promise<Carried> {
  const refused = (code: string): Carried => {
    log.debug("proposal refused", { job, command: command.type, code });
    return { kind: "done", position: null };
  };
  try {
    const result = await commands.handle(job, command, {
      actor: { kind: "ENGINE", id: writer.executor, name: "steward" },
      correlationId: job,
      causationId: null,
    });
    if (result.ok) return { kind: "done", position: result.value.position };
    // The board was behind: a user or another steward was faster, and the next reading of it proposes what is right.
    return refused(result.error.code);
  } catch (error) {
    // So it was when a newer version wrote to the job: soon it is left alone.
    if (error instanceof NewerEvents) return refused(error.name);
    throw error;
  }
}

/** The end of a job that writes no report comes with the hash over its outcomes. */
async function withOutcomesHash(
  { eventStore }: StewardDependencies,
  job: JobBoard,
  command: EngineCommand,
): Promise<EngineCommand> {
  const ends =
    command.type === "CompleteTasks" || (command.type === "RecordDrained" && isStopping(job));
  if (!ends || wantsReport({ spec: job.spec, counts: command.counts })) return command;
  return { ...command, outcomesHash: await hashOutcomes(eventStore, job) };
}

async function finishPreparing(
  dependencies: StewardDependencies,
  job: JobBoard,
  {
    command,
    failingSince,
  }: {
    readonly command: Extract<EngineCommand, { type: "FinishPreparing" }>;
  } & Pick<WorkBefore, "failingSince">,
): Promise<Carried> {
  const looked = await lookAtBucket(job, command, dependencies);
  if (looked.kind === "later") {
    if (failedFor(dependencies, failingSince) < bucketTriesMs) return looked;
    const reason = `The bucket could not be tried for an hour: ${looked.failure.message}`;
    return send(dependencies, job.id, { type: "FailJob", code: "PreflightRefused", reason });
  }
  if (looked.command.type !== "FinishPreparing") return send(dependencies, job.id, looked.command);
  const finished = await finishList(dependencies, job, looked.command);
  return finished.kind === "later" ? finished : send(dependencies, job.id, finished.command);
}

async function openManifest(dependencies: StewardDependencies, job: JobBoard): Promise<Carried> {
  try {
    const opened = await dependencies.openReader(job.spec, job.id).open();
    if (opened.ok)
      return await send(dependencies, job.id, { type: "StartPreparing", manifest: opened.value });
    const { code, reason } = opened.error;
    return await send(dependencies, job.id, { type: "FailJob", code, reason });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const { failure } = error;
    const store = manifestStoreOf(job.spec.manifest);
    // Nothing was begun that would be lost, and who just created the job is there to mend the credentials.
    if (failure.kind !== "permanent" && !areCredentialsRefused(failure.code))
      return { kind: "later", store, failure };
    return send(dependencies, job.id, { type: "FailJob", ...manifestFailure(failure) });
  }
}

/** Writes the report's `manifest.json` when every file is there, and ends the job. */
async function finishReport(
  dependencies: StewardDependencies,
  job: JobBoard,
  failingSince: number | null,
): Promise<Carried> {
  const { report } = job.spec;
  assert(report !== null, `${job.id} wants no report`);
  const total = reportFilesTotal(job);
  const files = Array.from({ length: total }, (_, file) => job.reportFiles.get(file)!);
  const outcomesHash = hashOfHashes(files.map((file) => file.outcomesHash));
  const store = dependencies.objectStore(report.store, job.spec.roleArn);
  try {
    // The time of the event that made the outcomes final, so that a repeat writes the same bytes.
    const createdAt = job.since.at;
    const written = await writeReportManifest({
      store,
      report,
      jobId: job.id,
      createdAt,
      files,
      outcomesHash,
    });
    return await send(dependencies, job.id, { type: "RecordReport", ...written, outcomesHash });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return reportFailed(dependencies, job, { failure: error.failure, failingSince });
  }
}

/** A report that the store refuses ends the job as failed; a store that does not answer is tried again. */
export async function reportFailed(
  dependencies: StewardDependencies,
  job: JobBoard,
  { failure, failingSince }: { readonly failure: StoreFailure } & Pick<WorkBefore, "failingSince">,
): Promise<Carried> {
  const isTried = failedFor(dependencies, failingSince) < reportTriesMs;
  if (failure.kind !== "permanent" && isTried)
    return { kind: "later", store: job.spec.report!.store, failure };
  const outcomesHash = await hashOutcomes(dependencies.eventStore, job);
  const { message: reason } = failure;
  return send(dependencies, job.id, { type: "RecordReportFailure", reason, outcomesHash });
}

/** Not since the job came to its status: a long preparation, or a process that was down, is no failure of the store. */
function failedFor({ clock }: Pick<StewardDependencies, "clock">, since: number | null): number {
  return since === null ? 0 : clock.now() - since;
}
