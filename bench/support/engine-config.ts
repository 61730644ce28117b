/** The configuration of an engine under measurement. */
import { loadConfig, type Config } from "../../src/config.ts";

export interface EngineProcessOptions {
  readonly storeUrl: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly dataDir: string;
  readonly threads: number;
  /** Of each thread. */
  readonly callsInFlight: number;
  /** How tasks are sent; compiled when left out. */
  readonly requests?: "compiled" | "sdk";
  /** Whether it works itself; it does when left out. */
  readonly executors?: "on" | "off";
  /** Embedded when left out. */
  readonly eventStoreUrl?: string;
}

export function configOf(options: EngineProcessOptions): Config {
  const { storeUrl, dataDir, threads, callsInFlight, requests = "compiled" } = options;
  const { eventStoreUrl = "embedded", executors = "on" } = options;
  const { accessKeyId = "key", secretAccessKey = "secret" } = options;
  const store = {
    endpoint: storeUrl,
    region: "us-east-1",
    accessKeyId,
    secretAccessKey,
  };
  return loadConfig({
    env: {
      PORT: "0",
      DATA_DIR: dataDir,
      EXECUTOR_THREADS: String(threads),
      CALLS_IN_FLIGHT: String(callsInFlight),
      EVENTSTORE_URL: eventStoreUrl,
      EXECUTORS: executors,
      REQUESTS: requests,
      // The null store keeps nothing, and would be refused for it.
      PREFLIGHT: "off",
      LOG_LEVEL: "warn",
    },
    file: { stores: { default: store } },
    cores: threads,
  });
}
