import { describe, expect, test } from "vitest";
import { runCampaign } from "../crash/campaign.ts";
import { describeSummary, summarise } from "../crash/summary.ts";

const { S3_ENDPOINT, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = process.env;
const hasServer = [S3_ENDPOINT, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY].every(
  (value) => value !== undefined,
);
const note = hasServer
  ? ""
  : " (skipped: S3_ENDPOINT, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY are not set)";

const kills = 6;
/** It takes half a minute on a machine that has nothing else to do. */
const patienceMs = 600_000;

describe.skipIf(!hasServer)(`a process killed while it works on a real S3 server${note}`, () => {
  test(
    "ends every job by itself, with one outcome a row and no more repeats than R a kill",
    async ({ annotate }) => {
      const runs = await runCampaign({ kills, seed: 1, store: "s3", copiesMax: 600, tagsMax: 150 });
      const summary = summarise(runs);
      await annotate(describeSummary(summary));
      expect(summary.kills).toBeGreaterThanOrEqual(kills);
      expect(summary.firstCallMs.count).toBeGreaterThan(0);
    },
    patienceMs,
  );
});
