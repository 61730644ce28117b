/**
 * Every setting, in one checked table: from the environment, over the config file, over the default. `stevedore config`
 * prints it, and the README's table is tested against it.
 */
import { loadStores, type StoreConfig } from "./config/stores.ts";
import { scratchPattern } from "./config/scratch.ts";
import { loadAccess, type AccessConfig } from "./config/access.ts";
import { fileMembers } from "./config/file-members.ts";
import type { NoticeDestination } from "./config/notice-destinations.ts";
import { noticeSettings, type NoticeSettings } from "./config/notice-settings.ts";
import { loadDestinations } from "./config/notices.ts";
import { loadFunctions, type FunctionConfig } from "./config/functions.ts";
import { ConfigError } from "./config/config-error.ts";
import {
  eventStoreUrl,
  hosts,
  matching,
  networks,
  onOrOff,
  oneOf,
  text,
  whole,
} from "./config/parse-setting.ts";
import { maskUrl } from "./lib/mask-url.ts";
import { didYouMean } from "./lib/nearest.ts";

/** What the engine runs with; frozen. */
export interface Config extends NoticeSettings {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** `embedded`, or where an EventStoreDB is. */
  readonly eventStoreUrl: string;
  /** `off`: this process makes no calls, others do. */
  readonly executors: string;
  readonly executorThreads: number;
  readonly callsInFlight: number;
  readonly chunksPerThread: number;
  readonly partsAtOnce: number;
  readonly reportFilesAtOnce: number;
  readonly activeJobs: number;
  readonly rowsMax: number;
  readonly hostNames: readonly string[];
  /** Addresses of proxies that tell truly, in X-Forwarded-For, whom they speak for; networks as `10.0.0.0/8`. */
  readonly trustedProxies: readonly string[];
  /** Path under which browsers see this server; begins and ends with `/`. */
  readonly basePath: string;
  readonly accountId: string;
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** `compiled`, or `sdk`. */
  readonly requests: string;
  readonly storeDownMaxMs: number;
  readonly copyPartBytes: number;
  readonly confirmationDays: number;
  readonly retentionDays: number;
  /** Where lists are written that are generated for the time of a job, as a URL; in the default store. Empty: nowhere. */
  readonly scratch: string;
  /** Whether operations are tried on a scratch object before the first task. */
  readonly preflight: boolean;
  readonly functionTimeoutMs: number;
  readonly logLevel: string;
  /** Whether `/metrics` needs no token. */
  readonly metricsOpen: boolean;
  readonly destinations: readonly NoticeDestination[];
  /** The first is the default store. */
  readonly stores: readonly StoreConfig[];
  readonly functions: readonly FunctionConfig[];
  readonly access: AccessConfig;
}

/** One row of the table. */
export interface Setting {
  /** Environment variable. */
  readonly env: string;
  /** Name in the config file. */
  readonly name: Exclude<keyof Config, "stores" | "functions" | "access" | "destinations">;
  readonly default: string;
  readonly meaning: string;
  readonly parse: (text: string) => unknown;
  /** Of a switch: the words for on and off that it is shown with. */
  readonly words?: readonly [on: string, off: string];
  /** It is never shown. */
  readonly secret?: true;
}

/** A setting's value as it may be given; of a secret only that there is one. */
export function settingText({ name, words, secret }: Setting, values: Config): string {
  const value = values[name];
  if (secret === true) return value === "" ? "" : "****";
  return words === undefined ? String(value) : value === true ? words[0] : words[1];
}

const timeoutMs = whole(1, 3_600_000);

