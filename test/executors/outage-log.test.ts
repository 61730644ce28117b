import { expect, test } from "vitest";
import { createOutageLog } from "../../src/executors/outage-log.ts";

function setUp() {
  const lines: [string, object][] = [];
  const write = (message: string, fields: object = {}) => void lines.push([message, fields]);
  const clock = { now: 10_000 };
  const log = createOutageLog({ info: write, warn: write }, () => clock.now);
  return { lines, clock, log };
}

const away = { store: "away", since: 1_000, message: "ConnectionFailed" };

test("a store that is down is told of once, and once when it is back", () => {
  const { lines, clock, log } = setUp();
  expect(log([away])).toEqual([away]);
  log([away, { ...away, store: "other" }]);
  clock.now = 61_000;
  log([away]);
  log([]);
  log([]);
  const since = "1970-01-01T00:00:01.000Z";
  expect(lines).toEqual([
    ["a store does not answer", { store: "away", since, problem: "ConnectionFailed" }],
    ["a store does not answer", { store: "other", since, problem: "ConnectionFailed" }],
    ["a store answers again", { store: "other", since, seconds: 60 }],
    ["a store answers again", { store: "away", since, seconds: 60 }],
  ]);
});

test("a second outage is told of as the first", () => {
  const { lines, log } = setUp();
  for (const down of [[away], [], [away]]) log(down);
  expect(lines.map(([message]) => message)).toEqual([
    "a store does not answer",
    "a store answers again",
    "a store does not answer",
  ]);
});
