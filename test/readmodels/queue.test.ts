import { expect, test } from "vitest";
import { jobStream } from "../../src/job/streams.ts";
import { account, historyOf, situations, validSpec } from "../support/jobs.ts";
import { openStore, startReadModels, temporaryFile } from "../support/read-models.ts";
import { appendAll, inStream } from "../support/recorded.ts";
import { fc } from "../support/fast-check.ts";

const alive = situations.filter((each) => each !== "NONE" && each !== "EXPIRED");
const waiting = new Set<string>(["READY", "PAUSED_BY_SCHEDULER"]);
const running = new Set<string>(["ACTIVE", "PAUSING", "PAUSING_BY_SCHEDULER"]);

test("a job that waits for a slot knows its place, as the steward gives slots, and the others have none", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ situation: fc.constantFrom(...alive), priority: fc.nat(2) }), {
        maxLength: 12,
      }),
      async (jobs) => {
        const eventStore = openStore();
        const readModels = startReadModels({ eventStore, file: temporaryFile() });
        const entries = jobs.flatMap(({ situation, priority }, index) => {
          const spec = validSpec({ priority });
          const [, ...others] = historyOf(situation);
          const jobId = `job-${index}`;
          const created = { jobId, account, token: null, spec };
          return inStream(jobStream(jobId), [{ type: "JobCreated", data: created }, ...others]);
        });
        const last = await appendAll(eventStore, entries);
        await readModels.waitFor(last, { timeoutMs: 60_000 });
        const order = jobs
          .map((job, index) => ({ ...job, index }))
          .filter(({ situation }) => waiting.has(situation))
          .toSorted((a, b) => b.priority - a.priority || a.index - b.index)
          .map(({ index }) => index);
        const slots = jobs.filter(({ situation }) => running.has(situation)).length;
        for (const [index] of jobs.entries()) {
          const place = order.indexOf(index) + 1;
          expect(readModels.queueOf(`job-${index}`)).toEqual(
            place === 0 ? null : { place, running: slots },
          );
        }
        expect(readModels.queueOf("job-none")).toBeNull();
        await readModels.stop();
        await eventStore.close();
      },
    ),
    { numRuns: 30 },
  );
});
