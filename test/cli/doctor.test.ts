import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startFunctionHost } from "../../src/devlambda/function-host.ts";
import type { Finding } from "../../src/inspect/doctor.ts";
import { openTestStore, testKeys, type TestStore } from "../support/devstore.ts";
import { startMailServer } from "../support/smtp-server.ts";
import { runCli } from "../support/terminal.ts";

let folder: string;
let store: TestStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "stevedore-doctor-"));
  store = await openTestStore();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await store.close();
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

async function examine(stores: object, functions: object = {}) {
  const file = join(folder, "stevedore.json");
  writeFileSync(file, JSON.stringify({ stores, functions }));
  const env = { DATA_DIR: join(folder, "data"), CONNECT_TIMEOUT_MS: "2000" };
  const ran = await runCli(["doctor", "--config", file], { env });
  expect(ran.stderr).toBe("");
  return ran;
}

/** The SDK writes more into the object that it was given. */
const { accessKeyId, secretAccessKey } = testKeys;
const keys = { accessKeyId, secretAccessKey };

const findingsIn = (stdout: string) =>
  stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Finding);

describe("doctor", () => {
  test("says that all works, and changes nothing", async () => {
    const { url } = store.store;
    const { code, stdout } = await examine({ default: { endpoint: url, ...keys } });
    expect(code).toBe(0);
    expect(findingsIn(stdout)).toMatchObject([
      { kind: "data folder", works: true, message: expect.stringContaining("will be made") },
      { kind: "event store", name: "embedded", works: true },
      { kind: "store", name: "default", works: true, message: `${url} answers; 1 buckets.` },
    ]);
    expect(readdirSync(folder)).toEqual(["stevedore.json"]);
  });

  test("asks for a region where none is given", async () => {
    vi.stubEnv("AWS_REGION", undefined);
    vi.stubEnv("AWS_CONFIG_FILE", join(folder, "none"));
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(folder, "none"));
    const { stdout } = await examine({ default: keys });
    expect(findingsIn(stdout).at(-1)).toMatchObject({
      works: false,
      message: expect.stringContaining("Region is missing"),
      cure: expect.stringContaining("Give the region (AWS_REGION"),
    });
  });

  test("tells of each store that does not work what is wrong, and what may help", async () => {
    const { url } = store.store;
    const { code, stdout } = await examine({
      default: { endpoint: url, ...keys },
      "wrong-key": { endpoint: url, ...keys, accessKeyId: "NOBODY" },
      "wrong-secret": { endpoint: url, ...keys, secretAccessKey: "x" },
      away: { endpoint: "http://127.0.0.1:1", ...keys },
    });
    expect(code).toBe(1);
    const findings = findingsIn(stdout).filter(({ kind }) => kind === "store");
    expect(findings.map(({ name, works }) => [name, works])).toEqual([
      ["default", true],
      ["wrong-key", false],
      ["wrong-secret", false],
      ["away", false],
    ]);
    expect(findings.map(({ cure }) => cure)).toEqual([
      null,
      expect.stringContaining("access key"),
      expect.stringContaining("secret key"),
      expect.stringContaining("runs"),
    ]);
    expect(stdout).not.toContain(testKeys.secretAccessKey);
  });

  test("tells of each function whether it could be invoked, and invokes none", async () => {
    const host = await startFunctionHost({
      folder: new URL("../devlambda/handlers", import.meta.url).pathname,
      timeoutMs: 10_000,
      memoryMb: 64,
      processesMax: 1,
    });
    try {
      const place = { endpoint: host.url, accessKeyId: "any", secretAccessKey: "any" };
      const functions = {
        results: place,
        renamed: { ...place, function: "nothing-of-this-name" },
        away: { ...place, endpoint: "http://127.0.0.1:1" },
        // Its module cannot be loaded, which only an invocation would find out.
        broken: place,
      };
      const { code, stdout } = await examine(
        { default: { endpoint: store.store.url, ...keys } },
        functions,
      );
      expect(code).toBe(1);
      const findings = findingsIn(stdout).filter(({ kind }) => kind === "function");
      expect(findings.map(({ name, works }) => [name, works])).toEqual([
        ["results", true],
        ["renamed", false],
        ["away", false],
        ["broken", true],
      ]);
      expect(findings[1]?.message).toContain("ResourceNotFoundException");
      expect(findings[2]?.message).toContain("ConnectionFailed");
    } finally {
      await host.close();
    }
  });

  test("finds a data folder that cannot be one", async () => {
    writeFileSync(join(folder, "data"), "a file");
    const { code, stdout } = await examine({ default: { endpoint: store.store.url, ...keys } });
    expect(code).toBe(1);
    expect(findingsIn(stdout)[0]).toMatchObject({ kind: "data folder", works: false });
  });

  test("finds a data folder that cannot be made, as serve does", async () => {
    const env = { DATA_DIR: "/proc/nothere", AWS_ENDPOINT_URL_S3: store.store.url };
    const { code, stdout } = await runCli(["doctor"], { env });
    expect(code).toBe(1);
    expect(findingsIn(stdout)[0]).toMatchObject({
      kind: "data folder",
      works: false,
      message: expect.stringContaining("/proc"),
    });
  });

  test("asks for http:// or https:// where an endpoint has none", async () => {
    const { code, stderr } = await runCli(["doctor"], {
      env: { AWS_ENDPOINT_URL_S3: "127.0.0.1:29660" },
    });
    expect([code, stderr]).toEqual([
      1,
      'stevedore: AWS_ENDPOINT_URL_S3 needs http:// or https:// before its host; it is "127.0.0.1:29660".\n',
    ]);
  });

  test("signs in at the mail server of notices, and sends a mail when it is asked to", async () => {
    const user = { name: "batch", password: "a secret" };
    const server = await startMailServer({ user });
    const answered = async (password: string, ...flags: string[]) => {
      const env = {
        DATA_DIR: join(folder, "data"),
        SMTP_URL: `smtp://batch:${password}@127.0.0.1:${server.port}`,
        NOTIFY_MAIL_TO: "ada@example.com",
        NOTIFY_MAIL_FROM: "batch@example.com",
        STEVEDORE_CONFIG: file,
      };
      const { stdout, stderr } = await runCli(["doctor", ...flags], { env });
      expect(stdout + stderr).not.toContain(password);
      return findingsIn(stdout).find(({ kind }) => kind === "mail server");
    };
    const file = join(folder, "stevedore.json");
    writeFileSync(
      file,
      JSON.stringify({ stores: { default: { endpoint: store.store.url, ...keys } } }),
    );
    expect(await answered("a%20secret")).toMatchObject({
      name: `127.0.0.1:${server.port}`,
      works: true,
      message: "It answers (unencrypted, signed in). Nothing was sent; --test-mail sends one.",
    });
    expect(server.mails).toEqual([]);
    expect(await answered("a%20secret", "--test-mail")).toMatchObject({ works: true });
    expect(server.mails).toHaveLength(1);
    expect(await answered("mistaken")).toMatchObject({
      works: false,
      message: "it does not let this user in (535)",
      cure: expect.stringContaining("SMTP_URL"),
    });
    await server.close();
  });
});
