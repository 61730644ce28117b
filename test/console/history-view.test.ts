/** Which events a history shows, and which of them fold into a line. */
import { expect, test } from "vitest";
import {
  historyAddress,
  historyViewOf,
  indexAt,
  indexOf,
  linesOf,
  loggedCategories,
  shownOf,
  type Event,
} from "../../console/src/pages/job/history-view.ts";

const event = (n: number, part: Partial<Event>): Event => ({
  id: `event-${n}`,
  eventId: `uuid-${n}`,
  stream: "job-a",
  revision: n,
  position: n * 10,
  cursor: `c${n}`,
  type: "JobCreated",
  schemaVersion: 1,
  category: "LIFECYCLE",
  summary: "",
  recordedAt: new Date(Date.UTC(2026, 0, 31, 9, 0, n)).toISOString(),
  actor: { kind: "ENGINE", name: "steward" },
  correlationId: "request-1",
  causationId: null,
  statusAfter: null,
  data: {},
  ...part,
});

const planned = Array.from({ length: 7 }, (_, n) =>
  event(n + 1, { type: "PartChunksPlanned", category: "PREPARATION" }),
);
const events = [
  event(0, {}),
  ...planned,
  event(8, { type: "JobPriorityChanged", category: "CONTROL", correlationId: "request-2" }),
];
const nothing: ReadonlySet<string> = new Set();

test("an address names a view, and a view an address", () => {
  for (const search of [
    "",
    "category=CONTROL",
    "category=CONTROL&request=r&at=40",
    "at=40&order=newest",
  ]) {
    const address = historyAddress("a", historyViewOf(new URLSearchParams(search)));
    expect(address).toBe(`/jobs/a/history${search === "" ? "" : `?${search}`}`);
  }
  const wrong = historyViewOf(new URLSearchParams("category=NONE&at=here&t=never"));
  expect(wrong).toEqual({
    category: null,
    request: null,
    at: null,
    time: null,
    newestFirst: false,
  });
});

test("events are shown by category and by request", () => {
  const view = historyViewOf(new URLSearchParams());
  expect(shownOf(events, view)).toHaveLength(9);
  expect(shownOf(events, { ...view, category: "PREPARATION" })).toEqual(planned);
  expect(shownOf(events, { ...view, request: "request-2" })).toEqual([events[8]]);
});

test("a place or a moment means the last event at or before it, and none of both the newest", () => {
  const view = historyViewOf(new URLSearchParams());
  expect(indexOf(events, view)).toBe(8);
  expect(indexOf(events, { ...view, at: 45 })).toBe(4);
  expect(indexOf(events, { ...view, at: -1 })).toBe(0);
  expect(indexOf(events, { ...view, time: "2026-01-31T09:00:05.500Z" })).toBe(5);
  expect(indexAt(events, "2020-01-01T00:00:00Z")).toBe(0);
});

test("a run of one kind folds behind its first, unless it is looked at or was opened", () => {
  const folded = linesOf(events, { index: 8, open: nothing });
  expect(folded).toEqual([
    { kind: "event", index: 0 },
    { kind: "event", index: 1 },
    { kind: "fold", from: 2, to: 8, what: "type" },
    { kind: "event", index: 8 },
  ]);
  const all = events.map((_, index) => ({ kind: "event", index }));
  expect(linesOf(events, { index: 4, open: nothing })).toEqual(all);
  expect(linesOf(events, { index: 8, open: new Set(["event-1"]) })).toEqual(all);
  expect(linesOf(events.slice(0, 4), { index: 0, open: nothing })).toEqual(all.slice(0, 4));
});

test("what happened to chunks is one of the kinds, and is read from the log", () => {
  const view = historyViewOf(new URLSearchParams("category=EXECUTION"));
  expect(view.category).toBe("EXECUTION");
  expect(loggedCategories("EXECUTION")).toEqual(["EXECUTION"]);
  expect(loggedCategories("ALL")).toHaveLength(5);
  expect([loggedCategories(null), loggedCategories("CONTROL")]).toEqual([null, null]);
  expect(shownOf(events, { ...view, category: "ALL" })).toEqual(events);
});

test("many events of chunks fold by the minute, but not around the one that is looked at", () => {
  const chunks = Array.from({ length: 600 }, (_, n) =>
    event(n, { type: n % 2 === 0 ? "ChunkClaimed" : "ChunkAdvanced", category: "EXECUTION" }),
  );
  // A second each: ten minutes, each with its first event and a fold.
  const folded = linesOf(chunks, { index: 0, open: nothing });
  expect(folded).toHaveLength(20);
  expect(folded[3]).toEqual({ kind: "fold", from: 61, to: 120, what: "minute" });
  const looked = linesOf(chunks, { index: 90, open: nothing });
  expect(looked.slice(2, 5)).toEqual([
    { kind: "event", index: 60 },
    { kind: "fold", from: 61, to: 80, what: "minute" },
    { kind: "event", index: 80 },
  ]);
  expect(looked.filter(({ kind }) => kind === "event")).toHaveLength(10 + 21);
  const open = linesOf(chunks, { index: 0, open: new Set(["event-60"]) });
  expect(open.filter(({ kind }) => kind === "event")).toHaveLength(10 + 59);
  expect(linesOf(chunks.slice(0, 400), { index: 0, open: nothing })).toHaveLength(400);
});
