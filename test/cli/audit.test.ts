import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTokens } from "../support/access.ts";
import { createJob, startApi, type TestApi } from "../support/api.ts";
import { runCli } from "../support/terminal.ts";

let api: TestApi;
let folder: string;
let id: string;
beforeAll(async () => {
  api = await startApi();
  folder = await mkdtemp(join(tmpdir(), "stevedore-audit-"));
  id = await createJob(api, { description: "Zählung – 数える" });
});
afterAll(async () => {
  await api.stop();
  await rm(folder, { recursive: true });
});

const audit = (...argv: readonly string[]) => runCli(["audit", ...argv]);

describe("stevedore audit", () => {
  it("exports to standard output what it verifies", async () => {
    const { code, stdout } = await audit("export", id, "--url", api.url);
    expect(code).toBe(0);
    expect(stdout).toContain("Zählung – 数える");
    const file = join(folder, "piped.jsonl");
    await writeFile(file, stdout);
    const verified = await audit("verify", file);
    expect(verified).toMatchObject({ code: 0, stderr: "" });
    expect(verified.stdout).toMatch(
      new RegExp(
        `Nothing is changed in the audit of job ${id}: 3 lines. The job had not ended yet.`,
      ),
    );
  });

  it("exports to a file, and never over another", async () => {
    const file = join(folder, "new.jsonl");
    const argv = ["export", id, "--output", file, "--url", api.url];
    expect((await audit(...argv)).code).toBe(0);
    const bytes = await readFile(file);
    const again = await audit(...argv);
    expect([again.code, again.stderr]).toEqual([1, expect.stringMatching(/not written over/)]);
    expect(await readFile(file)).toEqual(bytes);
  });

  it("names the line that is wrong, and ends with 1", async () => {
    const file = join(folder, "changed.jsonl");
    const { stdout } = await audit("export", id, "--url", api.url);
    await writeFile(file, stdout.replace("Zählung", "Zahlung"));
    const { code, stderr } = await audit("verify", file);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^line 2: its hash is not that of its text/);
    const json = await audit("verify", file, "--json");
    expect(JSON.parse(json.stdout)).toMatchObject({ problems: [{ line: 2 }], jobId: id });
  });

  it("finds an edit by the hash of the last line that was kept", async () => {
    const file = join(folder, "kept.jsonl");
    await audit("export", id, "--output", file, "--url", api.url);
    const { stdout } = await audit("verify", file, "--json");
    const { lastHash } = JSON.parse(stdout) as { lastHash: string };
    expect((await audit("verify", file, "--hash", lastHash.toUpperCase())).code).toBe(0);
    const other = await audit("verify", file, "--hash", "0".repeat(64));
    expect([other.code, other.stderr]).toEqual([1, expect.stringMatching(/not the one given/)]);
  });

  it("says when there is no such job, and no such file", async () => {
    const missing = await audit("export", "nothing", "--url", api.url);
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringMatching(/JOB_NOT_FOUND/)]);
    const unread = await audit("verify", join(folder, "nothing"));
    expect([unread.code, unread.stderr]).toEqual([1, expect.stringMatching(/cannot be read/)]);
  });
});

describe("GET /jobs/ID/audit", () => {
  it("is a download of lines, at the path that the job names", async () => {
    const { data } = await api.ask(
      `query ($id: ID!) { job(id: $id) { audit { exportPath outcomesHash verify(outcomesHash: "a") } } }`,
      { id },
    );
    const exportPath = `/jobs/${id}/audit`;
    expect(data).toEqual({
      job: { audit: { exportPath, outcomesHash: null, verify: "NOT_RECORDED" } },
    });
    const response = await fetch(`${api.url}${exportPath}`);
    expect(response.headers.get("content-type")).toBe("application/x-ndjson");
    expect(response.headers.get("content-disposition")).toBe(
      `attachment; filename="job-${id}-audit.jsonl"`,
    );
    expect(await response.text()).toMatch(
      /^\{"line":1,.*\n\{"line":2,.*\n\{"line":3,.*"end":true.*\n$/,
    );
  });

  it.each([
    "/jobs/..%2f..%2fetc%2fpasswd/audit",
    "/jobs/a%0d%0aSet-Cookie:%20a=b/audit",
    `/jobs/${"x".repeat(100)}/audit`,
    "/jobs/steward/audit",
    "/jobs/%00/audit",
  ])("finds nothing at %s", async (path) => {
    const response = await fetch(`${api.url}${path}`);
    expect(response.status).toBe(404);
    expect(response.headers.get("set-cookie")).toBeNull();
  });

  it("needs a token where there are tokens, and shows nothing out of its bounds", async () => {
    const { authenticator, tokens } = makeTokens({
      reader: { permission: "read" },
      elsewhere: { permission: "run", buckets: ["elsewhere"] },
      admin: { permission: "admin" },
    });
    const guarded = await startApi({ authenticator });
    const { data } = (await (
      await fetch(`${guarded.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${tokens.admin}` },
        body: JSON.stringify({
          query: `mutation { createJob(input: { clientRequestToken: "t", spec: {
            operation: { deleteObjectTagging: {} }
            manifest: { csv: { object: { bucket: "lists", key: "a" } } } } }) { job { id } } }`,
        }),
      })
    ).json()) as { data: { createJob: { job: { id: string } } } };
    const statusOf = async (token: string | null) =>
      (
        await fetch(`${guarded.url}/jobs/${data.createJob.job.id}/audit`, {
          headers: token === null ? {} : { authorization: `Bearer ${token}` },
        })
      ).status;
    expect(await statusOf(null)).toBe(401);
    expect(await statusOf(tokens.reader)).toBe(200);
    expect(await statusOf(tokens.elsewhere)).toBe(404);
    const argv = ["audit", "export", data.createJob.job.id, "--url", guarded.url];
    expect((await runCli(argv, { env: { STEVEDORE_TOKEN: tokens.reader } })).code).toBe(0);
    await guarded.stop();
  });
});
