/** Functions that fail in every way, as whole jobs against the development function host. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, test } from "vitest";
import { startFunctionHost } from "../../src/devlambda/function-host.ts";
import { openTestStore } from "../support/devstore.ts";
import { expectAgreement, lookAtJob, type SeenJob } from "../support/job-audit.ts";
import { createJob, putManifest, untilEnded } from "../support/jobs-over-http.ts";
import { readLoggedJob, type LoggedJob } from "../support/outcomes-in-log.ts";
import { startStevedore } from "../support/stevedore-process.ts";

/** 5 in a row, and 2 rounds more. */
const allAttempts = 15;

/** Key, how its task ends, its calls, and its message in the report. */
const tasks = [
  ["well/1", "succeeded", 1, /^done at call 1$/],
  ["flaky/1", "succeeded", 4, /^done at call 4$/],
  ["recovers/1", "succeeded", 4, /^done at call 4$/],
  ["refused/1", "failed", 1, /^refused at call 1$/],
  ["busy/1", "failed", allAttempts, /^busy at call 15$/],
  ["silent/1", "failed", allAttempts, /./],
  ["text/1", "failed", allAttempts, /^Invalid JSON returned in Lambda payload/],
  ["throws/1", "failed", allAttempts, /^Lambda returned function error: .*threw at call 15/],
  // The host ends it, and the next call is given a process of its own.
  ["hangs/1", "failed", allAttempts, /^Lambda returned function error: .*[Tt]imed out/],
] as const;

let seen: SeenJob;
let logged: LoggedJob;
let gone: SeenJob;

beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "stevedore-"));
  const store = await openTestStore();
  for (const Bucket of ["photos", "reports"])
    await store.client.send(new CreateBucketCommand({ Bucket }));
  const startHost = (timeoutMs: number) =>
    startFunctionHost({
      folder: new URL("../devlambda/handlers", import.meta.url).pathname,
      timeoutMs,
      memoryMb: 64,
      processesMax: 1,
    });
  // A process that is ended forgets how often a task was called, so who hangs has a host of its own.
  const [host, impatient] = [await startHost(60_000), await startHost(200)];
  const file = join(dataDir, "stevedore.json");
  const place = { endpoint: host.url, accessKeyId: "any", secretAccessKey: "any" };
  const functions = {
    retries: place,
    hanging: { ...place, endpoint: impatient.url, function: "retries" },
    nowhere: { ...place, function: "nowhere" },
  };
  await writeFile(file, JSON.stringify({ functions }));
  const env = { STEVEDORE_CONFIG: file };
  const stevedore = await startStevedore({ dataDir, storeUrl: store.store.url, env });
  try {
    const run = async (name: string, keys: readonly string[]) => {
      const manifest = { bucket: "reports", key: `${name}.csv` };
      await putManifest(store.client, manifest, { bucket: "photos", keys });
      const id = await createJob(stevedore, {
        operation: { invokeFunction: { function: name } },
        manifest,
        reports: "reports",
        token: randomUUID(),
      });
      await untilEnded(stevedore, id, 350_000);
      return {
        id,
        look: await lookAtJob(stevedore, { id, client: store.client, reports: "reports" }),
      };
    };
    const counting = tasks.map(([key]) => key).filter((key) => key !== "hangs/1");
    const [first, hanging, nowhere] = await Promise.all([
      run("retries", counting),
      run("hanging", ["hangs/1"]),
      run("nowhere", ["well/1"]),
    ]);
    gone = nowhere.look;
    await stevedore.stop();
    const logs: LoggedJob[] = [];
    for (const { id, look } of [first, hanging]) {
      const log = await readLoggedJob(dataDir, id);
      expectAgreement(look, log);
      logs.push(log);
    }
    seen = { ...first.look, report: [...first.look.report!, ...hanging.look.report!] };
    logged = { ...logs[0]!, outcomes: logs.flatMap(({ outcomes }) => outcomes) };
  } finally {
    await stevedore.kill();
    await host.close();
    await impatient.close();
    await store.close();
    await rm(dataDir, { recursive: true });
  }
}, 400_000);

describe("a function, as a whole job", () => {
  test.each(tasks)("%s has %s after %i calls", (key, status, attempts, message) => {
    const row = seen.report!.find(({ rawKey }) => rawKey === key);
    expect(row).toMatchObject({
      status,
      httpStatus: "200",
      code: status === "succeeded" ? "" : "PermanentFailure",
    });
    expect(row!.message).toMatch(message);
    const outcome = logged.outcomes.find(({ rawKey }) => rawKey === key);
    expect(outcome?.attempts).toBe(attempts);
  });

  test("that its host does not know fails its tasks with the host's own code, tried once", () => {
    expect(gone.view.progress).toMatchObject({ succeeded: 0, failed: 1 });
    expect(gone.failedTasks).toMatchObject([
      { errorCode: "ResourceNotFoundException", attempts: 1 },
    ]);
  });
});
