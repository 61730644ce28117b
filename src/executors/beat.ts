/** The heartbeat of this process: a sign of life in its own stream, from which the others tell that its claims hold. */
import type { ExecutorSeen } from "../job/engine-events.ts";
import { executorStream } from "../job/streams.ts";
import { sleep, type Clock } from "../lib/clock.ts";
import type { Lease } from "./lease.ts";
import { beatMs } from "./liveness.ts";
import type { StoreOutage } from "./shared-limits.ts";
import type { StreamWriter } from "./stream-writer.ts";

export interface Beat {
  /** Beats until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

export function createBeat(dependencies: {
  readonly writer: StreamWriter;
  readonly clock: Clock;
  readonly host: string;
  readonly threads: number;
  /** Something is held, or the claim of another is watched. */
  readonly needed: () => boolean;
  /** Stores that are down for this process. */
  readonly outages: () => readonly StoreOutage[];
  /** Renewed by each beat that is acknowledged. */
  readonly lease: Lease;
}): Beat {
  const { writer, clock, host, threads, needed, outages, lease } = dependencies;
  /** The last beat told of a store that is down: that it is over has to be told, too. */
  let told = false;
  lease.renew(clock.now());
  return {
    async run(signal) {
      while (!signal.aborted) {
        // Others count from when the beat is in the log, which is after it was sent and maybe long before the answer.
        const sentAt = clock.now();
        const down = outages();
        if (needed() || told || down.length > 0) {
          const data = { executor: writer.executor, host, threads, ...seenDown(down) };
          told = down.length > 0;
          await writer.append(executorStream(writer.executor), [{ type: "ExecutorSeen", data }], {
            expected: "any",
            correlationId: writer.executor,
          });
        }
        lease.renew(sentAt);
        await sleep(clock, beatMs, signal);
      }
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
