import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runCliProcess, startCli } from "../support/cli-process.ts";
import { openTestStore, testKeys, type TestStore } from "../support/devstore.ts";
import { hostileKeysToPrefix } from "../support/hostile-keys.ts";
import { listKeys, putManifest, putObjects } from "../support/jobs-over-http.ts";
import { startStevedore, type StevedoreProcess } from "../support/stevedore-process.ts";

const keys = Array.from({ length: 40 }, (_, index) => `in/photo ${index}+.jpg`);
const missing = ["gone/1", "gone/2"];

let folder: string;
let store: TestStore;
let server: StevedoreProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stevedore-run-"));
  store = await openTestStore();
  for (const bucket of ["photos", "copies", "reports"])
    await store.client.send(new CreateBucketCommand({ Bucket: bucket }));
  await putObjects(store.client, "photos", keys);
  const list = (key: string, listed: readonly string[]) =>
    putManifest(store.client, { bucket: "reports", key }, { bucket: "photos", keys: listed });
  await list("good.csv", keys);
  await list("some.csv", [...keys, ...missing]);
  server = await startStevedore({
    dataDir: join(folder, "server"),
    storeUrl: store.store.url,
    env: { EVENTSTORE_URL: "embedded" },
  });
});

afterAll(async () => {
  await server.kill();
  await store.close();
  await rm(folder, { recursive: true });
});

const copy = (manifest: string, prefix: string) => [
  "run",
  "--operation=copy",
  `--manifest=s3://reports/${manifest}`,
  "--target-bucket=copies",
  `--target-prefix=${prefix}`,
  "--report=s3://reports/runs",
];

interface Line {
  readonly jobId: string;
  readonly status: string;
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
}

function lastLine(stdout: string): Line {
  return JSON.parse(stdout.trimEnd().split("\n").at(-1)!) as Line;
}

async function copiesUnder(prefix: string): Promise<string[]> {
  const all = await listKeys(store.client, "copies");
  return [...all].filter((key) => key.startsWith(`${prefix}/`));
}

/** Environment of a server that the command starts for itself. */
const own = (name: string) => ({
  DATA_DIR: join(folder, name),
  AWS_ENDPOINT_URL_S3: store.store.url,
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: testKeys.accessKeyId,
  AWS_SECRET_ACCESS_KEY: testKeys.secretAccessKey,
  EXECUTOR_THREADS: "1",
});

describe("run with a running server", () => {
  it("off a terminal without --yes ends with exit code 2, and creates nothing", async () => {
    const env = { STEVEDORE_URL: server.url };
    const { code, stdout, stderr } = await runCliProcess(copy("good.csv", "unasked"), env);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("give --yes");
    const { jobs } = await server.query<{ jobs: { totalCount: number } }>(
      "{ jobs { totalCount } }",
    );
    expect(jobs.totalCount).toBe(0);
  });

  it("ends with exit code 3 when tasks failed; the other verbs tell the rest", async () => {
    const env = { STEVEDORE_URL: server.url };
    const ran = await runCliProcess(
      [...copy("some.csv", "some"), "--yes", "--description", "d"],
      env,
    );
    expect(ran.stderr).toContain("2 x NoSuchKey (HTTP 404)");
    expect(ran.code).toBe(3);
    const end = lastLine(ran.stdout);
    expect(end).toMatchObject({ status: "COMPLETE", total: 42, succeeded: 40, failed: 2 });
    expect(await copiesUnder("some")).toHaveLength(40);

    const ask = async (...argv: string[]) => {
      const result = await runCliProcess([...argv, "--url", server.url]);
      expect([result.code, result.stderr]).toEqual([0, ""]);
      return result.stdout;
    };
    const id = end.jobId;
    expect(JSON.parse(await ask("jobs", "list", "--json"))).toMatchObject({ id, description: "d" });
    expect(await ask("jobs", "list", "--status", "ACTIVE")).toBe("No jobs.\n");
    expect(await ask("jobs", "show", id)).toMatch(/Operation +copy into s3:\/\/copies\/some/);
    expect(await ask("jobs", "history", id)).toMatch(/ SUSPENDED .*[^]* READY .*[^]* COMPLETE /);
    const report = JSON.parse(await ask("report", id, "--json")) as {
      report: { manifest: string; files: { outcome: string; rows: number }[] };
    };
    expect(report.report.manifest).toBe(`s3://reports/runs/job-${id}/manifest.json`);
    expect(report.report.files.map(({ outcome, rows }) => `${outcome} ${rows}`).toSorted()).toEqual(
      ["FAILED 2", "SUCCEEDED 40"],
    );
    const failed = await ask("report", id, "--failed");
    expect(failed.trimEnd().split("\n")).toEqual([
      "row,bucket,key,versionId,errorCode,httpStatus,message",
      expect.stringMatching(/^4[12],photos,gone\/[12],,NoSuchKey,404,/),
      expect.stringMatching(/^4[12],photos,gone\/[12],,NoSuchKey,404,/),
    ]);
  });

  it("takes the failed file of a report as a manifest, whatever the keys", async () => {
    const env = { STEVEDORE_URL: server.url };
    const absent = hostileKeysToPrefix;
    const list = { bucket: "reports", key: "absent.csv" };
    await putManifest(store.client, list, { bucket: "photos", keys: [...keys, ...absent] });
    const first = await runCliProcess([...copy("absent.csv", "first"), "--yes"], env);
    expect(lastLine(first.stdout)).toMatchObject({ succeeded: 40, failed: absent.length });

    const { jobId } = lastLine(first.stdout);
    const { stdout } = await runCliProcess(["report", jobId, "--json"], env);
    const { report } = JSON.parse(stdout) as {
      report: { files: { key: string; outcome: string }[] };
    };
    const { key } = report.files.find(({ outcome }) => outcome === "FAILED")!;
    const again = ["run", "--operation=copy", "--target-bucket=copies", "--target-prefix=again"];
    const argv = [...again, `--manifest=s3://reports/${key}`, "--yes"];
    const unread = await runCliProcess(argv, env);
    expect([unread.code, unread.stderr]).toEqual([4, expect.stringContaining("--fields report")]);

    await putObjects(store.client, "photos", absent);
    const second = await runCliProcess([...argv, "--fields=report"], env);
    expect(lastLine(second.stdout)).toMatchObject({ succeeded: absent.length, failed: 0 });
    expect((await copiesUnder("again")).toSorted()).toEqual(
      absent.map((name) => `again/${name}`).toSorted(),
    );
  });

  it("ends with exit code 4 when the manifest is not there", async () => {
    const argv = [...copy("none.csv", "none"), "--yes", "--url", server.url];
    const { code, stderr } = await runCliProcess(argv);
    expect(stderr).toContain("ManifestNotFound");
    expect(code).toBe(4);
  });

  it("lets a job that was created elsewhere be cancelled", async () => {
    const spec = {
      operation: { deleteObjectTagging: {} },
      manifest: { csv: { object: { bucket: "reports", key: "good.csv" } } },
    };
    const { createJob } = await server.query<{ createJob: { job: { id: string } } }>(
      `mutation ($input: CreateJobInput!) { createJob(input: $input) { job { id } } }`,
      { input: { clientRequestToken: "cancel me", spec } },
    );
    const argv = ["jobs", "cancel", createJob.job.id, "--reason", "Not now", "--yes"];
    const { code, stdout } = await runCliProcess([...argv, "--url", server.url]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/is being cancelled; it is CANCELL/)]);
  });
});

