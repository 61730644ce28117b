import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rebuild, startApp } from "../../src/app.ts";
import { loadConfig, type Config } from "../../src/config.ts";
import { openDatabase } from "../../src/readmodels/database.ts";
import { runCliProcess } from "../support/cli-process.ts";
import { silent } from "../support/own-app.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stevedore-start-"));
  await writeFile(join(folder, "a-file"), "");
});
afterAll(() => rm(folder, { recursive: true }));

function configFor(dataDir: string, threads = "0"): Config {
  const env = {
    PORT: "0",
    EXECUTOR_THREADS: threads,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "k",
    AWS_SECRET_ACCESS_KEY: "s",
  };
  return { ...loadConfig({ env, file: null, cores: 1 }), dataDir };
}

describe("a data folder", () => {
  it.each([
    ["a file", () => join(folder, "a-file")],
    ["a folder in a file", () => join(folder, "a-file", "deep", "er")],
    ["nothing", () => ""],
    ["a folder in a device", () => "/dev/null/data"],
    ["a folder in /proc", () => "/proc/stevedore/data"],
  ])("that is %s is refused with the name of its setting", async (_, dataDir) => {
    const starting = startApp(configFor(dataDir()), { log: silent });
    await expect(starting).rejects.toMatchObject({
      name: "ConfigError",
      message: expect.stringMatching(/^DATA_DIR .*[Ss]et /) as string,
    });
  });

  it("that is not there is made, with those above it", async () => {
    const dataDir = join(folder, "one", "two");
    const app = await startApp(configFor(dataDir), { log: silent });
    await app.stop();
    expect(await readdir(dataDir)).toContain("events.sqlite");
  });

  it("without a name is not taken for the present folder when read models are made again", async () => {
    await expect(rebuild(configFor(""), { log: silent })).rejects.toMatchObject({
      name: "ConfigError",
    });
  });

  it("that cannot be one ends the process with 1 and a sentence", async () => {
    const { code, stderr } = await runCliProcess(["serve"], { DATA_DIR: "/proc/stevedore" });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^stevedore: DATA_DIR names \/proc\/stevedore, .*\n$/);
  });
});

describe("a start that fails", () => {
  it.each(["0", "1"])(
    "after the engine (%s threads) stops the engine, so that the next start finds it free",
    async (threads) => {
      const config = configFor(join(folder, `held-${threads}`), threads);
      await (await startApp(config, { log: silent })).stop();
      const holder = openDatabase(join(config.dataDir, "readmodels.sqlite"), () => {});
      await expect(startApp(config, { log: silent })).rejects.toThrow("in use by another process");
      holder.close();
      await (await startApp(config, { log: silent })).stop();
    },
  );
});
