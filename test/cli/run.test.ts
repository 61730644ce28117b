/** `run` against the real API, with the test in the place of the engine. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { runCommandLine } from "../../src/cli/verbs.ts";
import type { EngineCommand } from "../../src/job/commands.ts";
import { chunkStream } from "../../src/job/streams.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { opened, totals } from "../support/jobs.ts";
import { createTerminal, runCli, type TerminalOptions } from "../support/terminal.ts";

const toEnd: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of toEnd.splice(0).toReversed()) await end();
});

const eventually = (check: () => void) => vi.waitFor(check, { timeout: 60_000, interval: 5 });

const argv = [
  "run",
  "--operation=put-tags",
  "--tag=a=b",
  "--manifest=s3://lists/photos.csv",
  "--report=s3://reports/batch",
];

/** A command line that runs, and the job that it created. */
async function begin(options: TerminalOptions & { flags?: readonly string[]; api?: TestApi } = {}) {
  const api = options.api ?? (await startApi());
  if (options.api === undefined) toEnd.push(() => api.stop());
  const terminal = createTerminal(options);
  const words = [...argv, "--url", api.url, ...(options.flags ?? ["--yes"])];
  const ended = runCommandLine({ ...terminal.context, argv: words });
  return { api, terminal, ended };
}

async function jobOf(api: TestApi): Promise<string> {
  const ask = async () => {
    const { data } = await api.ask("{ jobs { nodes { id } } }");
    return (data as unknown as { jobs: { nodes: { id: string }[] } }).jobs.nodes[0]?.id;
  };
  return vi.waitFor(
    async () => {
      const id = await ask();
      if (id === undefined) throw new Error("there is no job yet");
      return id;
    },
    { timeout: 60_000, interval: 5 },
  );
}

function statusOf(api: TestApi, id: string): unknown {
  return api.readModels.job(id)?.state.status;
}

const prepare: readonly EngineCommand[] = [
  { type: "StartPreparing", manifest: opened },
  { type: "FinishPreparing", totals },
];

/** Prepares the job, waits for its confirmation, and ends it with these counts. */
async function driveToEnd(api: TestApi, id: string, failed: number): Promise<void> {
  await api.drive(id, ...prepare);
  await eventually(() => expect(statusOf(api, id)).toBe("READY"));
  await api.drive(id, { type: "ActivateJob" });
  const counts = { succeeded: totals.rows - failed, failed, unknown: 0 };
  const done = { succeeded: counts.succeeded, failed, deferred: 0 };
  await api.record(
    chunkStream(id, 0, 0),
    { type: "ChunkClaimed", data: { executor: "e", firstRow: 0, rows: totals.rows } },
    {
      type: "ChunkAdvanced",
      data: { executor: "e", ...done, change: done, outcomesHash: "h" },
    },
  );
  await api.drive(
    id,
    { type: "CompleteTasks", counts },
    {
      type: "RecordReport",
      manifestKey: "batch/job/manifest.json",
      files: 1,
      rows: totals.rows,
      outcomesHash: "h",
    },
  );
}

function linesOf(stdout: string): { jobId: string; status: string }[] {
  return stdout
    .trimEnd()
    .split("\n")
    .map((text) => JSON.parse(text) as { jobId: string; status: string });
}

describe("jobs show", () => {
  it("says of a job that runs and has no task in any hand that it waits for room", async () => {
    const { api, ended } = await begin();
    const id = await jobOf(api);
    const shown = async () => (await runCli(["jobs", "show", id, "--url", api.url])).stdout;
    await api.drive(id, ...prepare);
    await eventually(() => expect(statusOf(api, id)).toBe("READY"));
    expect(await shown()).toContain("Waits for  a slot: it is the next; 0 of 16 run\n");
    await api.drive(id, { type: "ActivateJob" });
    expect(await shown()).toMatch(/Waits for +room: no process has any of its tasks in hand/);
    await api.record(chunkStream(id, 0, 0), {
      type: "ChunkClaimed",
      data: { executor: "e", firstRow: 0, rows: 600 },
    });
    expect(await shown()).not.toContain("Waits for");
    const counts = { succeeded: 0, failed: 0, unknown: 0 };
    await api.drive(id, { type: "FailJob", code: "InvalidManifestContent", reason: "It is over." });
    await api.drive(id, { type: "RecordDrained", counts });
    await ended;
  });
});

