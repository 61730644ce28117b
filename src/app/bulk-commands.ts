/** Commands to many jobs, as a server carries them out. */
import { randomUUID } from "node:crypto";
import { commandsThen } from "../api/access/caller-then.ts";
import { forbidden } from "../api/graphql/errors.ts";
import { createBulkCommands, type RunningBulkCommands } from "../bulk/bulk-commands.ts";
import type { CommandHandler } from "../commands/handle-command.ts";
import type { Config } from "../config.ts";
import { createEventIds, uuidV5 } from "../eventstore/ids.ts";
import type { EventStore } from "../eventstore/eventstore.ts";
import { describeOperations } from "../inspect/describe-operations.ts";
import { systemClock } from "../lib/clock.ts";
import type { Logger } from "../log.ts";
import type { RunningReadModels } from "../readmodels/open-read-models.ts";

export function openBulkCommands(
  { retentionDays }: Pick<Config, "retentionDays">,
  parts: {
    readonly eventStore: EventStore;
    readonly executor: string;
    readonly readModels: RunningReadModels;
    readonly commands: CommandHandler;
    readonly log: Logger;
  },
): RunningBulkCommands {
  const { readModels, commands, executor } = parts;
  const operations = describeOperations().map(({ kind }) => kind);
  return createBulkCommands({
    ...parts,
    nextIds: createEventIds(uuidV5("bulk commands", executor)),
    clock: systemClock,
    random: Math.random,
    randomId: randomUUID,
    queries: readModels.bulkCommands,
    caughtUp: () => readModels.caughtUp(),
    commandsFor: commandsThen({ commands, fromStreams: readModels.fromStreams }, operations),
    forbidden,
    retentionDays,
  });
}
