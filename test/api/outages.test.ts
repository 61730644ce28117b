import { expect, test } from "vitest";
import { outagesOf } from "../../src/api/graphql/outages.ts";
import { executorStream } from "../../src/job/streams.ts";
import { jobDecider } from "../../src/job/decide.ts";
import { fold } from "../../src/job/decider.ts";
import type { Job } from "../../src/job/state.ts";
import { timed } from "../support/given-when-then.ts";
import { historyOf } from "../support/jobs.ts";
import { openStore, startReadModels } from "../support/read-models.ts";
import { appendAll, timeAt } from "../support/recorded.ts";

const away = (store: string, since: string) => ({ store, since, message: "No connection." });

test("a job shows those of its stores that are down for an executor that lives, once each", async () => {
  const eventStore = openStore();
  const readModels = startReadModels({ eventStore });
  const outages = [away("default", timeAt(5)), away("another", timeAt(3))];
  const seen = (executor: string, down: typeof outages) => ({
    stream: executorStream(executor),
    event: {
      type: "ExecutorSeen" as const,
      data: { executor, host: "quay", threads: 1, storesDown: ["default"], outages: down },
    },
  });
  const position = await appendAll(eventStore, [
    seen("a", outages),
    seen("b", [away("default", timeAt(1))]),
  ]);
  await readModels.waitFor(position, { timeoutMs: 60_000 });
  const shown = (situation: "ACTIVE" | "COMPLETE", seconds: number) =>
    outagesOf(fold(jobDecider, historyOf(situation).map(timed)) as Job, {
      readModels,
      now: new Date(timeAt(seconds)),
    });
  expect(shown("ACTIVE", 10)).toEqual([away("default", timeAt(1))]);
  expect(shown("COMPLETE", 10)).toEqual([]);
  expect(shown("ACTIVE", 100)).toEqual([]);
});
