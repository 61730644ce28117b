/** Tells readers which jobs a commit changed. Conflated: who is slow gets the union of what it missed. */

export type JobIds = ReadonlySet<string>;

export interface LiveChanges {
  /** Readers that have not left; for metrics and tests. */
  readonly readers: number;
  /** After each commit: wakes whoever waits, and adds to what the others have not taken yet. */
  publish(jobs: JobIds): void;
  /** See `ReadModels.changes`. */
  read(options: ReaderOptions): AsyncIterableIterator<JobIds, undefined>;
  /** Ends every reader, those to come too. */
  close(): void;
}

interface ReaderOptions {
  readonly signal: AbortSignal;
  readonly jobId?: string | undefined;
}

interface Reader {
  offer(jobs: JobIds): void;
  end(): void;
}

export function createLiveChanges(): LiveChanges {
  const readers = new Set<Reader>();
  let closed = false;
  return {
    get readers() {
      return readers.size;
    },
    publish(jobs) {
      for (const reader of readers) reader.offer(jobs);
    },
    read(options) {
      const reader = createReader(options, () => readers.delete(reader));
      if (closed || options.signal.aborted) reader.end();
      else readers.add(reader);
      return reader;
    },
    close() {
      closed = true;
      for (const reader of readers) reader.end();
    },
  };
}

type Step = IteratorResult<JobIds, undefined>;

/** A reader is known from the moment it is made, so that nothing is lost before its first `next`. */
function createReader(
  { signal, jobId }: ReaderOptions,
  leave: () => void,
): Reader & AsyncIterableIterator<JobIds, undefined> {
  let pending: Set<string> | null = null;
  let ended = false;
  const waiting: ((step: Step) => void)[] = [];
  const end = (): void => {
    if (ended) return;
    ended = true;
    pending = null;
    signal.removeEventListener("abort", end);
    leave();
    for (const resolve of waiting.splice(0)) resolve({ done: true, value: undefined });
  };
  signal.addEventListener("abort", end);
  return {
    offer(jobs) {
      if (jobId !== undefined && !jobs.has(jobId)) return;
      const news = jobId === undefined ? jobs : new Set([jobId]);
      const resolve = waiting.shift();
      if (resolve !== undefined) return resolve({ done: false, value: news });
      pending ??= new Set();
      for (const job of news) pending.add(job);
    },
    end,
    next() {
      const value = pending;
      pending = null;
      if (value !== null) return Promise.resolve({ done: false, value });
      if (ended) return Promise.resolve({ done: true, value: undefined });
      return new Promise((resolve) => waiting.push(resolve));
    },
    return() {
      end();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
