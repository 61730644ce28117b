import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCommandLine } from "../../src/cli/verbs.ts";
import { createJob, startApi, type TestApi } from "../support/api.ts";
import { opened, totals } from "../support/jobs.ts";
import { createTerminal, runCli } from "../support/terminal.ts";

let api: TestApi;
let ids: string[];

beforeEach(async () => {
  api = await startApi();
  ids = [];
  for (const description of ["first invoices", "second invoices", "a photo"]) {
    const id = await createJob(api, { description });
    await api.drive(
      id,
      { type: "StartPreparing", manifest: opened },
      { type: "FinishPreparing", totals },
    );
    ids.push(id);
  }
});
afterEach(() => api.stop());

const bulk = (argv: readonly string[], options: Parameters<typeof runCli>[1] = {}) =>
  runCli(["jobs", "bulk", ...argv, "--url", api.url], options);
const statuses = () => ids.map((id) => api.readModels.job(id)?.state.status);

describe("jobs bulk", () => {
  it("asks, and tells all jobs that are found", async () => {
    const argv = ["cancel", "--search", "invoices", "--reason", "not needed"];
    const { code, stdout, stderr } = await bulk(argv, { tty: true, typed: "yes\n" });
    expect(stderr).toMatch(
      /^Cancel 2 jobs\? \[y\/N\] The server carries it out as the bulk command [-0-9a-f]{36}\.\n$/,
    );
    expect(stdout).toBe("2 of 2 jobs took it.\n");
    expect(code).toBe(0);
    expect(statuses()).toEqual(["CANCELLING", "CANCELLING", "SUSPENDED"]);
  });

  it("does nothing when the answer is no, or nobody can be asked", async () => {
    const no = await bulk(["cancel", "--all"], { tty: true, typed: "no\n" });
    expect([no.code, no.stderr]).toEqual([0, "Cancel 3 jobs? [y/N] Nothing was done.\n"]);
    expect((await bulk(["cancel", "--all"])).code).toBe(2);
    expect(statuses()).toEqual(["SUSPENDED", "SUSPENDED", "SUSPENDED"]);
  });

  it("says that some delete objects before they are let run", async () => {
    const id = await createJob(api, { operation: { deleteObject: {} }, description: "old photos" });
    await api.drive(
      id,
      { type: "StartPreparing", manifest: opened },
      { type: "FinishPreparing", totals },
    );
    const { stderr } = await bulk(["confirm", "--search", "photo"], { tty: true, typed: "no\n" });
    expect(stderr).toBe("Confirm 2 jobs? Of them 1 job deletes objects. [y/N] Nothing was done.\n");
    const one = await bulk(["confirm", "--search", "invoices"], { tty: true, typed: "no\n" });
    expect(one.stderr).toBe("Confirm 2 jobs? [y/N] Nothing was done.\n");
    const pause = await bulk(["pause", "--search", "photo"], { tty: true, typed: "no\n" });
    expect(pause.stderr).toBe(
      "Pause 2 jobs? None of them allows it; the others: 2 SUSPENDED. [y/N] Nothing was done.\n",
    );
  });

  it("takes a query, and asks with how many of the jobs allow it", async () => {
    await createJob(api, { description: "new invoices", priority: 70 });
    const query = ["--query", "text contains INVOICES or priority > 50"];
    const { stderr } = await bulk(["confirm", ...query], { tty: true, typed: "no\n" });
    expect(stderr).toBe("Confirm 3 jobs? 2 allow it; the others: 1 NEW. [y/N] Nothing was done.\n");
    const { code, stdout } = await bulk(["confirm", ...query, "--search", "second", "-y"]);
    expect([code, stdout]).toEqual([0, "1 of 1 job took it.\n"]);
    expect(statuses()).toEqual(["SUSPENDED", "READY", "SUSPENDED"]);
  });

  it("shows where a query cannot be read", async () => {
    const expected = [
      "--query, character 21: There is no field priorty. Did you mean priority?",
      "  status = FAILED and priorty > 5",
      "                      ^^^^^^^",
    ];
    const query = ["--query", "status = FAILED and\tpriorty > 5"];
    for (const argv of [
      ["list", ...query],
      ["bulk", "pause", "-y", ...query],
    ]) {
      const { code, stderr } = await runCli(["jobs", ...argv, "--url", api.url]);
      expect(code).toBe(2);
      for (const line of expected) expect(stderr).toContain(line);
    }
    const ended = await bulk(["cancel", "--query", "status ="], { tty: true });
    expect(ended.stderr).toContain("\n  status =\n          ^\n");
  });

  it("does nothing when there are more jobs by the time of the answer", async () => {
    const { context, out } = createTerminal({ tty: true });
    const argv = ["jobs", "bulk", "cancel", "--search", "invoices", "--url", api.url];
    const ended = runCommandLine({ ...context, argv });
    await expect.poll(() => out.stderr, { timeout: 20_000 }).toContain("Cancel 2 jobs?");
    await createJob(api, { description: "third invoices" });
    (context.stdin as PassThrough).write("yes\n");
    expect(await ended).toBe(1);
    expect(out.stderr).toContain("COUNT_CHANGED: These are 3 jobs now, not 2: nothing was done.");
    expect(statuses()).toEqual(["SUSPENDED", "SUSPENDED", "SUSPENDED"]);
  });

  it("looks again when the server is away for a moment, or has not read of it yet", async () => {
    let looks = 0;
    const between = createServer((request, response) => {
      void text(request).then(async (body) => {
        if (body.includes("query Bulk")) looks += 1;
        if (body.includes("query Bulk") && looks === 1) return response.destroy();
        if (body.includes("query Bulk") && looks === 2)
          return response.writeHead(502).end("Bad gateway");
        if (body.includes("query Bulk") && looks === 3)
          return response.end(JSON.stringify({ data: { bulkCommand: null } }));
        const headers = { "content-type": "application/json" };
        const answer = await fetch(`${api.url}/graphql`, { method: "POST", headers, body });
        return response.writeHead(answer.status).end(await answer.text());
      });
    });
    between.listen(0, "127.0.0.1");
    await once(between, "listening");
    try {
      const url = `http://127.0.0.1:${(between.address() as AddressInfo).port}`;
      const argv = ["jobs", "bulk", "cancel", "--search", "invoices", "-y", "--url", url];
      const { code, stdout } = await runCli(argv);
      expect([code, stdout]).toEqual([0, "2 of 2 jobs took it.\n"]);
      expect(looks).toBeGreaterThan(3);
    } finally {
      between.close();
      between.closeAllConnections();
    }
  });

  it("stops one, and says how far it came", async () => {
    const { promise: goOn, resolve } = Promise.withResolvers<void>();
    const slow = await startApi({ beforeTold: () => goOn });
    try {
      const url = ["--url", slow.url];
      await createJob(slow, { description: "one of many" });
      const given = createTerminal();
      const follow = runCommandLine({
        ...given.context,
        argv: ["jobs", "bulk", "pause", "--all", "-y", ...url],
      });
      const idOf = () => /bulk command ([-0-9a-f]{36})/.exec(given.out.stderr)?.[1] ?? null;
      await expect.poll(idOf, { timeout: 20_000 }).not.toBeNull();
      const stop = runCli(["jobs", "bulk", "stop", idOf()!, ...url]);
      const isStopping = () => slow.readModels.bulkCommands.find(idOf()!)?.bulk.stopRequested;
      await expect.poll(isStopping, { timeout: 20_000 }).toBe(true);
      resolve();
      const { code, stdout } = await stop;
      expect([code, stdout]).toEqual([0, expect.stringMatching(/^0 of 1 job took it\./)]);
      await follow;
    } finally {
      resolve();
      await slow.stop();
    }
  });

  it("says which jobs refused it and why", async () => {
    const { code, stdout } = await bulk(["pause", "--search", "photo", "--yes"]);
    expect(stdout).toBe(
      `0 of 1 job took it.\n1 job refused it: INVALID_JOB_STATUS\n  ${ids[2]}  The job is SUSPENDED, which does not allow pausing it.\n`,
    );
    expect(code).toBe(1);
  });

  it("changes the priority of all", async () => {
    const argv = ["priority", "--priority", "50", "--status", "suspended", "-y"];
    expect((await bulk(argv)).stdout).toBe("3 of 3 jobs took it.\n");
    expect(api.readModels.job(ids[0]!)?.state.priority).toBe(50);
  });

  it.each([
    [["stop"], "ID is missing: stevedore jobs bulk stop ID."],
    [["pause", "an-id", "--all"], "An id comes with stop alone"],
    [["pausing", "--all"], "There is no jobs bulk pausing."],
    [["pause"], "Say which jobs by --status, --search, --tag, --created-by or --query, or --all."],
    [["pause", "--all", "--search", "photo"], "Say which jobs by"],
    [["pause", "--all", "--priority", "1"], "--priority comes with the action priority"],
    [["priority", "--all"], "--priority comes with the action priority"],
  ])("says what is wrong with %j", async (argv, message) => {
    const { code, stderr } = await bulk(argv);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it("has nothing to tell when no job is found", async () => {
    const { code, stderr } = await bulk(["pause", "--search", "nowhere", "-y"]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("NOTHING_MATCHES")]);
  });
});