describe("run", () => {
  it.each([
    [0, 0, "every task succeeded"],
    [7, 3, "some tasks failed"],
  ])("with %d failed tasks ends with exit code %d", async (failed, code, words) => {
    const { api, terminal, ended } = await begin();
    const id = await jobOf(api);
    await driveToEnd(api, id, failed);
    expect(await ended).toBe(code);
    expect(terminal.out.stderr).toContain(words);
    expect(terminal.out.stderr).toContain("s3://reports/batch/job/manifest.json");
    const lines = linesOf(terminal.out.stdout);
    expect(lines.every(({ jobId }) => jobId === id)).toBe(true);
    expect(lines.at(-1)).toMatchObject({ status: "COMPLETE", total: totals.rows, failed });
  });

  it("ends with exit code 4 when the job fails, and tells why and what helps", async () => {
    const { api, terminal, ended } = await begin();
    const id = await jobOf(api);
    const counts = { succeeded: 0, failed: 0, unknown: 0 };
    await api.drive(
      id,
      { type: "FailJob", code: "ManifestNotFound", reason: "It is \u001B[31mnot there." },
      { type: "RecordDrained", counts },
    );
    expect(await ended).toBe(4);
    expect(terminal.out.stderr).toContain("ManifestNotFound: It is \\u{1b}[31mnot there.");
    expect(terminal.out.stderr).toContain("-> Check bucket and key of --manifest.");
    expect(terminal.out.stderr).toContain("not made, because no task ran");
  });

  it("ends with exit code 5 when the job is cancelled by someone", async () => {
    const { api, terminal, ended } = await begin();
    const id = await jobOf(api);
    await api.ask(
      `mutation ($id: ID!) { cancelJob(input: { id: $id, reason: "Too late" }) { errors { code } } }`,
      { id },
    );
    await api.drive(id, { type: "RecordDrained", counts: { succeeded: 0, failed: 0, unknown: 0 } });
    expect(await ended).toBe(5);
    expect(terminal.out.stderr).toContain("The job was cancelled");
  });

  it("shows on a terminal what will be done, asks, and goes on when told so", async () => {
    const { api, terminal, ended } = await begin({ tty: true, typed: "y\n", flags: [] });
    await driveToEnd(api, await jobOf(api), 0);
    expect(await ended).toBe(0);
    expect(terminal.out.stderr).toMatch(/Operation +replace all tags by a=b/);
    expect(terminal.out.stderr).toMatch(/Objects +1,200/);
    expect(terminal.out.stderr).toContain("Run this on 1,200 objects? [y/N]");
    expect(terminal.out.stdout).toContain("Complete: every task succeeded.");
    expect(terminal.out.stdout).not.toContain("{");
  });

  it("cancels the job when the answer is no", async () => {
    const { api, terminal, ended } = await begin({ tty: true, typed: "n\n", flags: [] });
    const id = await jobOf(api);
    await api.drive(id, ...prepare);
    await eventually(() => expect(statusOf(api, id)).toBe("CANCELLING"));
    await api.drive(id, { type: "RecordDrained", counts: { succeeded: 0, failed: 0, unknown: 0 } });
    expect(await ended).toBe(5);
    expect(terminal.out.stdout).toContain("Not tried  1,200");
  });

  it("leaves the job alone when it is interrupted, and says how to go on", async () => {
    const { api, terminal, ended } = await begin();
    const id = await jobOf(api);
    await api.drive(id, prepare[0]!);
    await eventually(() => expect(terminal.out.stdout).toContain("PREPARING"));
    terminal.interrupt();
    expect(await ended).toBe(130);
    expect(terminal.out.stderr).toContain(`stevedore jobs follow ${id} --url ${api.url}`);
    expect(statusOf(api, id)).toBe("PREPARING");
  });

  it("is interrupted while it asks", async () => {
    const { api, terminal, ended } = await begin({ tty: true, flags: [] });
    const id = await jobOf(api);
    await api.drive(id, ...prepare);
    await eventually(() => expect(terminal.out.stderr).toContain("[y/N]"));
    terminal.interrupt();
    expect(await ended).toBe(130);
    expect(statusOf(api, id)).toBe("SUSPENDED");
  });

  it("leaves a job that jobs follow stays with, to its end", async () => {
    const first = await begin();
    const { api } = first;
    const id = await jobOf(api);
    first.terminal.interrupt();
    await first.ended;
    expect(first.terminal.out.stderr).toContain(`stevedore jobs follow ${id} --url ${api.url}`);
    const terminal = createTerminal();
    const words = ["jobs", "follow", id, "--url", api.url];
    const ended = runCommandLine({ ...terminal.context, argv: words });
    const driven = driveToEnd(api, id, 2);
    const confirm = `It waits for confirmation: stevedore jobs confirm ${id} --url ${api.url}\n`;
    await eventually(() => expect(terminal.out.stderr).toContain(confirm));
    const confirmed = await runCli(["jobs", "confirm", id, "--yes", "--url", api.url]);
    expect(confirmed.code).toBe(0);
    await driven;
    expect(await ended).toBe(3);
    expect(linesOf(terminal.out.stdout).at(-1)).toMatchObject({ jobId: id, status: "COMPLETE" });
    expect(terminal.out.stderr).toContain("Complete, but some tasks failed.");
  });

  it("with the same token goes on with the same job", async () => {
    const flags = ["--yes", "--token", "t-1"];
    const first = await begin({ flags });
    const { api } = first;
    const id = await jobOf(api);
    await eventually(() => expect(first.terminal.out.stdout).toContain(id));
    first.terminal.interrupt();
    expect(await first.ended).toBe(130);
    const second = await begin({ flags, api });
    await driveToEnd(api, id, 0);
    expect(await second.ended).toBe(0);
    const again = await begin({ flags, api });
    expect(await again.ended).toBe(0);
    expect(linesOf(again.terminal.out.stdout)).toMatchObject([{ jobId: id, status: "COMPLETE" }]);
    const other = await begin({ flags: [...flags, "--priority", "3"], api });
    expect(await other.ended).toBe(1);
    expect(other.terminal.out.stderr).toMatch(/clientRequestToken: IDEMPOTENCY_MISMATCH: /);
  });

  it("takes the job of a file, and asks in any case", async () => {
    const folder = mkdtempSync(join(tmpdir(), "stevedore-run-"));
    toEnd.push(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "job.json");
    const spec = {
      operation: { deleteObjectTagging: {} },
      manifest: { csv: { object: { bucket: "lists", key: "photos.csv" } } },
      confirmationRequired: false,
    };
    writeFileSync(file, JSON.stringify({ clientRequestToken: "of the file", spec }));
    const api = await startApi();
    toEnd.push(() => api.stop());
    const terminal = createTerminal();
    const words = ["run", "--job", file, "--yes", "--url", api.url];
    const ended = runCommandLine({ ...terminal.context, argv: words });
    const id = await jobOf(api);
    expect(api.readModels.job(id)?.state.spec).toMatchObject({
      operation: { kind: "DELETE_OBJECT_TAGGING" },
      confirmationRequired: true,
    });
    terminal.interrupt();
    expect(await ended).toBe(130);
  });

  it("tells where in the input the server sees a mistake", async () => {
    const { terminal, ended } = await begin({ flags: ["--yes", "--manifest-store", "nowhere"] });
    expect(await ended).toBe(1);
    expect(terminal.out.stderr).toMatch(/spec\.manifest\S*: NO_SUCH_STORE: /);
    expect(terminal.out.stdout).toBe("");
  });
});
