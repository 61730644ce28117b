/** The events of a job: those that the engine keeps as a list, all of them and live; those of its chunks, as far as asked. */
import { useEffect, useRef, useState } from "react";
import { paused } from "../../graphql/connection.ts";
import {
  EventBodyDocument,
  JobHistoryChangesDocument,
  JobHistoryDocument,
  JobLogDocument,
  type JobEventCategory,
} from "../../graphql/generated.ts";
import { ask, useLive } from "../../graphql/hooks.ts";
import type { Event } from "./history-view.ts";
import type { JobView } from "./job-view.ts";

const pageSize = 100;

/** Events that are there and not read yet. */
export interface Rest {
  readonly isLoading: boolean;
  readonly more: () => void;
}

export interface History {
  /** Null until some are there. */
  readonly events: readonly Event[] | null;
  readonly rest: Rest | null;
  readonly error: unknown;
  readonly again: () => void;
}

interface Kept {
  readonly events: readonly Event[];
  /** Where live events go on; null while it is not known. */
  readonly cursor: string | null;
}

/** Everything but what happened to chunks: few enough to read them all. */
export function useHistory(id: string): History {
  const [kept, setKept] = useState<Kept | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isOver = false;
    readAll(id)
      .then((read) => !isOver && setKept(read))
      .catch((failure: unknown) => !isOver && setError(failure));
    return () => {
      isOver = true;
    };
  }, [id, attempt]);
  const [after, setAfter] = useState<string | null>(null);
  if (after === null && kept !== null && kept.cursor !== null) setAfter(kept.cursor);
  useLive(JobHistoryChangesDocument, {
    variables: { id, after },
    pause: after === null,
    onGone: () => {
      setKept((before) => before && { ...before, cursor: null });
      setAfter(null);
      setAttempt((before) => before + 1);
    },
    onMessage: ({ jobEvents: { event } }) => setKept((before) => withEvent(before, event)),
  });
  const again = () => {
    setError(null);
    setAttempt(attempt + 1);
  };
  return { events: kept?.events ?? null, rest: null, error, again };
}

/** At least once is promised, so an event that is there already changes nothing. */
function withEvent(kept: Kept | null, event: Event): Kept | null {
  if (kept === null || kept.events.some(({ id }) => id === event.id)) return kept;
  const events = [...kept.events, event].toSorted((a, b) => a.position - b.position);
  return { ...kept, events };
}

async function readAll(id: string): Promise<Kept> {
  const events: Event[] = [];
  let after: string | null = null;
  let cursor: string | null = null;
  do {
    const data: Awaited<ReturnType<typeof page>> = await page(id, after);
    if (data.job === null) break;
    cursor ??= data.job.cursor;
    events.push(...data.job.history.nodes);
    const { hasNextPage, endCursor } = data.job.history.pageInfo;
    after = hasNextPage ? endCursor : null;
  } while (after !== null);
  return { events, cursor };
}

const page = async (id: string, after: string | null) =>
  ask(JobHistoryDocument, { id, first: pageSize, after });

/** Events that are read without being asked for, and each time that more are. */
const logEvents = 2_000;
const newEventsEveryMs = 2_000;

interface Log {
  readonly events: readonly Event[];
  /** Where the next page begins. */
  readonly after: string | null;
  readonly isWhole: boolean;
}

const unread: Log = { events: [], after: null, isWhole: false };

/**
 * Events of these categories from the log itself. A large job has hundreds of thousands of them about its chunks: they are
 * read as far as somebody wants them, and those that come while the job runs are fetched every two seconds.
 */
export function useLog(job: JobView, categories: readonly JobEventCategory[]): History {
  const [log, setLog] = useState<Log | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isLoading, setLoading] = useState(false);
  const busy = useRef(false);
  const read = useRef(0);
  const load = async (from: Log) => {
    if (busy.current) return;
    busy.current = true;
    setLoading(true);
    // All events up to here are in what comes, if it comes to its end.
    const { position } = latest.current;
    try {
      let now = from;
      do {
        now = await withNextPage(now, { id: job.id, categories });
        // The first ones are worth a look while the others come.
        if (!from.isWhole) setLog(now);
      } while (!now.isWhole && now.events.length < from.events.length + logEvents);
      setLog(now);
      setError(null);
      if (now.isWhole) read.current = position;
    } catch (failure) {
      setError(failure);
    } finally {
      busy.current = false;
      setLoading(false);
    }
  };
  const latest = useRef({ load, log, position: job.position });
  useEffect(() => {
    latest.current = { load, log, position: job.position };
  });
  useEffect(() => {
    void latest.current.load(unread);
    const timer = setInterval(() => {
      const { load: loadMore, log: before, position } = latest.current;
      const isWatched = !paused.get() && document.visibilityState === "visible";
      if (!isWatched || before === null || !before.isWhole || read.current === position) return;
      void loadMore(before);
    }, newEventsEveryMs);
    return () => clearInterval(timer);
  }, []);
  return {
    events: log?.events ?? null,
    rest:
      log === null || log.isWhole ? null : { isLoading, more: () => void latest.current.load(log) },
    error,
    again: () => {
      setError(null);
      void load(log ?? unread);
    },
  };
}

async function withNextPage(
  { events, after }: Log,
  { id, categories }: { readonly id: string; readonly categories: readonly JobEventCategory[] },
): Promise<Log> {
  const { job } = await ask(JobLogDocument, { id, categories, first: pageSize, after });
  const { edges = [], pageInfo } = job?.history ?? {};
  const found = edges.map(({ node }, index) => ({
    ...node,
    before: index === 0 ? after : edges[index - 1]!.cursor,
  }));
  return {
    events: [...events, ...found],
    after: pageInfo?.endCursor ?? after,
    isWhole: pageInfo?.hasNextPage !== true,
  };
}

/** The body of an event, asked for when it is not there. Undefined while it is on its way. */
export function useBody(
  jobId: string,
  event: Event,
): { readonly data: unknown; readonly error: unknown } {
  const [body, setBody] = useState<{ readonly id: string; readonly data: unknown } | null>(null);
  const [error, setError] = useState<unknown>(null);
  const { id, data, before = null, category } = event;
  const isMissing = data === undefined;
  useEffect(() => {
    if (!isMissing) return undefined;
    let isOver = false;
    setError(null);
    const read = async () => {
      try {
        const categories = [category];
        const { job } = await ask(EventBodyDocument, { id: jobId, categories, after: before });
        const found = job?.history.nodes.find((node) => node.id === id);
        if (!isOver) setBody({ id, data: found?.data ?? null });
      } catch (failure) {
        if (!isOver) setError(failure);
      }
    };
    const timer = setTimeout(() => void read(), restMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [jobId, id, before, category, isMissing]);
  if (!isMissing) return { data, error: null };
  return { data: body?.id === id ? body.data : undefined, error };
}

/** Nobody reads it while the slider moves. */
const restMs = 120;
