/** Which events of a history are shown, as it stands in the address, and which of them fold. */
import type { HistoryLineFragment, JobEventCategory } from "../../graphql/generated.ts";

export type Event = HistoryLineFragment & {
  /** Its body; left out where it is large, and then asked for by the cursor before it. */
  readonly data?: unknown;
  readonly before?: string | null;
};

/** What can be chosen; nothing chosen is all but what happened to chunks, of which there can be very much. */
export const categories = {
  LIFECYCLE: "Life of the job",
  CONTROL: "What people asked for",
  PREPARATION: "Preparation",
  REPORT: "Report",
  EXECUTION: "Chunks and tasks",
  ALL: "All, with chunks and tasks",
} as const satisfies Readonly<Record<JobEventCategory | "ALL", string>>;

export type Category = keyof typeof categories;

/** What the log itself has to be read for; null where the list that the engine keeps is enough. */
export function loggedCategories(category: Category | null): readonly JobEventCategory[] | null {
  if (category === "EXECUTION") return ["EXECUTION"];
  if (category !== "ALL") return null;
  return ["LIFECYCLE", "CONTROL", "PREPARATION", "REPORT", "EXECUTION"];
}

export interface HistoryView {
  readonly category: Category | null;
  /** Only what one request caused. */
  readonly request: string | null;
  /** A place in the log; null follows what comes. */
  readonly at: number | null;
  /** A moment instead of a place, as an address may name it. */
  readonly time: string | null;
  /** The list begins with the last event; the slider goes from left to right all the same. */
  readonly newestFirst: boolean;
}

export function historyViewOf(parameters: URLSearchParams): HistoryView {
  const category = parameters.get("category") ?? "";
  const at = Number(parameters.get("at") ?? Number.NaN);
  const time = parameters.get("t");
  return {
    category: category in categories ? (category as Category) : null,
    request: parameters.get("request"),
    at: Number.isFinite(at) ? at : null,
    time: time !== null && !Number.isNaN(Date.parse(time)) ? time : null,
    newestFirst: parameters.get("order") === "newest",
  };
}

export function historyAddress(
  jobId: string,
  { category, request, at, newestFirst }: HistoryView,
): string {
  const parameters = new URLSearchParams();
  if (category !== null) parameters.set("category", category);
  if (request !== null) parameters.set("request", request);
  if (at !== null) parameters.set("at", String(at));
  if (newestFirst) parameters.set("order", "newest");
  const text = parameters.toString();
  return `/jobs/${jobId}/history${text === "" ? "" : `?${text}`}`;
}

export function shownOf(events: readonly Event[], view: HistoryView): readonly Event[] {
  const { category, request } = view;
  return events.filter(
    (event) =>
      (category === null || category === "ALL" || event.category === category) &&
      (request === null || event.correlationId === request),
  );
}

/** The event that is looked at: the last one at or before the place or moment; the very last when it follows. */
export function indexOf(events: readonly Event[], { at, time }: HistoryView): number {
  if (at !== null)
    return Math.max(
      0,
      events.findLastIndex(({ position }) => position <= at),
    );
  if (time !== null) return indexAt(events, time);
  return events.length - 1;
}

export function indexAt(events: readonly Event[], time: string): number {
  const moment = Date.parse(time);
  return Math.max(
    0,
    events.findLastIndex(({ recordedAt }) => Date.parse(recordedAt) <= moment),
  );
}

export type Line =
  | { readonly kind: "event"; readonly index: number }
  /** Events that belong together, from `from` up to `to`, which it does not hold. */
  | { readonly kind: "fold"; readonly from: number; readonly to: number; readonly what: Run };

/** Why events in a row belong together: they are of one type, or many that are about tasks fall into one minute. */
export type Run = "type" | "minute";

/** Shorter runs are read as fast as a line that stands for them. */
const runMin = 5;
/** From so many events on, those about tasks are told by the minute. */
const minutesFromEvents = 500;
/** Events on each side of the one that is looked at. */
const beside = 10;

/** Runs become one line; the first of a run stays, and what is around the event that is looked at. */
export function linesOf(
  events: readonly Event[],
  { index, open }: { readonly index: number; readonly open: ReadonlySet<string> },
): readonly Line[] {
  const lines: Line[] = [];
  const fold = (from: number, to: number, what: Run) => {
    const isOpen = from > 0 && open.has(events[from - 1]!.id);
    if (!isOpen && to - from >= runMin - 1) lines.push({ kind: "fold", from, to, what });
    else for (let each = from; each < to; each += 1) lines.push({ kind: "event", index: each });
  };
  let from = 0;
  while (from < events.length) {
    const { name, what } = runOf(events, from);
    let to = from + 1;
    while (to < events.length && runOf(events, to).name === name) to += 1;
    lines.push({ kind: "event", index: from });
    const isInside = index > from && index < to;
    const first = isInside ? Math.max(from + 1, index - beside) : to;
    const last = isInside ? Math.min(to, index + beside + 1) : to;
    fold(from + 1, first, what);
    for (let each = first; each < last; each += 1) lines.push({ kind: "event", index: each });
    fold(last, to, what);
    from = to;
  }
  return lines;
}

function runOf(
  events: readonly Event[],
  index: number,
): { readonly name: string; readonly what: Run } {
  const { type, category, recordedAt } = events[index]!;
  return category === "EXECUTION" && events.length >= minutesFromEvents
    ? { name: recordedAt.slice(0, "2026-01-31T09:30".length), what: "minute" }
    : { name: type, what: "type" };
}
