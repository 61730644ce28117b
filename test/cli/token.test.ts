import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config.ts";
import { sha256Of } from "../../src/config/tokens.ts";
import { makeTokens } from "../support/access.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { runCli } from "../support/terminal.ts";

describe("stevedore token new", () => {
  it("prints a token, and an entry that the config file takes and that does not hold it", async () => {
    const { code, stdout, stderr } = await runCli(["token", "new", "ci", "--bucket", "photos"]);
    expect(code).toBe(0);
    const token = stdout.trim();
    expect(token).toMatch(/^stevedore_[\w-]{43}$/);
    const file = JSON.parse(stderr.slice(stderr.indexOf("{"))) as object;
    expect(JSON.stringify(file)).not.toContain(token);
    expect(loadConfig({ env: {}, file, cores: 1 }).access.tokens).toMatchObject([
      { name: "ci", sha256: sha256Of(token), permission: "READ", bounds: { buckets: ["photos"] } },
    ]);
  });

  it("takes every rule, and prints one JSON object for programs", async () => {
    const { stdout } = await runCli([
      "token",
      "new",
      "cleaner",
      "--json",
      "--permission=run",
      "--grant=delete-objects",
      "--grant=functions",
      "--store=default",
      "--role=arn:aws:iam::123456789012:role/a",
      "--operation=COPY_OBJECT",
      "--max-priority=20",
      "--expires=2027-01-31T00:00:00Z",
    ]);
    const { token, config } = JSON.parse(stdout) as { token: string; config: object };
    expect(config).toEqual({
      tokens: {
        cleaner: {
          sha256: sha256Of(token),
          permission: "run",
          grants: ["delete-objects", "functions"],
          stores: ["default"],
          roles: ["arn:aws:iam::123456789012:role/a"],
          operations: ["COPY_OBJECT"],
          maxPriority: 20,
          expiresAt: "2027-01-31T00:00:00Z",
        },
      },
    });
  });

  it("can be bound to jobs by whose they are, their tags and their priority", async () => {
    const { stdout } = await runCli([
      "token",
      "new",
      "media",
      "--permission=run",
      "--required-tag=team=media",
      "--required-tag=team=web",
      "--required-tag=cost-center",
      "--see-tag=team=media",
      "--command-own",
      "--command-priority=20",
      "--json",
    ]);
    const { config } = JSON.parse(stdout) as { config: { tokens: { media: object } } };
    expect(config.tokens.media).toMatchObject({
      requiredTags: { team: ["media", "web"], "cost-center": true },
      visibleJobs: { tags: { team: ["media"] } },
      commandedJobs: { own: true, maxPriority: 20 },
    });
  });

  it("makes another token each time", async () => {
    const tokens = await Promise.all([1, 2, 3].map(() => runCli(["token", "new", "a"])));
    expect(new Set(tokens.map(({ stdout }) => stdout)).size).toBe(3);
  });

  it.each([
    [["--permission", "root"], /read, run or admin/],
    [["--grant", "everything"], /grants are of/],
    [["--expires", "soon"], /expiresAt/],
    [["--max-priority", "high"], /whole number/],
  ])("refuses %j and makes none", async (flags, message) => {
    const { code, stdout, stderr } = await runCli(["token", "new", "ci", ...flags]);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(message);
  });
});

describe("the command line at a server that asks for tokens", () => {
  const { authenticator, tokens } = makeTokens({ reader: { permission: "read" } });
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi({ authenticator });
  });
  afterAll(() => api.stop());

  it("shows the one of STEVEDORE_TOKEN, or of --access-token", async () => {
    const argv = ["jobs", "list", "--url", api.url];
    expect((await runCli(argv, { env: { STEVEDORE_TOKEN: tokens.reader } })).code).toBe(0);
    expect((await runCli([...argv, "--access-token", tokens.reader])).code).toBe(0);
  });

  it("says that a token is missing, or that it is not good", async () => {
    const argv = ["jobs", "list", "--url", api.url];
    const without = await runCli(argv);
    expect([without.code, without.stderr]).toEqual([
      1,
      expect.stringMatching(/UNAUTHENTICATED: This server needs an access token/),
    ]);
    const wrong = await runCli(argv, { env: { STEVEDORE_TOKEN: "nonsense" } });
    expect(wrong.stderr).toMatch(/UNAUTHENTICATED: The access token is not known/);
    expect(wrong.stderr).not.toContain("nonsense");
  });
});
