import { settings, settingText, type Setting } from "../config.ts";
import type { StoreConfig } from "../config/stores.ts";
import { maskUrl } from "../lib/mask-url.ts";
import type { CliContext } from "./context.ts";
import { exitCodes } from "./exit-codes.ts";
import { configFlag, loadCliConfig, type LoadedConfig } from "./load-config.ts";
import { table } from "./text.ts";
import { defineVerb } from "./verb.ts";

/** The settings as they hold, and why. */
export const config = defineVerb({
  name: "config",
  summary: "Show the settings, what they are, and where each comes from",
  flags: { ...configFlag, json: { kind: "switch", meaning: "as one JSON object" } },
  async run(context, { flags }) {
    const loaded = loadCliConfig(context, flags.config);
    const rows = settings.map((setting) => rowOf(setting, loaded, context.env));
    const stores = loaded.config.stores.map(masked);
    if (flags.json) {
      const answer = { file: loaded.path, settings: rows, stores };
      context.stdout.write(`${JSON.stringify(answer)}\n`);
      return exitCodes.ok;
    }
    context.stdout.write(`Config file: ${loaded.path ?? "none"}\n\n`);
    context.stdout.write(
      table(
        ["SETTING", "VALUE", "DEFAULT", "FROM", "MEANING"],
        rows.map((row) => [row.env, row.value, row.default, row.from, row.meaning]),
      ),
    );
    context.stdout.write(`\n${storesTable(stores)}`);
    return exitCodes.ok;
  },
});

function rowOf(setting: Setting, { config: values, file }: LoadedConfig, env: CliContext["env"]) {
  const { env: variable, name, default: usual, meaning } = setting;
  const inFile = typeof file === "object" && file !== null && name in file;
  const from = env[variable] !== undefined ? "environment" : inFile ? "config file" : "default";
  return {
    env: variable,
    name,
    value: maskUrl(settingText(setting, values)),
    default: usual,
    from,
    meaning,
  };
}

/** A store without anything that must not be shown. */
function masked({ name, endpoint, region, credentials, pathStyle, development }: StoreConfig) {
  return {
    name,
    endpoint: endpoint === undefined ? null : maskUrl(endpoint),
    region: region ?? null,
    credentials:
      credentials === undefined
        ? null
        : { accessKeyId: maskedKey(credentials.accessKeyId), secretAccessKey: "****" },
    pathStyle: pathStyle ?? null,
    development,
  };
}

/** Enough to tell two keys apart. */
function maskedKey(accessKeyId: string): string {
  return accessKeyId.length <= 8 ? "****" : `${accessKeyId.slice(0, 4)}****`;
}

function storesTable(stores: readonly ReturnType<typeof masked>[]): string {
  return table(
    ["STORE", "ENDPOINT", "REGION", "CREDENTIALS", "KIND"],
    stores.map(({ name, endpoint, region, credentials, development }) => [
      name,
      endpoint ?? "AWS",
      region ?? "as the SDK finds it",
      credentials === null ? "environment, profile or role" : credentials.accessKeyId,
      development ? "development" : "",
    ]),
  );
}
