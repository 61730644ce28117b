/** Stops a coordinator; one whose event store is gone cannot give anything back, and is not waited for. */
import type { Coordinator } from "../executors/coordinator.ts";
import { sleep, type Clock } from "../lib/clock.ts";
import type { Logger } from "../log.ts";

/** How long a silent event store is waited for before its claims are left to run out. */
const giveUpMs = 10_000;
const lookMs = 250;

export async function stopOrGiveUp(
  coordinator: Pick<Coordinator, "stop">,
  parts: {
    readonly reachable: () => boolean;
    readonly clock: Clock;
    readonly log: Pick<Logger, "warn">;
  },
): Promise<void> {
  const { reachable, clock, log } = parts;
  const stopped = coordinator.stop();
  const looking = new AbortController();
  await Promise.race([stopped, silence(reachable, clock, looking.signal)]);
  if (!reachable())
    log.warn("the event store does not answer; what this process held runs out by itself");
  looking.abort();
}

/** Resolves when the event store has not answered for long. */
async function silence(reachable: () => boolean, clock: Clock, signal: AbortSignal): Promise<void> {
  for (let answeredAt = clock.now(); !signal.aborted; await sleep(clock, lookMs, signal)) {
    if (reachable()) answeredAt = clock.now();
    else if (clock.now() - answeredAt >= giveUpMs) return;
  }
}
