/** The heartbeat of this process: a sign of life in its own stream, from which the others tell that its claims hold. */
import { executorStream } from "../job/streams.ts";
import { sleep, type Clock } from "../lib/clock.ts";
import { beatAgeMaxMs, beatMs } from "./liveness.ts";
import type { StreamWriter } from "./stream-writer.ts";

export interface Beat {
  /** Beats until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** The last beat that was acknowledged was sent too long ago: no call may start. */
  isStalled(): boolean;
}

export function createBeat(dependencies: {
  readonly writer: StreamWriter;
  readonly clock: Clock;
  readonly host: string;
  readonly threads: number;
  /** Something is held, or the claim of another is watched. */
  readonly needed: () => boolean;
}): Beat {
  const { writer, clock, host, threads, needed } = dependencies;
  let beatAt = clock.now();
  return {
    async run(signal) {
      while (!signal.aborted) {
        // Others count from when the beat is in the log, which is after it was sent and maybe long before the answer.
        const sentAt = clock.now();
        if (needed()) {
          const data = { executor: writer.executor, host, threads, storesDown: [] };
          await writer.append(executorStream(writer.executor), [{ type: "ExecutorSeen", data }], {
            expected: "any",
            correlationId: writer.executor,
          });
        }
        beatAt = sentAt;
        await sleep(clock, beatMs, signal);
      }
    },
    isStalled: () => clock.now() - beatAt > beatAgeMaxMs,
  };
}
