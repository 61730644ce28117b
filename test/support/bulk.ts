/** Processes that carry out bulk commands on one event store, each with read models of its own. */
import { createBulkCommands, type RunningBulkCommands } from "../../src/bulk/bulk-commands.ts";
import { createCommandHandler, type CommandHandler } from "../../src/commands/handle-command.ts";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { createEventIds } from "../../src/eventstore/ids.ts";
import type { RulesThen } from "../../src/job/bulk-events.ts";
import { jobStream } from "../../src/job/streams.ts";
import { assert } from "../../src/lib/assert.ts";
import { systemClock, type Clock } from "../../src/lib/clock.ts";
import { openReadModels, type RunningReadModels } from "../../src/readmodels/open-read-models.ts";
import { historyOf, type Situation } from "./jobs.ts";
import { alice, newEvent } from "./recorded.ts";

export interface BulkProcess {
  readonly executor: string;
  readonly bulk: RunningBulkCommands;
  readonly readModels: RunningReadModels;
  readonly logged: readonly string[];
  /** Commands that it sent to jobs, in their order. */
  readonly sent: readonly string[];
  close(): Promise<void>;
}

export const unboundRules: RulesThen = {
  permission: "ADMIN",
  grants: [],
  bounds: { stores: null, buckets: null, roles: null, operations: null, maxPriority: null },
};

export interface BulkProcessOptions {
  readonly eventStore: EventStore;
  readonly clock?: Clock;
  /** Stands before the commands: what it throws is thrown, and what it waits for is waited for. */
  readonly before?: (jobId: string) => Promise<void>;
  readonly after?: (jobId: string) => Promise<void>;
}

export async function startBulkProcess(options: BulkProcessOptions): Promise<BulkProcess> {
  const { eventStore, clock = systemClock } = options;
  const executor = crypto.randomUUID();
  const readModels = openReadModels({ file: ":memory:", eventStore });
  readModels.start();
  const commands = createCommandHandler({
    eventStore,
    nextIds: createEventIds(crypto.randomUUID()),
    installationId: crypto.randomUUID(),
    randomId: () => crypto.randomUUID(),
  });
  const logged: string[] = [];
  const sent: string[] = [];
  const handle: CommandHandler["handle"] = async (jobId, command, context) => {
    sent.push(jobId);
    await options.before?.(jobId);
    const result = await commands.handle(jobId, command, context);
    await options.after?.(jobId);
    return result;
  };
  const bulk = createBulkCommands({
    eventStore,
    executor,
    nextIds: createEventIds(crypto.randomUUID()),
    clock,
    random: () => 1,
    randomId: () => crypto.randomUUID(),
    queries: readModels.bulkCommands,
    caughtUp: () => readModels.caughtUp(),
    commandsFor: () => ({ handle }),
    forbidden: (error) => (error instanceof NotAllowed ? error.message : null),
    retentionDays: 90,
    log: {
      info: (message) => logged.push(message),
      warn: (message, fields) => logged.push(`${message}: ${String(fields?.["problem"])}`),
    },
  });
  return {
    executor,
    bulk,
    readModels,
    logged,
    sent,
    async close() {
      await bulk.close();
      await readModels.stop();
    },
  };
}

export class NotAllowed extends Error {}

/** Jobs that stand there, each with a stream of its own. */
export async function addJobs(
  eventStore: EventStore,
  count: number,
  situation: Situation = "ACTIVE",
): Promise<string[]> {
  const ids = Array.from({ length: count }, () => crypto.randomUUID());
  const add = async (id: string): Promise<void> => {
    const events = historyOf(situation).map((event) => ({
      ...newEvent(
        event.type === "JobCreated" ? { ...event, data: { ...event.data, jobId: id } } : event,
        "",
      ),
      id: crypto.randomUUID(),
    }));
    await eventStore.append(jobStream(id), events, { expected: "no-stream" });
  };
  // Together they wait for the disk once; and never more than an event store takes at once.
  for (let from = 0; from < count; from += 100)
    await Promise.all(ids.slice(from, from + 100).map(add));
  return ids;
}

/** Types of the events that a bulk command caused in the stream of a job. */
export async function causedBy(
  eventStore: EventStore,
  bulkId: string,
  jobId: string,
): Promise<readonly string[]> {
  const history = await eventStore.readStream(jobStream(jobId));
  return history
    .filter(({ metadata }) => metadata["correlationId"] === bulkId)
    .map(({ type, metadata }) => {
      assert((metadata["actor"] as { id: string }).id === alice.id, "it says who asked");
      return type;
    });
}
