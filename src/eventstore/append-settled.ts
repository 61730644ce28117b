import {
  AppendInDoubt,
  type AppendOptions,
  type AppendResult,
  type EventStore,
  type NewEvent,
} from "./eventstore.ts";

/**
 * Appends, and settles an append in doubt by repeating it with the same events, ids and expected revision, which every
 * store takes as one. Nothing else may be appended to the stream by this writer until it returns.
 */
export async function appendSettled(
  eventStore: Pick<EventStore, "append">,
  stream: string,
  events: readonly NewEvent[],
  options: AppendOptions,
): Promise<AppendResult> {
  for (;;) {
    try {
      return await eventStore.append(stream, events, options);
    } catch (error) {
      if (!(error instanceof AppendInDoubt)) throw error;
    }
  }
}
