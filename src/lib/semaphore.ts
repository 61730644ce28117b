/** A number of slots that are given out in the order of asking. */
export interface Semaphore {
  /** Slots in all. */
  readonly slots: number;
  readonly free: number;
  /** Waits for a slot; false when the signal aborts first. */
  acquire(signal?: AbortSignal): Promise<boolean>;
  release(): void;
}

export function createSemaphore(slots: number): Semaphore {
  let free = slots;
  const waiting = new Set<() => void>();
  return {
    slots,
    get free() {
      return free;
    },
    acquire(signal) {
      if (signal?.aborted === true) return Promise.resolve(false);
      if (free > 0) {
        free -= 1;
        return Promise.resolve(true);
      }
      return new Promise((resolve) => {
        const granted = () => {
          signal?.removeEventListener("abort", aborted);
          resolve(true);
        };
        const aborted = () => {
          waiting.delete(granted);
          resolve(false);
        };
        waiting.add(granted);
        signal?.addEventListener("abort", aborted, { once: true });
      });
    },
    release() {
      const [next] = waiting;
      if (next === undefined) {
        free += 1;
        return;
      }
      waiting.delete(next);
      next();
    },
  };
}
