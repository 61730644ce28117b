import { backoffMs } from "../lib/backoff.ts";
import { sleep, systemClock, type Clock } from "../lib/clock.ts";
import {
  AppendInDoubt,
  type AppendOptions,
  type AppendResult,
  type EventStore,
  type NewEvent,
} from "./eventstore.ts";

/** Some ten seconds in all. A store that does not settle an append for longer is broken (a full disk): the process ends. */
const repeatsMax = 12;
const pauses = { baseMs: 10, capMs: 2000 };

/**
 * Appends, and settles an append in doubt by repeating it with the same events, ids and expected revision, which every
 * store takes as one. Nothing else may be appended to the stream by this writer until it returns.
 *
 * @throws AppendInDoubt when it cannot be settled.
 */
export async function appendSettled(
  eventStore: Pick<EventStore, "append">,
  stream: string,
  events: readonly NewEvent[],
  options: AppendOptions & { readonly clock?: Clock | undefined },
): Promise<AppendResult> {
  const { expected, clock = systemClock } = options;
  for (let repeats = 0; ; repeats++) {
    try {
      return await eventStore.append(stream, events, { expected });
    } catch (error) {
      if (!(error instanceof AppendInDoubt) || repeats === repeatsMax) throw error;
      await sleep(
        clock,
        backoffMs(pauses, repeats + 1, () => 1),
      );
    }
  }
}
