/** What executors count of themselves, for who watches the process. Numbers only ever grow, but for the rates. */

export interface Reading {
  /** Calls of tasks by store and by what they came to: `OK`, or the code of the failure. */
  readonly calls: readonly {
    readonly store: string;
    readonly code: string;
    readonly count: number;
  }[];
  /** Of these, the ones that were another try of the same task. */
  readonly repeated: readonly StoreCount[];
  /** Of these, the ones that a store refused for being too many. */
  readonly refused: readonly StoreCount[];
  /** Calls a second that a store takes for a bucket; not there while nothing was refused. */
  readonly rates: readonly {
    readonly store: string;
    readonly bucket: string;
    readonly perSecond: number;
  }[];
  /** Appends of executors to the event store, until they were acknowledged. */
  readonly appends: Appends;
  /** Bytes of report files that were written. */
  readonly reportBytes: number;
}

export interface StoreCount {
  readonly store: string;
  readonly count: number;
}

export interface Appends {
  readonly count: number;
  readonly seconds: number;
  /** How many took no longer than each of `appendBounds`. */
  readonly within: readonly number[];
}

/** Seconds. */
export const appendBounds: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5,
];

export interface Meter {
  /** A call that ended; `code`: null when it succeeded. */
  call(
    store: string,
    ended: { readonly code: string | null; readonly refused: boolean; readonly repeated: boolean },
  ): void;
  /** How the rate of a bucket is asked for; null: there is none. The last one that was given counts. */
  rate(store: string, bucket: string, ask: () => number | null): void;
  append(seconds: number): void;
  reportBytes(bytes: number): void;
  read(): Reading;
}

/** Stores make codes up as they like. */
const codesMax = 100;
const otherCode = "other";
const ratesMax = 100;

/** `changed` is called after each count, so it must be cheap. */
export function createMeter(changed: () => void): Meter {
  /** By store and code: objects that are counted in, as it is done for each call. */
  const calls = new Map<string, Map<string, { count: number }>>();
  const repeated = new Map<string, number>();
  const refused = new Map<string, number>();
  const rates = new Map<string, { store: string; bucket: string; ask: () => number | null }>();
  const within = appendBounds.map(() => 0);
  let appends = 0;
  let appendSeconds = 0;
  let bytes = 0;

  return {
    call(store, ended) {
      let codes = calls.get(store);
      if (codes === undefined) calls.set(store, (codes = new Map()));
      counterOf(codes, ended.code ?? "OK").count += 1;
      if (ended.repeated) grow(repeated, store);
      if (ended.refused) grow(refused, store);
      changed();
    },
    rate(store, bucket, ask) {
      const key = `${store} ${bucket}`;
      rates.delete(key);
      rates.set(key, { store, bucket, ask });
      const [oldest] = rates.keys();
      if (rates.size > ratesMax && oldest !== undefined) rates.delete(oldest);
    },
    append(seconds) {
      appends += 1;
      appendSeconds += seconds;
      for (const [index, bound] of appendBounds.entries())
        if (seconds <= bound) within[index] = within[index]! + 1;
      changed();
    },
    reportBytes(more) {
      bytes += more;
      changed();
    },
    read: () => ({
      calls: [...calls].flatMap(([store, codes]) =>
        [...codes].map(([code, { count }]) => ({ store, code, count })),
      ),
      repeated: countsOf(repeated),
      refused: countsOf(refused),
      rates: [...rates.values()].flatMap(({ store, bucket, ask }) => {
        const perSecond = ask();
        return perSecond === null ? [] : [{ store, bucket, perSecond }];
      }),
      appends: { count: appends, seconds: appendSeconds, within: [...within] },
      reportBytes: bytes,
    }),
  };
}

/** What several meters of one process have counted together. Its threads share their rates. */
export function addReadings(readings: readonly Reading[]): Reading {
  const calls = new Map<string, Reading["calls"][number]>();
  const rates = new Map<string, Reading["rates"][number]>();
  for (const reading of readings) {
    for (const { store, code, count } of reading.calls) {
      const key = `${store} ${code}`;
      calls.set(key, { store, code, count: count + (calls.get(key)?.count ?? 0) });
    }
    for (const rate of reading.rates) rates.set(`${rate.store} ${rate.bucket}`, rate);
  }
  const sum = (value: (reading: Reading) => number) =>
    readings.reduce((total, reading) => total + value(reading), 0);
  return {
    calls: [...calls.values()],
    repeated: addCounts(readings.flatMap((reading) => reading.repeated)),
    refused: addCounts(readings.flatMap((reading) => reading.refused)),
    rates: [...rates.values()],
    appends: {
      count: sum(({ appends }) => appends.count),
      seconds: sum(({ appends }) => appends.seconds),
      within: appendBounds.map((_, index) => sum(({ appends }) => appends.within[index] ?? 0)),
    },
    reportBytes: sum(({ reportBytes }) => reportBytes),
  };
}

function addCounts(counts: readonly StoreCount[]): StoreCount[] {
  const all = new Map<string, number>();
  for (const { store, count } of counts) grow(all, store, count);
  return countsOf(all);
}

function counterOf(codes: Map<string, { count: number }>, code: string): { count: number } {
  const known = codes.get(code);
  if (known !== undefined) return known;
  if (codes.size >= codesMax && code !== otherCode) return counterOf(codes, otherCode);
  const counter = { count: 0 };
  codes.set(code, counter);
  return counter;
}

function grow(counts: Map<string, number>, key: string, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

function countsOf(counts: ReadonlyMap<string, number>): StoreCount[] {
  return [...counts].map(([store, count]) => ({ store, count }));
}
