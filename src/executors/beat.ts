/** The heartbeat of this process: a sign of life in its own stream, from which the others tell that its claims hold. */
import type { EventStore } from "../eventstore/eventstore.ts";
import type { ExecutorSeen } from "../job/engine-events.ts";
import { executorStream } from "../job/streams.ts";
import { sleep, type Clock } from "../lib/clock.ts";
import type { Lease } from "./lease.ts";
import { beatMs, beatPauseMs } from "./liveness.ts";
import type { StoreOutage } from "./shared-limits.ts";
import type { StreamWriter } from "./stream-writer.ts";

/** Nobody looks at older beats. */
const secondsKept = 3600;
/** Some stores clear a stream only when they are told to. */
const beatsPerClearing = 600;

export interface Beat {
  /** Beats until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** After the last beat, when nothing is held any more: the others need not wait until that is over by itself. */
  sayStopped(): Promise<void>;
  /** Something has changed: whether a beat is needed is looked at now, and not at the end of a pause. */
  look(): void;
}

export function createBeat(dependencies: {
  readonly writer: StreamWriter;
  readonly clock: Clock;
  readonly host: string;
  readonly threads: number;
  readonly limitAge: EventStore["limitAge"];
  /**
   * Others may take what it claims: it beats once when it starts, so that they know with how many threads it may come,
   * and without a beat it has no lease, also while none is needed.
   */
  readonly shared: boolean;
  /** Something is held, or the claim of another is watched. */
  readonly needed: () => boolean;
  /** Stores that are down for this process. */
  readonly outages: () => readonly StoreOutage[];
  /** Renewed by each beat that is acknowledged. */
  readonly lease: Lease;
}): Beat {
  const { writer, clock, host, threads, needed, outages, lease } = dependencies;
  const stream = executorStream(writer.executor);
  /** The last beat told of a store that is down: that it is over has to be told, too. */
  let told = false;
  let beats = 0;
  lease.renew(clock.now());
  let nap = new AbortController();
  return {
    look() {
      if (needed()) nap.abort();
    },
    async run(signal) {
      signal.addEventListener("abort", () => nap.abort());
      while (!signal.aborted) {
        // Others count from when the beat is in the log, which is after it was sent and maybe long before the answer.
        const sentAt = clock.now();
        const down = outages();
        const isFirst = dependencies.shared && beats === 0;
        if (isFirst || needed() || told || down.length > 0) {
          const data = { executor: writer.executor, host, threads, ...seenDown(down) };
          told = down.length > 0;
          await writer.append(stream, [{ type: "ExecutorSeen", data }], {
            expected: "any",
            correlationId: writer.executor,
          });
          lease.renew(sentAt);
          if (beats % beatsPerClearing === 0) await dependencies.limitAge(stream, secondsKept);
          beats += 1;
        } else if (!dependencies.shared) lease.renew(sentAt);
        else {
          nap = new AbortController();
          await sleep(clock, beatMs, nap.signal);
          continue;
        }
        const pauseMs = Math.max(beatPauseMs, sentAt + beatMs - clock.now());
        await sleep(clock, pauseMs, signal);
      }
    },
    async sayStopped() {
      // Nobody has seen it, or nobody but itself could.
      if (!dependencies.shared || beats === 0) return;
      const data = { executor: writer.executor };
      await writer.append(stream, [{ type: "ExecutorStopped", data }], {
        expected: "any",
        correlationId: writer.executor,
      });
    },
  };
}

const messageMax = 256;

function seenDown(
  down: readonly StoreOutage[],
): Pick<ExecutorSeen["data"], "storesDown" | "outages"> {
  const storesDown = down.map(({ store }) => store);
  if (down.length === 0) return { storesDown };
  const outages = down.map(({ store, since, message }) => ({
    store,
    since: new Date(since).toISOString(),
    message: message.slice(0, messageMax),
  }));
  return { storesDown, outages };
}
