import { describe, expect, test } from "vitest";
import {
  cutMessage,
  cutOutcome,
  outcomeBytes,
  toEvents,
  type Outcome,
} from "../../src/executors/outcomes.ts";
import { fc } from "../support/fast-check.ts";

const mark = "…(cut)";

function succeeded(row: number, changes: Partial<Outcome> = {}): Outcome {
  const facts = { row, rawKey: `k${row}`, versionId: null, attempts: 1 };
  return { kind: "succeeded", ...facts, message: null, ...changes } as Outcome;
}

function failed(row: number, changes: Partial<Outcome> = {}): Outcome {
  const failure = { code: "NoSuchKey", firstCode: "NoSuchKey", status: 404, message: "Gone." };
  return { ...succeeded(row), kind: "failed", ...failure, ...changes } as Outcome;
}

function deferred(row: number, round: number): Outcome {
  return { ...failed(row), kind: "deferred", round, attempts: 5 * round } as Outcome;
}

describe("a message", () => {
  test("of 4 KiB is kept as it is, and one byte more is cut, with a mark", () => {
    const whole = "x".repeat(4096);
    expect(cutMessage(whole)).toBe(whole);
    const cut = cutMessage(`${whole}x`);
    expect(cut).toBe("x".repeat(4096 - Buffer.byteLength(mark)) + mark);
    expect(Buffer.byteLength(cut)).toBe(4096);
  });

  test.each(["é", "漢", "🚢"])("is never cut within a character: %s", (character) => {
    for (let before = 0; before < 4; before++) {
      const text = "x".repeat(before) + character.repeat(4096);
      const cut = cutMessage(text);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(4096);
      expect(Buffer.byteLength(cut)).toBeGreaterThan(4096 - 4);
      expect(text.startsWith(cut.slice(0, -mark.length))).toBe(true);
      expect(cut.isWellFormed()).toBe(true);
    }
  });

  test("is the same when it is cut again", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 3000, maxLength: 6000 }), (text) => {
        expect(cutMessage(cutMessage(text))).toBe(cutMessage(text));
      }),
      { numRuns: 50 },
    );
  });

  test("of a success is cut too", () => {
    expect(cutOutcome(succeeded(1, { message: "y".repeat(9000) })).message).toHaveLength(4094);
    const plain = succeeded(1);
    expect(cutOutcome(plain)).toBe(plain);
  });
});

describe("the events of a flush", () => {
  test("hold their tasks in the order of the rows, one event of each type", () => {
    const events = toEvents([failed(9), succeeded(2), succeeded(0), failed(4), succeeded(1)]);
    expect(events).toEqual([
      { type: "TaskSucceeded", data: { rows: [[0, 2]], keys: ["k0", "k1", "k2"] } },
      {
        type: "TaskFailed",
        data: {
          rows: [
            [4, 4],
            [9, 9],
          ],
          keys: ["k4", "k9"],
          codes: ["NoSuchKey", "NoSuchKey"],
          statuses: [404, 404],
          messages: ["Gone.", "Gone."],
        },
      },
    ]);
  });

  test("have a column for versions, attempts, messages and first codes only where one differs", () => {
    const [success, failure] = toEvents([
      succeeded(0, { versionId: "v1" }),
      succeeded(1, { attempts: 3 }),
      succeeded(2, { message: "copied" }),
      failed(3),
      failed(4, { firstCode: "SlowDown", status: null }),
    ]);
    expect(success?.data).toMatchObject({
      versions: ["v1", "", ""],
      attempts: [1, 3, 1],
      messages: ["Successful", "Successful", "copied"],
    });
    expect(failure?.data).toMatchObject({
      statuses: [404, null],
      firstCodes: ["NoSuchKey", "SlowDown"],
    });
    expect(failure?.data).not.toHaveProperty("versions");
    expect(failure?.data).not.toHaveProperty("attempts");
  });

  test("have a column for failed attempts only where a task has any, empty for the others", () => {
    const failedAttempts = [[1_772_359_200_000, "SlowDown", 503], [250]] as const;
    const events = toEvents([
      succeeded(0),
      succeeded(1, { attempts: 3, failedAttempts }),
      failed(2),
      { ...deferred(3, 1), failedAttempts },
    ]);
    expect(events[0]?.data).toMatchObject({ failedAttempts: [[], failedAttempts] });
    expect(events[1]?.data).not.toHaveProperty("failedAttempts");
    expect(events[2]?.data).toMatchObject({ failedAttempts: [failedAttempts] });
  });

  test("set rows aside in an event for each round, the first round first", () => {
    const events = toEvents([deferred(5, 2), deferred(7, 1), deferred(1, 2)]);
    expect(
      events.map(({ type, data }) => [type, "round" in data && data.round, data.rows]),
    ).toEqual([
      ["TaskDeferred", 1, [[7, 7]]],
      [
        "TaskDeferred",
        2,
        [
          [1, 1],
          [5, 5],
        ],
      ],
    ]);
  });

  test("are none of no outcome", () => {
    expect(toEvents([])).toEqual([]);
  });
});

describe("the size of an outcome", () => {
  const texts = fc.string({
    unit: fc.constantFrom("a", '"', "\\", "\n", "\0", "漢", "🚢", "\uD800"),
  });
  const kinds = fc.constantFrom("succeeded", "failed", "deferred");
  const times = fc.integer({ min: -9_999_999_999_999, max: 9_999_999_999_999 });
  const attempts = fc.oneof(fc.tuple(times), fc.tuple(times, texts, fc.constantFrom(503, null)));
  const outcomes = fc.array(
    fc.record({
      kind: kinds,
      rawKey: texts,
      versionId: fc.option(texts),
      attempts: fc.nat({ max: 999 }),
      message: texts,
      code: texts,
      firstCode: texts,
      status: fc.option(fc.integer({ min: 100, max: 599 })),
      round: fc.constantFrom(1, 2),
      failedAttempts: fc.option(fc.array(attempts, { maxLength: 20 }), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 30 },
  );

  test("is never less than what it takes in the log, whatever its characters", () => {
    fc.assert(
      fc.property(outcomes, (given) => {
        const batch = given.map((one, index) => ({
          ...one,
          row: 4_000_000_000 + 2 * index,
        })) as Outcome[];
        const written = toEvents(batch).map((event) => Buffer.byteLength(JSON.stringify(event)));
        const frames = 200 * written.length;
        const estimate = batch.reduce((sum, one) => sum + outcomeBytes(one), 0);
        expect(written.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(
          estimate + frames,
        );
      }),
    );
  });
});
