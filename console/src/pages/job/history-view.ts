/** Which events of a history are shown, as it stands in the address, and which of them fold. */
import type { HistoryEventFragment, JobEventCategory } from "../../graphql/generated.ts";

export type Event = HistoryEventFragment;

export const categories = {
  LIFECYCLE: "Life of the job",
  CONTROL: "What people asked for",
  PREPARATION: "Preparation",
  EXECUTION: "Tasks",
  REPORT: "Report",
} as const satisfies Readonly<Record<JobEventCategory, string>>;

export interface HistoryView {
  readonly category: JobEventCategory | null;
  /** Only what one request caused. */
  readonly request: string | null;
  /** A place in the log; null follows what comes. */
  readonly at: number | null;
  /** A moment instead of a place, as an address may name it. */
  readonly time: string | null;
}

export function historyViewOf(parameters: URLSearchParams): HistoryView {
  const category = parameters.get("category") ?? "";
  const at = Number(parameters.get("at") ?? Number.NaN);
  const time = parameters.get("t");
  return {
    category: category in categories ? (category as JobEventCategory) : null,
    request: parameters.get("request"),
    at: Number.isFinite(at) ? at : null,
    time: time !== null && !Number.isNaN(Date.parse(time)) ? time : null,
  };
}

export function historyAddress(jobId: string, { category, request, at }: HistoryView): string {
  const parameters = new URLSearchParams();
  if (category !== null) parameters.set("category", category);
  if (request !== null) parameters.set("request", request);
  if (at !== null) parameters.set("at", String(at));
  const text = parameters.toString();
  return `/jobs/${jobId}/history${text === "" ? "" : `?${text}`}`;
}

export function shownOf(events: readonly Event[], view: HistoryView): readonly Event[] {
  const { category, request } = view;
  return events.filter(
    (event) =>
      (category === null || event.category === category) &&
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
  /** Events of one kind in a row, from `from` up to `to`, which it does not hold. */
  | { readonly kind: "fold"; readonly from: number; readonly to: number };

/** Shorter runs are read as fast as a line that stands for them. */
const runMin = 5;

/** Runs of one kind of event become one line; the first of a run stays, and the run that is looked at is open. */
export function linesOf(
  events: readonly Event[],
  { index, open }: { readonly index: number; readonly open: ReadonlySet<string> },
): readonly Line[] {
  const lines: Line[] = [];
  let from = 0;
  while (from < events.length) {
    const { type, id } = events[from]!;
    let to = from + 1;
    while (to < events.length && events[to]!.type === type) to += 1;
    const isOpen = open.has(id) || (index > from && index < to);
    if (to - from < runMin || isOpen) {
      for (let each = from; each < to; each += 1) lines.push({ kind: "event", index: each });
    } else {
      lines.push({ kind: "event", index: from }, { kind: "fold", from: from + 1, to });
    }
    from = to;
  }
  return lines;
}
