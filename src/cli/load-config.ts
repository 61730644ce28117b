/** The settings of this process, from the environment and the config file. */
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { ConfigError } from "../config/config-error.ts";
import { loadConfig, type Config } from "../config.ts";
import { createLogger, type Logger, type LogLevel } from "../log.ts";
import type { CliContext } from "./context.ts";
import type { FlagTable } from "./flags.ts";

export const configFlag = {
  config: {
    kind: "value",
    value: "FILE",
    meaning: "config file; else STEVEDORE_CONFIG, else ./stevedore.json where there is one",
  },
} as const satisfies FlagTable;

export interface LoadedConfig {
  readonly config: Config;
  /** The config file; null when there is none. */
  readonly path: string | null;
  /** What it holds. */
  readonly file: unknown;
}

/** @throws ConfigError */
export function loadCliConfig(
  { env }: Pick<CliContext, "env">,
  given: string | undefined,
): LoadedConfig {
  const path = pathOf(env, given);
  const file = path === null ? null : readConfigFile(path);
  return { config: loadConfig({ env, file, cores: availableParallelism() }), path, file };
}

function pathOf(env: Env, given: string | undefined): string | null {
  const named = given ?? env["STEVEDORE_CONFIG"];
  if (named !== undefined && named !== "") return resolve(named);
  const usual = resolve("stevedore.json");
  return existsSync(usual) ? usual : null;
}

function readConfigFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as unknown;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT")
      throw new ConfigError(
        `There is no config file ${path}. Name the one that there is with --config or STEVEDORE_CONFIG; without both, ./stevedore.json is read where there is one, and none is needed.`,
        { cause },
      );
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`The config file ${path} cannot be read: ${reason}`, { cause });
  }
}

/** For a server that one command starts for itself: unless the user wants otherwise, it tells only what is wrong. */
export function quietly({ config, file }: Pick<LoadedConfig, "config" | "file">, env: Env): Config {
  const isWanted =
    env["LOG_LEVEL"] !== undefined ||
    (typeof file === "object" && file !== null && "logLevel" in file);
  return isWanted ? config : { ...config, logLevel: "warn" };
}

type Env = CliContext["env"];

export function loggerOf({ stderr }: Pick<CliContext, "stderr">, { logLevel }: Config): Logger {
  return createLogger({
    level: logLevel as LogLevel,
    write: (line) => void stderr.write(line),
    now: () => new Date(),
  });
}
