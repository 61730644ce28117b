/** Work that is asked for faster than it can be done waits, and beyond a number it is refused: no queue has no bound. */

/** Too much is asked for at once; none of it was begun. */
export class TooMuchAtOnce extends Error {
  override readonly name = "TooMuchAtOnce";
}

export type AtOnce = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** First come, first served. */
export function createAtOnce(limits: {
  readonly runningMax: number;
  readonly waitingMax: number;
}): AtOnce {
  const waiting: (() => void)[] = [];
  let running = 0;
  const take = (): Promise<void> | undefined => {
    if (running < limits.runningMax) {
      running += 1;
      return undefined;
    }
    if (waiting.length >= limits.waitingMax)
      throw new TooMuchAtOnce("Too much of this is asked for at once; ask again.");
    return new Promise((resolve) => waiting.push(resolve));
  };
  return async (work) => {
    await take();
    try {
      return await work();
    } finally {
      // The place is handed on, so nobody who comes now can take it from who waits.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
