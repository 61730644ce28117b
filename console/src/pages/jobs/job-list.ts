/**
 * The list of jobs under one set of filters: the pages that were read, with every row as it is now. However many there
 * are, a change costs no more than the page it is on, and comes at most twice a second.
 */
import { newest } from "../../graphql/client.ts";
import { JobListDocument, type JobFilter, type JobOrder } from "../../graphql/generated.ts";
import { ask } from "../../graphql/hooks.ts";
import { createStore, type Store } from "../../lib/store.ts";
import { followNewest, type ShownJobs } from "./newest-rows.ts";
import { noChanges, type Rows } from "./rows.ts";

const pageSize = 50;

export interface ListState extends ShownJobs {
  readonly total: number;
  /** Where the next page begins; null after the last. */
  readonly next: string | null;
  /** The place in the log of the first page. */
  readonly cursor: string | null;
  readonly fetching: boolean;
  /** Pages that were read since the list was made. */
  readonly reads: number;
  /** When an answer came last, in milliseconds since 1970. */
  readonly readAt: number;
  readonly error: unknown;
}

const unread: ListState = {
  pages: null,
  ids: new Set(),
  total: 0,
  next: null,
  cursor: null,
  fetching: false,
  reads: 0,
  readAt: 0,
  error: null,
};

export interface JobList {
  readonly state: Store<ListState>;
  /** What has come and gone since the first page was read. */
  readonly rows: Store<Rows>;
  /** Height of each page in pixels when it was last drawn. */
  readonly heights: Map<number, number>;
  /** Reads the next page, if there is one and none is on its way. */
  readonly more: () => void;
  /** Begins again with the first page. */
  readonly again: () => void;
  /** Keeps the rows current until what it gives is called. */
  readonly follow: () => () => void;
  /** The place in the log that the rows have been brought to, for who comes back. */
  reached: string | null;
}

export interface Listed {
  readonly filter: JobFilter;
  readonly orderBy: JobOrder;
}

export function createJobList(listed: Listed): JobList {
  const state = createStore(unread);
  const rows = createStore(noChanges);
  const heights = new Map<number, number>();
  const set = (part: Partial<ListState>) => state.set({ ...state.get(), ...part });
  let asked = 0;

  const read = async (after: string | null) => {
    const number = (asked += 1);
    set({ fetching: true });
    try {
      const { jobs } = await ask(JobListDocument, { ...listed, first: pageSize, after });
      // An answer to a question that was asked again is dropped.
      if (number !== asked) return;
      const before = state.get();
      const known = after === null ? unread.ids : before.ids;
      // A job that has moved up since the page before it was read is on that one already.
      const page = jobs.nodes.filter(({ id }) => !known.has(id));
      if (after === null) heights.clear();
      set({
        pages: [...(after === null ? [] : (before.pages ?? [])), page],
        ids: new Set([...known, ...page.map(({ id }) => id)]),
        total: jobs.totalCount,
        next: jobs.pageInfo.hasNextPage ? jobs.pageInfo.endCursor : null,
        ...(after === null ? { cursor: jobs.cursor } : {}),
        reads: before.reads + 1,
        readAt: Date.now(),
        error: null,
      });
    } catch (error) {
      if (number === asked) set({ error });
    } finally {
      if (number === asked) set({ fetching: false });
    }
  };

  return {
    state,
    rows,
    heights,
    reached: null,
    more() {
      const { next, fetching } = state.get();
      if (next !== null && !fetching) void read(next);
    },
    again() {
      rows.set(noChanges);
      void read(null);
    },
    follow: () => followNewest(state, newest),
  };
}
