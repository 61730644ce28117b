import { expect, test } from "vitest";
import { outagesProjection } from "../../projections/outages.ts";
import type { EngineEvent, StoreDown } from "../../src/job/engine-events.ts";
import { executorStream } from "../../src/job/streams.ts";
import { inStream, rowsAfter } from "../support/recorded.ts";

const beat = (executor: string, outages: readonly StoreDown[] = []): EngineEvent => ({
  type: "ExecutorSeen",
  data: {
    executor,
    host: "quay",
    threads: 1,
    storesDown: outages.map(({ store }) => store),
    ...(outages.length === 0 ? {} : { outages }),
  },
});
const down = (store: string): StoreDown => ({
  store,
  since: "2026-03-01T10:00:00.000Z",
  message: "No connection.",
});
const rows = (beats: readonly EngineEvent[]) =>
  rowsAfter(outagesProjection.apply, outagesProjection, [...inStream(executorStream("a"), beats)])[
    "outages"
  ];

test("a store is down for who says so, until its next beat says otherwise", () => {
  expect(rows([beat("a", [down("archive"), down("default")])])).toMatchObject([
    { executor: "a", store: "archive", message: "No connection." },
    { executor: "a", store: "default" },
  ]);
  expect(
    rows([beat("a", [down("archive"), down("default")]), beat("a", [down("default")])]),
  ).toMatchObject([{ executor: "a", store: "default" }]);
  expect(rows([beat("a", [down("archive")]), beat("a")]) ?? []).toEqual([]);
});

test("a process that has stopped in order waits for no store", () => {
  const stop: EngineEvent = { type: "ExecutorStopped", data: { executor: "a" } };
  expect(rows([beat("a", [down("archive")]), stop]) ?? []).toEqual([]);
});

test("one executor says nothing of another", () => {
  expect(rows([beat("a", [down("archive")]), beat("b")])).toMatchObject([{ executor: "a" }]);
});
