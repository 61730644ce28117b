import type { Clock } from "../lib/clock.ts";

/** Those who wait until a place of the log is in the rows. */
export interface PositionWaits {
  /** True when the place was reached, false when the time ran out or nothing is read any more. */
  waitFor(position: number, timeoutMs: number): Promise<boolean>;
  readonly isAwaited: () => boolean;
  /** Everything at or before this place is in the rows. */
  reached(position: number): void;
  /** Ends every wait. */
  close(): void;
}

export function createPositionWaits(clock: Clock): PositionWaits {
  const waits = new Set<{ readonly position: number; end(reached: boolean): void }>();
  let closed = false;
  return {
    waitFor(position, timeoutMs) {
      if (closed) return Promise.resolve(false);
      return new Promise((resolve) => {
        const wait = {
          position,
          end(reached: boolean) {
            callOff();
            waits.delete(wait);
            resolve(reached);
          },
        };
        const callOff = clock.after(timeoutMs, () => wait.end(false));
        waits.add(wait);
      });
    },
    isAwaited: () => waits.size > 0,
    reached(position) {
      for (const wait of waits) if (wait.position <= position) wait.end(true);
    },
    close() {
      closed = true;
      for (const wait of waits) wait.end(false);
    },
  };
}