export const settings: readonly Setting[] = [
  { env: "HOST", name: "host", default: "127.0.0.1", meaning: "address to listen on", parse: text },
  {
    env: "PORT",
    name: "port",
    default: "4000",
    meaning: "port to listen on; 0 takes a free one",
    parse: whole(0, 65_535),
  },
  {
    env: "DATA_DIR",
    name: "dataDir",
    default: "./data",
    meaning: "folder of the event store and the read models",
    parse: text,
  },
  {
    env: "EVENTSTORE_URL",
    name: "eventStoreUrl",
    default: "embedded",
    meaning: "where the events are kept: embedded, or the address of an EventStoreDB",
    parse: eventStoreUrl,
  },
  {
    env: "EXECUTORS",
    name: "executors",
    default: "on",
    meaning: "off: this process serves, and leaves the work to others on the same EventStoreDB",
    parse: oneOf(["on", "off"]),
  },
  {
    env: "EXECUTOR_THREADS",
    name: "executorThreads",
    default: "cores",
    meaning: "worker threads that make the calls; 0 makes them in the main thread",
    parse: whole(0, 256),
  },
  {
    env: "CALLS_IN_FLIGHT",
    name: "callsInFlight",
    default: "64",
    meaning: "calls in flight of each worker thread",
    parse: whole(1, 1024),
  },
  {
    env: "CHUNKS_PER_THREAD",
    name: "chunksPerThread",
    default: "3",
    meaning: "chunks that each worker thread holds at once",
    parse: whole(1, 16),
  },
  {
    env: "PARTS_AT_ONCE",
    name: "partsAtOnce",
    default: "2",
    meaning: "parts of manifests that a process reads at once",
    parse: whole(1, 64),
  },
  {
    env: "REPORT_FILES_AT_ONCE",
    name: "reportFilesAtOnce",
    default: "1",
    meaning: "report files that a process writes at once",
    parse: whole(1, 64),
  },
  {
    env: "ACTIVE_JOBS",
    name: "activeJobs",
    default: "16",
    meaning: "jobs that may be ACTIVE at once",
    parse: whole(1, 1000),
  },
  {
    env: "ROWS_MAX",
    name: "rowsMax",
    default: "20000000000",
    meaning: "rows that a manifest may have",
    parse: whole(1, 20_000_000_000),
  },
  {
    env: "CONFIRMATION_DAYS",
    name: "confirmationDays",
    default: "30",
    meaning: "days that a job waits to be confirmed before it fails",
    parse: whole(1, 36_500),
  },
  {
    env: "RETENTION_DAYS",
    name: "retentionDays",
    default: "90",
    meaning: "days that an ended job is kept; then its history is deleted",
    parse: whole(1, 36_500),
  },
  {
    env: "HOST_NAMES",
    name: "hostNames",
    default: "",
    meaning: "further Host names to answer to, separated by commas",
    parse: hosts,
  },
  {
    env: "TRUSTED_PROXIES",
    name: "trustedProxies",
    default: "",
    meaning: "proxies whose X-Forwarded-For is believed: addresses, or networks as 10.0.0.0/8",
    parse: networks,
  },
  {
    env: "BASE_PATH",
    name: "basePath",
    default: "/",
    meaning: "path under which a proxy shows this server, as /batch/",
    parse: matching(/^\/(?:[\w.~-]+\/)*$/, "a path that begins and ends with /"),
  },
  {
    env: "ACCOUNT_ID",
    name: "accountId",
    default: "000000000000",
    meaning: "account that jobs belong to, 12 digits",
    parse: matching(/^\d{12}$/, "12 digits"),
  },
  {
    env: "CONNECT_TIMEOUT_MS",
    name: "connectTimeoutMs",
    default: "5000",
    meaning: "longest wait for a connection to a store",
    parse: timeoutMs,
  },
  {
    env: "REQUEST_TIMEOUT_MS",
    name: "requestTimeoutMs",
    default: "300000",
    meaning: "longest time without a byte from a store",
    parse: timeoutMs,
  },
  {
    env: "REQUESTS",
    name: "requests",
    default: "compiled",
    meaning: "how tasks are sent: compiled, or sdk for one SDK call each",
    parse: oneOf(["compiled", "sdk"]),
  },
  {
    env: "STORE_DOWN_MAX_MS",
    name: "storeDownMaxMs",
    default: "3600000",
    meaning: "how long a store that is down is waited for before tasks fail",
    parse: whole(0, 604_800_000),
  },
  {
    env: "COPY_PART_BYTES",
    name: "copyPartBytes",
    default: "268435456",
    meaning: "size of the parts of a copy that is too large for one call",
    parse: whole(5_242_880, 5_368_709_120),
  },
  {
    env: "SCRATCH",
    name: "scratch",
    default: "",
    meaning:
      "s3://BUCKET/PREFIX in the default store, for generated lists that a job does not keep",
    parse: matching(scratchPattern, "s3://BUCKET or s3://BUCKET/PREFIX"),
  },
  {
    env: "PREFLIGHT",
    name: "preflight",
    default: "on",
    meaning: "try each job's operation on a scratch object first: on or off",
    parse: onOrOff,
    words: ["on", "off"],
  },
  {
    env: "FUNCTION_TIMEOUT_MS",
    name: "functionTimeoutMs",
    default: "910000",
    meaning: "longest time without a byte from a function",
    parse: timeoutMs,
  },
  {
    env: "LOG_LEVEL",
    name: "logLevel",
    default: "info",
    meaning: "debug, info, warn, error or silent",
    parse: oneOf(["debug", "info", "warn", "error", "silent"]),
  },
  {
    env: "METRICS_OPEN",
    name: "metricsOpen",
    default: "no",
    meaning: "yes: /metrics needs no token where there are tokens",
    parse: onOrOff,
    words: ["yes", "no"],
  },
  ...noticeSettings,
];

export interface ConfigSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Parsed config file; null when there is none. */
  readonly file: unknown;
  /** Cores of this machine. */
  readonly cores: number;
}

/** Reads and checks everything at once. @throws ConfigError that names each setting that cannot be used. */
export function loadConfig({ env, file, cores }: ConfigSources): Config {
  const members = fileMembers(file);
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const setting of settings) {
    const given =
      env[setting.env] ?? (setting.name in members ? String(members[setting.name]) : undefined);
    const raw = given ?? (setting.default === "cores" ? String(cores) : setting.default);
    try {
      values[setting.name] = setting.parse(raw);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const where =
        env[setting.env] === undefined ? `${setting.name} in the config file` : setting.env;
      const shown = setting.secret === true ? "" : `; it is ${maskUrl(JSON.stringify(raw))}`;
      problems.push(`${where} ${error.message}${shown}.`);
    }
  }
  const others = ["stores", "functions", "notices", "tokens", "jwt"];
  const known = new Set<string>([...settings.map(({ name }) => name), ...others]);
  for (const name of Object.keys(members)) {
    if (known.has(name)) continue;
    problems.push(`${name} in the config file is not a setting.${didYouMean(name, [...known])}`);
  }
  const stores = loadStores(members["stores"], { env, problems, membersOf: fileMembers });
  const usualRegion = env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"];
  const functions = loadFunctions(members["functions"], { usualRegion, problems });
  const access = loadAccess(members, problems);
  if (values["executors"] === "off" && values["eventStoreUrl"] === "embedded")
    problems.push("EXECUTORS is off, but nobody else can work on an embedded event store.");
  const destinations =
    problems.length > 0
      ? []
      : loadDestinations(members["notices"], {
          env,
          problems,
          functions,
          settings: values as unknown as NoticeSettings,
        });
  if (problems.length > 0) throw new ConfigError(problems.join("\n"));
  return Object.freeze({
    ...(values as unknown as Config),
    stores,
    functions,
    access,
    destinations,
  });
}
