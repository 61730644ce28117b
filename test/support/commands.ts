import {
  createCommandHandler,
  type CommandContext,
  type CommandHandler,
  type CommandResult,
  type CommandSuccess,
} from "../../src/commands/handle-command.ts";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { createEventIds } from "../../src/eventstore/ids.ts";
import { jobStream } from "../../src/job/streams.ts";

export const installationId = "c2f0b9de-58a1-4b7c-9a55-0f6e7d8c9b10";

export const byAda: CommandContext = {
  actor: { kind: "USER", id: "ada", name: "laptop" },
  correlationId: "request-1",
  causationId: null,
};

/** A command handler of a process of its own: no two derive the same event ids. */
export function handlerOn(
  eventStore: EventStore,
  options: { readonly installationId?: string } = {},
): CommandHandler {
  return createCommandHandler({
    eventStore,
    nextIds: createEventIds(crypto.randomUUID()),
    installationId: options.installationId ?? installationId,
    randomId: () => crypto.randomUUID(),
  });
}

export function success(result: CommandResult): CommandSuccess {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
}

export async function typesOf(eventStore: EventStore, jobId: string): Promise<string[]> {
  const events = await eventStore.readStream(jobStream(jobId));
  return events.map(({ type }) => type);
}
