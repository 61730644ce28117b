import { describe, expect, test } from "vitest";
import { runCampaign } from "../crash/campaign.ts";
import { describeSummary, summarise } from "../crash/summary.ts";

const kills = 10;
/** It takes half a minute on a machine that has nothing else to do. */
const patienceMs = 600_000;

describe("a process that is killed at random moments of whole jobs", () => {
  test(
    "ends every job by itself, with one outcome a row and no more repeats than R a kill",
    async ({ annotate }) => {
      // Each promise is asserted for each job inside; what is left here is that it was put to the test.
      const runs = await runCampaign({
        kills,
        seed: 1,
        store: "development",
        copiesMax: 800,
        tagsMax: 200,
      });
      const summary = summarise(runs);
      await annotate(describeSummary(summary));
      expect(summary.kills).toBeGreaterThanOrEqual(kills);
      expect(summary.killsOfPhase.run).toBeGreaterThan(0);
      expect(summary.firstCallMs.count).toBeGreaterThan(0);
    },
    patienceMs,
  );
});
