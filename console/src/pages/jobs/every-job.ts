/**
 * All jobs that a filter finds, as they are when that is asked: newest first and from page to page, so that one that is
 * made meanwhile is not among them, and none is missed or met twice. Very many are not read: the filter stands for them.
 */
import { useEffect, useRef, useState } from "react";
import { EveryJobDocument, type JobFilter } from "../../graphql/generated.ts";
import { ask } from "../../graphql/hooks.ts";

const pageSize = 100;
/** So many come at once, as far as somebody who waits can tell. */
const readMax = 1_000;

export interface Reading {
  readonly read: number;
  readonly total: number;
  /** What came in place of a page; null while they come. */
  readonly error: unknown;
}

export interface EveryJob {
  /** How far the reading is; null while nothing is read. */
  readonly reading: Reading | null;
  /** The filter, where it was chosen in place of the jobs. */
  readonly whole: JobFilter | null;
  readonly start: () => void;
  readonly stop: () => void;
}

/**
 * Reads on demand, where the filter finds no more (`found`) than can be read; `onRead` is given the ids when all of them are
 * there, and never a part of them.
 */
export function useEveryJob(
  filter: JobFilter,
  found: number,
  onRead: (ids: ReadonlySet<string>) => void,
): EveryJob {
  const [reading, setReading] = useState<Reading | null>(null);
  const [isWhole, setWhole] = useState(false);
  const abort = useRef<AbortController | null>(null);
  const stop = () => {
    abort.current?.abort();
    setReading(null);
    setWhole(false);
  };
  useEffect(() => () => abort.current?.abort(), []);
  const start = async () => {
    abort.current?.abort();
    abort.current = new AbortController();
    const { signal } = abort.current;
    let shown: Reading = { read: 0, total: 0, error: null };
    const show = (part: Partial<Reading>) => setReading((shown = { ...shown, ...part }));
    show({});
    try {
      const ids = new Set<string>();
      for await (const { page, total } of pagesOf(filter)) {
        if (signal.aborted) return;
        for (const id of page) ids.add(id);
        show({ read: ids.size, total });
      }
      setReading(null);
      onRead(ids);
    } catch (error) {
      if (!signal.aborted) show({ error });
    }
  };
  return {
    reading,
    whole: isWhole ? filter : null,
    start: () => (found > readMax ? setWhole(true) : void start()),
    stop,
  };
}

async function* pagesOf(filter: JobFilter) {
  let after: string | null = null;
  do {
    const { jobs }: Awaited<ReturnType<typeof readPage>> = await readPage(filter, after);
    yield { page: jobs.nodes.map(({ id }) => id), total: jobs.totalCount };
    after = jobs.pageInfo.hasNextPage ? jobs.pageInfo.endCursor : null;
  } while (after !== null);
}

const readPage = async (filter: JobFilter, after: string | null) =>
  ask(EveryJobDocument, { filter, first: pageSize, after });
