// oxlint-disable vitest/expect-expect -- `then` and `thenRejected` assert
import { describe, expect, test } from "vitest";
import { decide } from "../../src/job/decide.ts";
import { initialState } from "../../src/job/state.ts";
import { testInEverySituation } from "../support/every-situation.ts";
import { secondsIn } from "../support/given-when-then.ts";
import {
  type CsvJobSpec,
  account,
  createdEvent,
  given,
  historyOf,
  jobId,
  validSpec,
} from "../support/jobs.ts";

const create = (spec: CsvJobSpec, token: string | null = "token-1") =>
  ({ type: "CreateJob", jobId, account, token, spec }) as const;

/** The same value with the members of every object the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

describe("CreateJob", () => {
  // The token finds its job whatever became of it, until the job expires.
  testInEverySituation(create(validSpec()), {
    NONE: ["JobCreated"],
    NEW: [],
    PREPARING: [],
    SUSPENDED: [],
    READY: [],
    ACTIVE: [],
    PAUSING: [],
    PAUSED: [],
    COMPLETING: [],
    COMPLETE: [],
    CANCELLING: [],
    CANCELLED: [],
    FAILING: [],
    FAILED: [],
    PAUSING_BY_SCHEDULER: [],
    PAUSED_BY_SCHEDULER: [],
    CANCELLING_DRAINED: [],
    FAILING_DRAINED: [],
  });

  test("a new job is NEW, and takes priority, limits and tags from its spec", () => {
    const spec = validSpec({ limits: { maxConcurrency: 8, maxRequestsPerSecond: 100 } });
    const state = given([])
      .when(create(spec))
      .then([createdEvent(spec)]);
    expect(state).toStrictEqual({
      phase: "job",
      preflight: null,
      allowedBuckets: null,
      deniedBuckets: null,
      status: "NEW",
      clonedFrom: null,
      id: jobId,
      account,
      token: "token-1",
      spec,
      createdAt: secondsIn(0),
      priority: 10,
      limits: spec.limits,
      tags: spec.tags,
      reason: null,
      activeMs: 0,
      startedAt: null,
      stops: 0,
    });
  });

  test("the same request with its members in another order is the same request", () => {
    const spec = validSpec();
    const other = reversed(spec) as CsvJobSpec; // oxlint-disable-line typescript/no-unsafe-type-assertion
    expect(JSON.stringify(other)).not.toBe(JSON.stringify(spec));
    given(historyOf("ACTIVE")).when(create(other)).thenNothing();
  });

  test.each<[string, Partial<CsvJobSpec>]>([
    ["priority", { priority: 11 }],
    ["description", { description: "tag the photos" }],
    ["description left out", { description: null }],
    ["report", { report: null }],
    ["confirmation", { confirmationRequired: false }],
    ["tags", { tags: [] }],
    ["fields", { manifest: { ...validSpec().manifest, fields: ["KEY", "BUCKET"] } }],
    ["threshold", { failureThreshold: { minimumTasks: 1000, maximumFailureRate: 0.4 } }],
    ["operation", { operation: { kind: "DELETE_OBJECT_TAGGING", parameters: {} } }],
  ])("a token that is used with another %s is refused and names the first job", (_, changes) => {
    for (const situation of ["NEW", "ACTIVE", "COMPLETE"] as const) {
      const rejection = given(historyOf(situation))
        .when(create(validSpec(changes)))
        .thenRejected("IDEMPOTENCY_MISMATCH");
      expect(rejection).toStrictEqual({ code: "IDEMPOTENCY_MISMATCH", jobId });
    }
  });

  test("a job whose priority, limits and tags were changed is still found by its first request", () => {
    given([
      ...historyOf("READY"),
      { type: "JobPriorityChanged", data: { from: 10, to: 99 } },
      { type: "JobTagged", data: { tags: [] } },
      {
        type: "JobLimitsChanged",
        data: { limits: { maxConcurrency: 1, maxRequestsPerSecond: 1 } },
      },
    ])
      .when(create(validSpec()))
      .thenNothing();
  });

  test("an expired job gives neither itself nor a new one, whatever the spec", () => {
    given(historyOf("EXPIRED")).when(create(validSpec())).thenRejected("JOB_NOT_FOUND");
    given(historyOf("EXPIRED"))
      .when(create(validSpec({ priority: 1 })))
      .thenRejected("JOB_NOT_FOUND");
  });

  test.each([
    ["", "TOO_SHORT"],
    ["x".repeat(65), "TOO_LONG"],
  ])("a token of bad length is refused", (token, code) => {
    const rejection = given([]).when(create(validSpec(), token)).thenRejected("INVALID_INPUT");
    expect(rejection).toMatchObject({ problems: [{ path: ["clientRequestToken"], code }] });
  });

  test.each([null, "x", "x".repeat(64)])("the token %j stands", (token) => {
    expect(decide(create(validSpec(), token), initialState)).toMatchObject({
      ok: true,
      value: [{ type: "JobCreated", data: { token } }],
    });
  });

  test("every problem of a bad request is told at once", () => {
    const rejection = given([])
      .when(create(validSpec({ priority: -1, description: "" }), ""))
      .thenRejected("INVALID_INPUT");
    expect(rejection).toMatchObject({
      problems: [
        { path: ["priority"] },
        { path: ["description"] },
        { path: ["clientRequestToken"] },
      ],
    });
  });
});

describe("CreateJob by somebody who is bound to some buckets", () => {
  test("keeps them with the job, and without bounds keeps nothing", () => {
    const [created] = eventsOf({ ...create(validSpec()), allowedBuckets: ["photos"] });
    expect(created).toMatchObject({ data: { allowedBuckets: ["photos"] } });
    const [free] = eventsOf(create(validSpec()));
    expect(free?.data).not.toHaveProperty("allowedBuckets");
    expect(free?.data).not.toHaveProperty("deniedBuckets");
    const [denied] = eventsOf({ ...create(validSpec()), deniedBuckets: ["secrets"] });
    expect(denied).toMatchObject({ data: { deniedBuckets: ["secrets"] } });
  });
});

function eventsOf(command: Parameters<typeof decide>[0]) {
  const decision = decide(command, initialState);
  return decision.ok ? decision.value : [];
}
