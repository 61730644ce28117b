/** Bounds what is in flight by weight, in the order of asking. */
export interface FlightLimit {
  /** Runs `action` when there is room for it. */
  run<Value>(weight: number, action: () => Promise<Value>): Promise<Value>;
}

export function createFlightLimit(capacity: number): FlightLimit {
  let free = capacity;
  const waiting: { readonly weight: number; readonly start: () => void }[] = [];

  function startNext(): void {
    while (waiting.length > 0 && waiting[0]!.weight <= free) {
      const { weight, start } = waiting.shift()!;
      free -= weight;
      start();
    }
  }

  return {
    async run(asked, action) {
      const weight = Math.min(asked, capacity);
      await new Promise<void>((start) => {
        waiting.push({ weight, start });
        startNext();
      });
      try {
        return await action();
      } finally {
        free += weight;
        startNext();
      }
    },
  };
}
