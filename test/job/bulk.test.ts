import { describe, expect, test } from "vitest";
import type { BulkEvent } from "../../src/job/bulk-events.ts";
import {
  bulkLimits,
  checkCommandToMany,
  decideBulk,
  evolveBulk,
  noBulk,
  refusedOf,
  toldOf,
  withRefusals,
  type BulkRequest,
  type BulkState,
} from "../../src/job/bulk.ts";
import { alice } from "../support/recorded.ts";

const bounds = { stores: null, buckets: null, roles: null, operations: null, maxPriority: null };
const rules = { permission: "RUN", grants: [], bounds };

const given: BulkEvent = {
  type: "BulkCommandGiven",
  data: {
    bulkId: "bulk-1",
    executor: "first",
    command: { type: "PauseJob", reason: null },
    jobs: 4,
    rules,
  },
};
const listed = (...jobs: string[]): BulkEvent => ({ type: "BulkCommandListed", data: { jobs } });
const all = [given, listed("a", "b", "c", "d")];
const taken: BulkEvent = { type: "BulkCommandTaken", data: { executor: "second" } };
const refusals = (jobs: number, code = "INVALID_JOB_STATUS") => ({
  code,
  jobs,
  examples: [{ jobId: `${code}-${jobs}`, message: "No." }],
});
const advanced = (done: number, refused: number): BulkEvent => ({
  type: "BulkCommandAdvanced",
  data: { done, refused: refused === 0 ? [] : [refusals(refused)] },
});
const stopRequested: BulkEvent = { type: "BulkCommandStopRequested", data: {} };
const ended: BulkEvent = {
  type: "BulkCommandEnded",
  data: { end: "ALL_TOLD", done: 4, refused: 0 },
};
const expired: BulkEvent = { type: "BulkCommandExpired", data: {} };

const at = "2026-03-01T10:00:00.000Z";
const folded = (events: readonly BulkEvent[]): BulkState =>
  events.reduce<BulkState>(
    (state, event, revision) => evolveBulk(state, { event, revision, at, actor: alice }),
    noBulk,
  );
const decide = (events: readonly BulkEvent[], request: BulkRequest) =>
  decideBulk(request, folded(events));

const advance = (executor: string, from = 0): BulkRequest => ({
  type: "Advance",
  executor,
  from,
  done: 1,
  refused: [],
});
const end = (executor: string): BulkRequest => ({ type: "End", executor });

describe("a bulk command", () => {
  test("is carried out by whoever gave it, and after it was taken by the other alone", () => {
    expect(decide(all, advance("first"))).toMatchObject({
      ok: true,
      value: [{ type: "BulkCommandAdvanced" }],
    });
    expect(decide([...all, taken], advance("first"))).toEqual({ ok: false, error: "NOT_YOURS" });
    expect(decide([...all, taken], end("first"))).toEqual({ ok: false, error: "NOT_YOURS" });
    expect(decide([...all, taken], advance("second"))).toMatchObject({ ok: true });
  });

  test("counts what was told, and keeps the first refusals of each reason", () => {
    const state = folded([...all, advanced(1, 1), taken, advanced(1, 1)]);
    expect(state).toMatchObject({
      done: 2,
      refused: [{ code: "INVALID_JOB_STATUS", jobs: 2, examples: [{}, {}] }],
      pages: [{ revision: 1, jobs: 4 }],
      executor: "second",
    });
    expect(state.phase === "given" && [toldOf(state), refusedOf(state)]).toEqual([4, 2]);
  });

  test("counts no jobs twice when it was recorded already that they were told", () => {
    expect(decide([...all, advanced(2, 1)], advance("first", 0))).toEqual({ ok: true, value: [] });
    expect(decide([...all, advanced(2, 1)], advance("first", 3))).toMatchObject({
      value: [{ type: "BulkCommandAdvanced", data: { done: 1 } }],
    });
    expect(decide([...all, advanced(2, 1), taken], advance("first", 0))).toMatchObject({
      error: "NOT_YOURS",
    });
  });

  test.each([
    ["every job was told", [...all, advanced(3, 1)], "ALL_TOLD"],
    [
      "every job was told when it was asked to stop",
      [...all, advanced(4, 0), stopRequested],
      "ALL_TOLD",
    ],
    ["it was stopped before", [...all, advanced(1, 0), stopRequested], "STOPPED"],
    ["its list was never whole", [given, listed("a")], "LOST"],
  ])("ends so when %s", (_, events, expected) => {
    expect(decide(events, end("first"))).toMatchObject({
      ok: true,
      value: [{ type: "BulkCommandEnded", data: { end: expected } }],
    });
  });

  test("is asked to stop once", () => {
    expect(decide(all, { type: "RequestStop" })).toEqual({ ok: true, value: [stopRequested] });
    expect(decide([...all, stopRequested], { type: "RequestStop" })).toEqual({
      ok: true,
      value: [],
    });
  });

  test.each<[string, BulkRequest]>([
    ["taken", { type: "Take", executor: "second" }],
    ["stopped", { type: "RequestStop" }],
    ["gone on with", advance("first")],
    ["ended again", end("first")],
  ])("that has ended is not %s", (_, request) => {
    expect(decide([...all, advanced(4, 0), ended], request)).toEqual({ ok: false, error: "OVER" });
    expect(decide([], request)).toEqual({ ok: false, error: "OVER" });
  });

  test("expires once, when it has been kept for long enough after its end", () => {
    const expire = (now: string): BulkRequest => ({ type: "Expire", now, days: 90 });
    const over = [...all, advanced(4, 0), ended];
    expect(decide(over, expire("2026-05-30T09:59:59.999Z"))).toMatchObject({ error: "NOT_DUE" });
    expect(decide(all, expire("2027-01-01T00:00:00.000Z"))).toMatchObject({ error: "NOT_DUE" });
    expect(decide(over, expire("2026-05-30T10:00:00.000Z"))).toEqual({
      ok: true,
      value: [expired],
    });
    expect(decide([...over, expired], expire("2026-06-30T10:00:00.000Z"))).toMatchObject({
      error: "OVER",
    });
  });

  test("of which only the end is left says nothing", () => {
    expect(folded([ended, expired])).toEqual(noBulk);
  });
});

describe("refusals", () => {
  test("of one reason are added up, with a few examples", () => {
    const many = Array.from({ length: 9 }, () => refusals(3)).reduce<
      ReturnType<typeof withRefusals>
    >(withRefusals, []);
    expect(many).toMatchObject([{ code: "INVALID_JOB_STATUS", jobs: 27 }]);
    expect(many[0]!.examples).toHaveLength(bulkLimits.examplesMax);
    expect(withRefusals(many, refusals(1, "FORBIDDEN"))).toMatchObject([
      { code: "INVALID_JOB_STATUS", jobs: 27 },
      { code: "FORBIDDEN", jobs: 1 },
    ]);
  });
});

describe("a command to many jobs", () => {
  test("is looked at before any job is told", () => {
    expect(checkCommandToMany({ type: "ChangePriority", priority: -1 })).toMatchObject([
      { code: "OUT_OF_RANGE", path: ["priority"] },
    ]);
    expect(checkCommandToMany({ type: "CancelJob", reason: "x".repeat(257) })).toMatchObject([
      { code: "TOO_LONG", path: ["reason"] },
    ]);
    expect(checkCommandToMany({ type: "DeleteJob" })).toEqual([]);
  });
});
