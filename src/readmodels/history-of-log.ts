/** The history of a job with what happened to its chunks: nobody keeps that as a list, so it is read from the log. */
import type { LogPage } from "../eventstore/eventstore.ts";
import { withoutBulk, type EventCategory } from "../../projections/history.ts";
import { decodeCursor, encodeCursor } from "./cursors.ts";
import { toLoggedEvent, type LoggedEvent } from "./logged-events.ts";
import type { ForwardPage, JobRow, Page } from "./read-models.ts";

export interface LogHistoryQuery extends ForwardPage {
  readonly categories: ReadonlySet<EventCategory>;
}

/** A page; `next` is where the one after it begins, also when nothing was found on the way there. */
export interface LogHistoryPage extends Page<LoggedEvent> {
  readonly next: string | null;
}

/** Pages of the log that one page of a history looks through: other jobs may have filled them. */
const logPagesMax = 50;

export async function historyOfLog(
  job: JobRow,
  { categories, first, after }: LogHistoryQuery,
  sources: {
    /** Where the job was created; null when it was not. */
    readonly created: () => Promise<number | null>;
    readonly readPage: (after: number) => Promise<LogPage>;
  },
): Promise<LogHistoryPage> {
  const start = after === undefined ? await sources.created() : placeOf(after) + 1;
  const rows: { cursor: string; row: LoggedEvent }[] = [];
  const page = (next: number | null): LogHistoryPage => {
    const cursor = next === null ? null : cursorOf(next);
    return { rows, hasNextPage: next !== null, next: cursor };
  };
  if (start === null) return page(null);
  let at = start - 1;
  for (let pages = 0; pages < logPagesMax; pages++) {
    // Nothing of the job stands behind the last event that is known of it.
    if (at >= job.position) return page(null);
    const found = await sources.readPage(at);
    for (const recorded of found.events) {
      const event = toLoggedEvent(recorded);
      if (event === null || event.jobId !== job.id || !categories.has(event.category)) continue;
      if (rows.length === first) return page(at);
      at = event.position;
      rows.push({ cursor: cursorOf(at), row: shortened(event) });
    }
    if (found.position <= at && found.caughtUp) return page(null);
    at = Math.max(at, found.position);
  }
  return page(at);
}

function shortened(event: LoggedEvent): LoggedEvent {
  if (event.event === null) return event;
  return { ...event, data: withoutBulk(event.event) };
}

const cursorOf = (position: number): string => encodeCursor("historyOfLog", [position]);

function placeOf(cursor: string): number {
  const [position] = decodeCursor(cursor, { list: "historyOfLog", types: ["number"] });
  return Number(position);
}
