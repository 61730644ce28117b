/**
 * A request becomes history: load the job's stream, fold, decide, append at the revision that was read; on a conflict,
 * the same again. Every door and every executor goes through here.
 */
import { err, ok, type Result } from "../lib/result.ts";
import { assert } from "../lib/assert.ts";
import type { Clock } from "../lib/clock.ts";
import { StreamConflict, type EventStore, type RecordedEvent } from "../eventstore/eventstore.ts";
import { appendSettled } from "../eventstore/append-settled.ts";
import { jobIdOfToken } from "../eventstore/ids.ts";
import { decode, encode, type Actor } from "../job/codec.ts";
import type { JobCommand } from "../job/commands.ts";
import { jobDecider } from "../job/decide.ts";
import { fold, type Timed } from "../job/decider.ts";
import type { JobEvent } from "../job/events.ts";
import type { JobRejection } from "../job/rejections.ts";
import type { JobSpec } from "../job/spec.ts";
import type { JobState } from "../job/state.ts";
import { jobStream } from "../job/streams.ts";

export interface CommandHandler {
  /** Sends a command to one job. */
  handle(jobId: string, command: JobCommand, context: CommandContext): Promise<CommandResult>;
  /** Creates a job, or finds the one that the same token and spec created before. */
  createJob(request: CreateJobRequest, context: CommandContext): Promise<CommandResult>;
}

export interface CommandContext {
  readonly actor: Actor;
  readonly correlationId: string;
  readonly causationId: string | null;
  /** Refuse with CONFLICT unless the job is at this revision. */
  readonly expectedRevision?: number | undefined;
}

export interface CreateJobRequest {
  readonly account: string;
  readonly token: string | null;
  readonly spec: JobSpec;
  /** The job whose settings it is made from. */
  readonly clonedFrom?: string | null;
  /** Buckets whose objects the manifest may list, when whoever asks is bound to some. */
  readonly allowedBuckets?: readonly string[];
  /** Buckets whose objects it may not list, when something is forbidden to whoever asks. */
  readonly deniedBuckets?: readonly string[];
}

export type CommandResult = Result<CommandSuccess, JobRejection>;

export interface CommandSuccess {
  readonly jobId: string;
  /** Revision of the job's last event, after the command. */
  readonly revision: number;
  /** Position of that event: wait for it to read what was written. */
  readonly position: number;
}

export interface CommandHandlerDependencies {
  readonly eventStore: EventStore;
  /** Ids for the events of one append. */
  readonly nextIds: (count: number) => string[];
  /** Names this installation, so that tokens of two of them never meet. */
  readonly installationId: string;
  /** A fresh UUID, for jobs without a token. */
  readonly randomId: () => string;
  readonly clock?: Clock;
}

/** A job's stream has tens of events; conflicts mean that others made progress, so a few tries are plenty. */
const conflictsMax = 50;

export function createCommandHandler(dependencies: CommandHandlerDependencies): CommandHandler {
  return {
    handle: (jobId, command, context) => handle(dependencies, { jobId, command, context }),
    createJob: (request, context) => createJob(dependencies, request, context),
  };
}

async function createJob(
  dependencies: CommandHandlerDependencies,
  request: CreateJobRequest,
  context: CommandContext,
): Promise<CommandResult> {
  const { account, token, ...asked } = request;
  for (let generation = 0; ; generation++) {
    const jobId =
      token === null
        ? dependencies.randomId()
        : jobIdOfToken({ installationId: dependencies.installationId, account, token, generation });
    const command: JobCommand = { type: "CreateJob", jobId, account, token, ...asked };
    const result = await handle(dependencies, { jobId, command, context });
    // An expired job has given its token back: the next id of the same token is free, or lives.
    if (result.ok || result.error.code !== "JOB_NOT_FOUND") return result;
  }
}

async function handle(
  dependencies: CommandHandlerDependencies,
  request: {
    readonly jobId: string;
    readonly command: JobCommand;
    readonly context: CommandContext;
  },
): Promise<CommandResult> {
  const { eventStore, nextIds } = dependencies;
  const { jobId, command, context } = request;
  for (let conflicts = 0; ; conflicts++) {
    const loaded = await loadJob(eventStore, jobId);
    const { expectedRevision } = context;
    if (
      expectedRevision !== undefined &&
      loaded.revision >= 0 &&
      expectedRevision !== loaded.revision
    ) {
      return err({ code: "CONFLICT", expectedRevision, actualRevision: loaded.revision });
    }
    const decision = jobDecider.decide(command, loaded.state);
    if (!decision.ok) return err(named(decision.error, jobId));
    const events = decision.value;
    if (events.length === 0)
      return ok({ jobId, revision: loaded.revision, position: loaded.position });
    const { actor, correlationId, causationId } = context;
    const ids = nextIds(events.length);
    const written = events.map((event, index) => ({
      id: ids[index]!,
      ...encode(event, { actor, correlationId, causationId }),
    }));
    try {
      const expected = loaded.revision < 0 ? "no-stream" : loaded.revision;
      const { revision, position } = await appendSettled(eventStore, jobStream(jobId), written, {
        expected,
        clock: dependencies.clock,
      });
      return ok({ jobId, revision, position });
    } catch (error) {
      if (!(error instanceof StreamConflict)) throw error;
      assert(conflicts < conflictsMax, `${conflictsMax} conflicts in a row on job ${jobId}`);
    }
  }
}

function named(rejection: JobRejection, jobId: string): JobRejection {
  return rejection.code === "JOB_NOT_FOUND" ? { ...rejection, jobId } : rejection;
}

/** A job folded from its own stream; `revision` -1 when there is none. */
export interface LoadedJob {
  readonly state: JobState;
  readonly revision: number;
  readonly position: number;
}

/** @throws NewerEvents when a newer version of Stevedore has written to the job. */
export async function loadJob(
  eventStore: Pick<EventStore, "readStream">,
  jobId: string,
): Promise<LoadedJob> {
  const recorded = await eventStore.readStream(jobStream(jobId));
  const last = recorded.at(-1);
  return {
    state: fold(jobDecider, recorded.map(timedJobEvent)),
    revision: last?.revision ?? -1,
    position: last?.position ?? -1,
  };
}

function timedJobEvent(recorded: RecordedEvent): Timed<JobEvent> {
  const decoded = decode(recorded);
  if (!decoded.ok) throw new NewerEvents(decoded.error.message);
  return { event: decoded.value as JobEvent, at: recorded.recordedAt };
}

/** A newer version of Stevedore wrote events that this one does not know: it leaves the job alone. */
export class NewerEvents extends Error {
  override readonly name = "NewerEvents";
}
