import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { missingKeys } from "../../src/cli/demo-objects.ts";
import { runCliProcess, startCli } from "../support/cli-process.ts";

/** Where the demo puts its data, so that the test can see that they are gone. */
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "stevedore-demo-test-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("the demo", () => {
  it("runs a whole job with one command, and tells it in one JSON line", async () => {
    const argv = ["demo", "--json", "--objects", "300"];
    const { code, stdout, stderr } = await runCliProcess(argv, { TMPDIR: folder });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.trimEnd().split("\n")).toHaveLength(1);
    const result = JSON.parse(stdout) as { jobId: string; seconds: number };
    expect(result).toEqual({
      jobId: expect.stringMatching(/^[\da-f-]{36}$/) as string,
      status: "COMPLETE",
      total: 300 + missingKeys.length,
      succeeded: 300,
      failed: missingKeys.length,
      reportManifest: `s3://demo-reports/reports/job-${result.jobId}/manifest.json`,
      seconds: expect.any(Number) as number,
    });
    expect(result.seconds).toBeGreaterThan(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("shows the report, checks the copies, and with --keep answers the query that it offers", async () => {
    const argv = ["demo", "--objects", "30", "--keep"];
    const demo = startCli(argv, { TMPDIR: folder, PORT: "0", EXECUTOR_THREADS: "0" });
    await vi.waitFor(() => expect(demo.out.stdout).toContain("until Ctrl-C"), { timeout: 60_000 });
    const { stdout } = demo.out;
    expect(stdout).toContain("30 objects copied, each as the report says.");
    expect(stdout).toMatch(/demo-source,plain%2Fobject-000001\.txt,,succeeded,200,,Successful/);
    expect(stdout).toMatch(/demo-source,missing%2F.*,,failed,404,NoSuchKey,/);
    const url = /curl -s (?<url>\S+)/.exec(stdout)?.groups?.["url"] ?? "";
    const body = /-d '(?<body>.*)'/.exec(stdout)?.groups?.["body"] ?? "";
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    expect(await answer.json()).toMatchObject({
      data: {
        job: { status: "COMPLETE", progress: { succeeded: 30, failed: missingKeys.length } },
      },
    });
    demo.child.kill("SIGINT");
    expect((await demo.ended).code).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });
});
