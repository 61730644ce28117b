/** The bucket itself, read back through the plain SDK, holds what the outcomes say. */
import { deepEqual } from "node:assert/strict";
import { GetObjectTaggingCommand } from "@aws-sdk/client-s3";
import { encodeKey, listKeys, readText } from "../support/jobs-over-http.ts";
import type { LoggedOutcome } from "../support/outcomes-in-log.ts";
import type { CrashStore } from "./crash-store.ts";
import type { JobPlan } from "./job-plan.ts";

export async function checkBucket(
  store: CrashStore,
  job: {
    readonly plan: JobPlan;
    readonly listed: readonly string[];
    readonly outcomes: readonly LoggedOutcome[];
  },
): Promise<void> {
  const kindOf = new Map(job.outcomes.map(({ rawKey, kind }) => [rawKey, kind]));
  const succeeded = job.listed.filter((key) => kindOf.get(encodeKey(key)) === "succeeded");
  const failed = job.listed.filter((key) => kindOf.get(encodeKey(key)) === "failed");
  if (job.plan.operation === "tags") return checkTags(store, job.plan, succeeded);
  const prefix = `job-${job.plan.number}/`;
  const copied = await listKeys(store.client, store.buckets.target, prefix);
  const absent = succeeded.filter((key) => !copied.has(prefix + key));
  deepEqual(absent, [], "each copy that is said to have succeeded is there");
  const present = failed.filter((key) => copied.has(prefix + key));
  deepEqual(present, [], "no copy that is said to have failed is there");
  const known = new Set(job.listed.map((key) => prefix + key));
  deepEqual(
    [...copied].filter((key) => !known.has(key)),
    [],
    "nothing else was copied",
  );
  for (const key of succeeded.slice(0, 30)) {
    const text = await readText(store.client, store.buckets.target, prefix + key);
    deepEqual(text, `of ${key}`, "a copy has the bytes of its source");
  }
}

const readersMax = 16;

async function checkTags(
  { client, buckets }: CrashStore,
  plan: JobPlan,
  keys: readonly string[],
): Promise<void> {
  const left = keys.values();
  const expected = [{ Key: "job", Value: String(plan.number) }];
  const reader = async () => {
    for (const Key of left) {
      const command = new GetObjectTaggingCommand({ Bucket: buckets.source, Key });
      const { TagSet } = await client.send(command);
      deepEqual(TagSet, expected, `${encodeKey(Key)} has the tags that it is said to have`);
    }
  };
  await Promise.all(Array.from({ length: readersMax }, reader));
}