describe("run with a server of its own", () => {
  it("runs the job to its end and leaves nothing running", async () => {
    const { code, stdout, stderr } = await runCliProcess(
      [...copy("good.csv", "own"), "--yes"],
      own("own"),
    );
    expect(stderr).toContain("Complete: every task succeeded.");
    expect(code).toBe(0);
    expect(lastLine(stdout)).toMatchObject({ status: "COMPLETE", succeeded: 40, failed: 0 });
    expect((await copiesUnder("own")).toSorted()).toEqual(
      keys.map((key) => `own/${key}`).toSorted(),
    );
  });

  it("stops when it is interrupted, and goes on when it is run again with the same token", async () => {
    const argv = [
      ...copy("good.csv", "twice"),
      "--token",
      "twice",
      // Five seconds long, so that it is not over before it is interrupted.
      "--max-requests-per-second",
      "8",
    ];
    const first = startCli([...argv, "--yes"], own("twice"));
    await vi.waitFor(() => expect(first.out.stdout).toContain("ACTIVE"), { timeout: 60_000 });
    first.child.kill("SIGINT");
    const interrupted = await first.ended;
    expect(interrupted.stderr).toContain("--token twice goes on with it");
    expect(interrupted.code).toBe(130);
    const second = await runCliProcess([...argv, "--yes"], own("twice"));
    expect(second.code).toBe(0);
    expect(lastLine(second.stdout).jobId).toBe(lastLine(interrupted.stdout).jobId);
    expect(await copiesUnder("twice")).toHaveLength(40);
  });
});

describe("serve", () => {
  it("says in one line where it listens, and stops when told so", async () => {
    const serving = startCli(["serve"], { ...own("serve"), PORT: "0", LOG_LEVEL: "warn" });
    await vi.waitFor(() => expect(serving.out.stdout).toContain("\n"), { timeout: 60_000 });
    const url = /^Stevedore listens on (?<url>\S+)/.exec(serving.out.stdout)?.groups?.["url"] ?? "";
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    serving.child.kill("SIGTERM");
    expect((await serving.ended).code).toBe(0);
    expect(serving.out.stdout.trimEnd().split("\n")).toHaveLength(1);
  });

  it.each([
    ["a port that is taken", () => ({ PORT: new URL(server.url).port }), /The address is in use/],
    [
      "a folder that is taken",
      () => ({ DATA_DIR: join(folder, "server") }),
      /is in use by process \d+/,
    ],
    ["a setting that cannot stand", () => ({ PORT: "http" }), /PORT must be a whole number/],
    ["an address that others reach", () => ({ HOST: "0.0.0.0" }), /HOST is "0\.0\.0\.0"/],
  ])("with %s ends with exit code 1 and one clear sentence", async (_, env, message) => {
    const settings = { ...own("refused"), PORT: "0", LOG_LEVEL: "warn", ...env() };
    const { code, stdout, stderr } = await runCliProcess(["serve"], settings);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/ at .*\.ts:\d+/);
    expect([code, stdout]).toEqual([1, ""]);
  });
});
