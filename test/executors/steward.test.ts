import { describe, expect, test, vi } from "vitest";
import { StreamConflict } from "../../src/eventstore/eventstore.ts";
import { NewerEvents } from "../../src/commands/handle-command.ts";
import {
  carryOut,
  claimStewardship,
  reportFailed,
  type StewardDependencies,
} from "../../src/executors/steward.ts";
import type { EngineCommand } from "../../src/job/commands.ts";
import { answeredFailure, ownFailure, StoreError } from "../../src/s3/failures.ts";
import { jobIn, watch } from "../support/boards.ts";
import { createVirtualClock } from "../support/virtual-clock.ts";

const hour = 3_600_000;
const busy = answeredFailure({ status: 503, code: "SlowDown" });

/** A steward whose job came to its status long ago. */
function setUp(changes: Readonly<Record<string, unknown>> = {}) {
  const clock = createVirtualClock(Date.parse("2026-05-01T10:00:00.000Z"));
  const sent: EngineCommand[] = [];
  const dependencies = {
    clock,
    commands: {
      handle(_: string, command: EngineCommand) {
        sent.push(command);
        return Promise.resolve({ ok: true, value: { position: 7 } });
      },
    },
    writer: { executor: "me" },
    log: { debug() {} },
    ...changes,
  } as unknown as StewardDependencies;
  return { dependencies, sent, now: clock.now() };
}

describe("a store that gives failures", () => {
  const { board } = watch(jobIn("COMPLETING", "j"));
  const job = board.jobs.get("j")!;

  test.each([
    ["that was never tried before", null, "later"],
    ["for less than an hour", hour - 1, "later"],
    ["for an hour", hour, "done"],
  ])("%s when the report is written: however old the job is", async (_, ago, kind) => {
    const { dependencies, sent, now } = setUp();
    const failingSince = ago === null ? null : now - ago;
    const carried = await reportFailed(dependencies, job, { failure: busy, failingSince });
    expect(carried.kind).toBe(kind);
    expect(sent.map(({ type }) => type)).toEqual(kind === "done" ? ["RecordReportFailure"] : []);
  });

  test.each([
    ["once", null, "later"],
    ["for an hour", hour, "done"],
  ])("%s when the bucket is tried, however long the list was prepared", async (_, ago, kind) => {
    const answer = { ok: false, failure: ownFailure("ConnectionFailed") } as const;
    const { dependencies, sent, now } = setUp({
      transportOf: () => ({ send: () => Promise.resolve(answer) }),
    });
    const operation = { kind: "PUT_OBJECT_LEGAL_HOLD", parameters: { status: "ON" } } as const;
    const preparing = watch(jobIn("PREPARING", "j", { spec: { operation } })).board.jobs.get("j")!;
    const totals = { bucket: "photos", rows: 1, chunks: 1, parts: [{ rows: 1, chunks: 1 }] };
    const command = { type: "FinishPreparing", totals } as const;
    const proposal = { kind: "command", job: "j", command } as const;
    const failingSince = ago === null ? null : now - ago;
    const carried = await carryOut(dependencies, preparing, { proposal, failingSince });
    expect(carried.kind).toBe(kind);
    const refused = { type: "FailJob", code: "PreflightRefused" };
    expect(sent).toMatchObject(kind === "done" ? [refused] : []);
  });
});

describe("a store that does not let a list be removed", () => {
  const listing = { store: "default", bucket: "lists", prefix: "", versions: false, ranges: [] };
  const { board } = watch(jobIn("ACTIVE", "j"));
  const job = board.jobs.get("j")!;
  job.opened = { ...job.opened!, listing: { ...listing, scratch: true } };
  const command = {
    type: "CompleteTasks",
    counts: { succeeded: 1, failed: 0, unknown: 0 },
  } as const;
  const proposal = { kind: "command", job: "j", command } as const;

  test.each([
    ["for the first time", busy, null, "later"],
    ["for less than a minute", busy, 59_999, "later"],
    ["for a minute", busy, 60_000, "done"],
    ["and never will", answeredFailure({ status: 403, code: "AccessDenied" }), null, "done"],
  ])("%s", async (_, failure, ago, kind) => {
    const warned: string[] = [];
    const { dependencies, sent, now } = setUp({
      openReader: () => ({ discard: () => Promise.reject(new StoreError(failure)) }),
      log: { debug() {}, warn: (what: string) => warned.push(what) },
    });
    const failingSince = ago === null ? null : now - ago;
    const carried = await carryOut(dependencies, job, { proposal, failingSince });
    expect(carried.kind).toBe(kind);
    expect(sent.map(({ type }) => type)).toEqual(kind === "done" ? ["CompleteTasks"] : []);
    expect(warned).toHaveLength(kind === "done" ? 1 : 0);
  });
});

test("a job that a newer version has written to since the board was read is no reason to end", async () => {
  const handle = () => Promise.reject(new NewerEvents("JobPolished is not known."));
  const { dependencies } = setUp({ commands: { handle } });
  const command = { type: "ExpireJob", now: "2026-05-01T10:00:00.000Z" } as const;
  const proposal = { kind: "command", job: "j", command } as const;
  expect(await carryOut(dependencies, undefined, { proposal, failingSince: null })).toEqual({
    kind: "done",
    position: null,
  });
});

describe("the duties of a steward", () => {
  /** The stream of the steward, with its last event at the place 40 of the log. */
  function claimedAt40(append: () => Promise<unknown>) {
    const readStream = () => Promise.resolve([{ revision: 3, position: 40 }]);
    const { dependencies } = setUp({
      eventStore: { readStream },
      writer: { executor: "me", append },
    });
    return dependencies;
  }

  test("are taken at the revision that was read when they were free there", async () => {
    const append = vi.fn<() => Promise<unknown>>(() =>
      Promise.resolve({ revision: 4, position: 50 }),
    );
    expect(await claimStewardship(claimedAt40(append), { seenAt: 40 })).toBe(true);
    expect(append).toHaveBeenCalledWith(
      "steward",
      [{ type: "StewardClaimed", data: { executor: "me" } }],
      { expected: 3, correlationId: "me" },
    );
  });

  test("are left to whoever claimed them after the log was read", async () => {
    const append = vi.fn<() => Promise<unknown>>();
    expect(await claimStewardship(claimedAt40(append), { seenAt: 39 })).toBe(false);
    expect(append).not.toHaveBeenCalled();
  });

  test("are another's who was faster", async () => {
    const append = () => Promise.reject(new StreamConflict("steward", 3, 4));
    expect(await claimStewardship(claimedAt40(append), { seenAt: 40 })).toBe(false);
  });
});
