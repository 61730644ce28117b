import { settings, settingText, type Setting } from "../config.ts";
import type { NoticeDestination, NoticeTarget } from "../config/notice-destinations.ts";
import type { NoticedJobs } from "../config/notice-jobs.ts";
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
    const notices = loaded.config.destinations.map(shownDestination);
    if (flags.json) {
      const answer = { file: loaded.path, settings: rows, stores, notices };
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
    if (notices.length > 0) context.stdout.write(`\n${noticesTable(notices)}`);
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

/** A destination of notices without anything that must not be shown: of an address, which may be a key, the host. */
function shownDestination({ name, events, jobs, target }: NoticeDestination) {
  const bounds = Object.entries(jobs).filter(([, bound]) => bound !== null && bound?.length !== 0);
  return {
    name,
    kind: target.kind,
    to: addressee(target),
    events,
    jobs: bounds.length === 0 ? null : (Object.fromEntries(bounds) as Partial<NoticedJobs>),
  };
}

function addressee(target: NoticeTarget): string {
  switch (target.kind) {
    case "webhook":
    case "chat":
      return new URL(target.url).host;
    case "mail":
      return target.to.join(", ");
    case "function":
      return target.function;
  }
}

function noticesTable(notices: readonly ReturnType<typeof shownDestination>[]): string {
  return table(
    ["NOTICES", "KIND", "TO", "EVENTS", "JOBS"],
    notices.map(({ name, kind, to, events, jobs }) => [
      name,
      kind,
      to,
      events.join(", "),
      jobs === null ? "all" : JSON.stringify(jobs),
    ]),
  );
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
