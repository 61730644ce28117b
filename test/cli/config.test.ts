import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { settings } from "../../src/config.ts";
import { runCli } from "../support/terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "stevedore-config-"));
const file = join(folder, "stevedore.json");
const broken = join(folder, "broken.json");
writeFileSync(broken, "{ nonsense");
writeFileSync(
  file,
  JSON.stringify({
    port: 4100,
    activeJobs: 3,
    stores: {
      minio: {
        endpoint: "https://minio.example",
        region: "eu-central-1",
        accessKeyId: "AKIAEXAMPLEKEY",
        secretAccessKey: "never shown",
      },
    },
  }),
);
afterAll(() => rmSync(folder, { recursive: true }));

interface Shown {
  readonly file: string | null;
  readonly settings: readonly { env: string; value: string; default: string; from: string }[];
  readonly stores: readonly { name: string; credentials: object | null }[];
}

async function shown(argv: readonly string[], env: Record<string, string> = {}): Promise<Shown> {
  const { code, stdout, stderr } = await runCli(["config", "--json", ...argv], { env });
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as Shown;
}

describe("config", () => {
  it("tells of every setting where it comes from: the environment, over the file, over the default", async () => {
    const answer = await shown(["--config", file], { PORT: "4200", LOG_LEVEL: "warn" });
    expect(answer.file).toBe(file);
    expect(answer.settings.map(({ env }) => env)).toEqual(settings.map(({ env }) => env));
    const of = (name: string) => answer.settings.find(({ env }) => env === name);
    expect(of("PORT")).toMatchObject({ value: "4200", default: "4000", from: "environment" });
    expect(of("ACTIVE_JOBS")).toMatchObject({ value: "3", default: "16", from: "config file" });
    expect(of("HOST")).toMatchObject({ value: "127.0.0.1", from: "default" });
  });

  it("shows a switch with words that it takes", async () => {
    const of = async (env: Record<string, string>, name: string) =>
      (await shown([], env)).settings.find((setting) => setting.env === name)?.value;
    expect(await of({}, "PREFLIGHT")).toBe("on");
    expect(await of({}, "METRICS_OPEN")).toBe("no");
    for (const word of ["off", "no", "false"])
      expect(await of({ PREFLIGHT: word }, "PREFLIGHT")).toBe("off");
    for (const word of ["on", "yes", "true"])
      expect(await of({ METRICS_OPEN: word }, "METRICS_OPEN")).toBe("yes");
  });

  it("says of a secret that there is one, and no more, also when it is refused", async () => {
    const secret = "nobody may ever read this";
    const { code, stdout } = await runCli(["config"], { env: { NOTIFY_SECRET: secret } });
    expect(code).toBe(0);
    expect(stdout).not.toContain(secret);
    expect(stdout).toMatch(/NOTIFY_SECRET +\*\*\*\*/);
    const refused = await runCli(["config"], { env: { NOTIFY_SECRET: "short" } });
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain(
      "NOTIFY_SECRET must be at least 16 characters, of base64 after whsec_.",
    );
    expect(refused.stderr).not.toContain("short");
  });

  it("shows no address that may hold a key, also when it is refused", async () => {
    const { stdout } = await runCli(["config"], { env: { NOTIFY_URL: "https://h/a-key" } });
    expect(stdout).toMatch(/NOTIFY_URL +\*\*\*\*/);
    expect(stdout).not.toContain("a-key");
    const refused = await runCli(["config"], { env: { NOTIFY_URL: "htps://h/a-key" } });
    expect(refused.stderr).toContain("NOTIFY_URL must be like https://");
    expect(refused.stderr).not.toContain("a-key");
  });

  it("shows no secret, as JSON or as a table", async () => {
    const env = { STEVEDORE_CONFIG: file, AWS_ENDPOINT_URL_S3: "http://me:hidden@localhost:9000" };
    const { stores } = await shown([], env);
    expect(stores.map(({ name }) => name)).toEqual(["default", "minio"]);
    expect(stores[1]?.credentials).toEqual({ accessKeyId: "AKIA****", secretAccessKey: "****" });
    for (const argv of [["config"], ["config", "--json"]]) {
      const { stdout } = await runCli(argv, { env });
      expect(stdout).toContain("minio");
      expect(stdout).not.toMatch(/never shown|EXAMPLEKEY|hidden/);
    }
  });

  it("is a table for people", async () => {
    const { stdout } = await runCli(["config", "--config", file]);
    expect(stdout).toContain(`Config file: ${file}`);
    expect(stdout).toMatch(/^PORT +4100 +4000 +config file +port to listen on/m);
    expect(stdout).toMatch(/^minio +https:\/\/minio\.example +eu-central-1 +AKIA\*\*\*\*$/m);
  });

  it.each([
    [
      ["--config", join(folder, "none.json")],
      {},
      /There is no config file .*none\.json\. Name the one/,
    ],
    [["--config", broken], {}, /broken\.json cannot be read/],
    [[], { PORT: "http" }, /PORT must be a whole number/],
  ])("with %j and %j ends with exit code 1 and names the trouble", async (argv, env, message) => {
    const { code, stdout, stderr } = await runCli(["config", ...argv], { env });
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([1, ""]);
  });
});
