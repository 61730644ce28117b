/** Jobs one after the other over one installation, until the process was killed as often as was asked for. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { putManifest } from "../support/jobs-over-http.ts";
import { openCrashStore, type StoreKind } from "./crash-store.ts";
import { createMoments, planJob, type JobPlan } from "./job-plan.ts";
import { openLives } from "./lives.ts";
import { createRandom } from "./random.ts";
import { runJob, type JobRun } from "./run-job.ts";

export interface CampaignOptions {
  readonly kills: number;
  readonly seed: number;
  readonly store: StoreKind;
  /** Most rows of a job that copies, and of one that sets tags. */
  readonly copiesMax: number;
  readonly tagsMax: number;
  /** Told of each job when it has been checked. */
  readonly onJob?: (plan: JobPlan, run: JobRun) => void;
}

/** A promise was not kept; `dataDir` has what the process left. */
class CrashTestFailure extends Error {
  override readonly name = "CrashTestFailure";
}

export async function runCampaign(options: CampaignOptions): Promise<readonly JobRun[]> {
  const random = createRandom(options.seed);
  const nextMoment = createMoments(random);
  const dataDir = await mkdtemp(join(tmpdir(), "stevedore-crash-"));
  const store = await openCrashStore(options.store, options.copiesMax);
  const { source, reports } = store.buckets;
  const preemptor = { bucket: source, keys: store.keys.slice(-40) };
  await putManifest(store.client, { bucket: reports, key: "preempt.csv" }, preemptor);
  const lives = await openLives({ dataDir, store });
  const runs: JobRun[] = [];
  let killed = 0;
  try {
    for (let number = 0; killed < options.kills; number++) {
      const { copiesMax, tagsMax, seed } = options;
      const plan = planJob(random, {
        number,
        nextMoment,
        killsMax: options.kills - killed,
        copiesMax,
        tagsMax,
      });
      const run = await runJob({ dataDir, store, lives }, plan).catch((cause: unknown) => {
        const what = `seed ${seed}, job ${number} (${JSON.stringify(plan)}), data in ${dataDir}`;
        throw new CrashTestFailure(`${what}: ${String(cause)}`, { cause });
      });
      runs.push(run);
      killed += run.kills.length;
      options.onJob?.(plan, run);
    }
  } finally {
    await lives.close();
    await store.close();
  }
  await rm(dataDir, { recursive: true });
  return runs;
}
