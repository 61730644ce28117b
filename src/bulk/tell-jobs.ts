/** Sends the command of a bulk command to some of its jobs, a few at a time, and says what came of it. */
import { NewerEvents, type CommandHandler } from "../commands/handle-command.ts";
import type { EventStore } from "../eventstore/eventstore.ts";
import type { Bulk } from "../job/bulk.ts";
import { withRefusals } from "../job/bulk.ts";
import type { Refusals } from "../job/bulk-events.ts";
import type { EventMetadata } from "../job/codec.ts";
import { rejectionMessage, type JobRejection } from "../job/rejections.ts";
import { jobStream } from "../job/streams.ts";
import { backoffMs } from "../lib/backoff.ts";
import { sleep, type Clock } from "../lib/clock.ts";
import type { ListedJob } from "./bulk-log.ts";

export interface TellDependencies {
  readonly eventStore: Pick<EventStore, "readStream">;
  /** Commands as whoever gave the bulk command may give them. */
  readonly commands: Pick<CommandHandler, "handle">;
  /** Why a job is out of reach for whoever gave it, when that is what was thrown. */
  readonly forbidden: (error: unknown) => string | null;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onTrouble: (error: unknown) => void;
}

/** What came of the first jobs of a batch; fewer than it has when it was broken off. */
export interface Told {
  readonly jobs: number;
  readonly done: number;
  readonly refused: readonly Refusals[];
}

interface Problem {
  readonly code: string;
  readonly message: string;
}

/** Commands that are on their way at the same time. */
const atOnce = 8;
/** After this long no more are begun, so that it is seen often that they move on. */
const batchMsMax = 2_000;
const again = { baseMs: 200, capMs: 5_000 };
/** What nobody expected is no reason to wait for ever. */
const unexpectedMax = 3;

/**
 * `doubtful`: some of these may have been told before, by a process that went away before it could say so. Each job is told
 * once: who has an event of this bulk command has done it.
 */
export async function tellJobs(
  dependencies: TellDependencies,
  bulk: Bulk,
  batch: {
    readonly jobs: readonly ListedJob[];
    readonly doubtful: boolean;
    readonly signal: AbortSignal;
  },
): Promise<Told> {
  const { jobs, signal } = batch;
  const { clock } = dependencies;
  const until = clock.now() + batchMsMax;
  const outcomes: (Problem | null | undefined)[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < jobs.length && !signal.aborted && (next === 0 || clock.now() < until)) {
      const place = next++;
      outcomes[place] = await tell(dependencies, bulk, { ...batch, job: jobs[place]! });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  // Broken off, a job in the middle may have no outcome: those after it are looked at again.
  const open = Array.from(outcomes).indexOf(undefined);
  const told = open < 0 ? outcomes : outcomes.slice(0, open);
  const problems = told.flatMap((problem, place) =>
    problem ? [{ ...problem, jobId: jobs[place]!.id }] : [],
  );
  const refused = problems
    .map(({ code, ...example }) => ({ code, jobs: 1, examples: [example] }))
    .reduce<readonly Refusals[]>(withRefusals, []);
  return { jobs: told.length, done: told.length - problems.length, refused };
}

/** Null: it is done. Undefined: nobody waits for it any more. */
async function tell(
  dependencies: TellDependencies,
  bulk: Bulk,
  {
    job,
    doubtful,
    signal,
  }: {
    readonly job: ListedJob;
    readonly doubtful: boolean;
    readonly signal: AbortSignal;
  },
): Promise<Problem | null | undefined> {
  const { commands, clock, random } = dependencies;
  let [mayBeDone, unexpected] = [doubtful, 0];
  for (let tries = 1; ; tries++) {
    try {
      if (mayBeDone && (await wasTold(dependencies, bulk, job.id))) return null;
      const result = await commands.handle(job.id, bulk.command, {
        actor: bulk.givenBy,
        correlationId: bulk.id,
        causationId: null,
        ...(job.revision === null ? {} : { expectedRevision: job.revision }),
      });
      // Another process may have told it in between.
      if (result.ok || (mayBeDone && (await wasTold(dependencies, bulk, job.id)))) return null;
      return problemOf(result.error);
    } catch (error) {
      const forbidden = dependencies.forbidden(error);
      if (forbidden !== null) return { code: "FORBIDDEN", message: forbidden };
      if (error instanceof NewerEvents) return { code: "NEWER_VERSION", message: error.message };
      if (tries === 1) dependencies.onTrouble(error);
      if (!isSilence(error) && ++unexpected === unexpectedMax)
        return {
          code: "INTERNAL_SERVER_ERROR",
          message: "Something went wrong inside the engine.",
        };
    }
    // Whether it was recorded is not known: the job itself says so.
    mayBeDone = true;
    await sleep(clock, backoffMs(again, tries, random), signal);
    if (signal.aborted) return undefined;
  }
}

/** Whether a job has an event of this bulk command already. */
async function wasTold(
  { eventStore }: TellDependencies,
  { id, givenBy }: Bulk,
  jobId: string,
): Promise<boolean> {
  const history = await eventStore.readStream(jobStream(jobId));
  return history.some(({ metadata }) => {
    const { correlationId, actor } = metadata as unknown as EventMetadata;
    return correlationId === id && actor.kind === "USER" && actor.id === givenBy.id;
  });
}

/** Told by name: an event store that is not there for a while is waited for. */
function isSilence(error: unknown): boolean {
  return error instanceof Error && error.name === "EventStoreSilent";
}

function problemOf(rejection: JobRejection): Problem {
  const [problem] = rejection.code === "INVALID_INPUT" ? rejection.problems : [];
  return problem ?? { code: rejection.code, message: rejectionMessage(rejection) };
}
