/** The whole engine in this process, on a folder of its own and a development store: started, stopped, started again. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { startApp, type App } from "../../src/app.ts";
import { loadConfig, type Config } from "../../src/config.ts";
import type { Logger } from "../../src/log.ts";
import { post, type GraphQLAnswer } from "./api.ts";
import { openTestStore, testKeys } from "./devstore.ts";
import { putManifest, putObjects } from "./jobs-over-http.ts";

export interface OwnApp {
  readonly config: Config;
  /** Where the engine listens now; another port after each start. */
  url(): string;
  ask(query: string, variables?: Readonly<Record<string, unknown>>): Promise<GraphQLAnswer>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Stops, and removes what is on disk. */
  close(): Promise<void>;
}

export const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** Opens the buckets `photos`, `lists` and `reports`, objects of these keys, and a manifest that lists more. */
export async function openOwnApp(options: {
  readonly keys: readonly string[];
  readonly missing: readonly string[];
}): Promise<OwnApp> {
  const { keys, missing } = options;
  // The SDK leaves notes of its own in the credentials that it is given.
  const { accessKeyId, secretAccessKey } = testKeys;
  const ownKeys = { accessKeyId, secretAccessKey };
  const store = await openTestStore();
  const dataDir = await mkdtemp(join(tmpdir(), "stevedore-"));
  for (const bucket of ["photos", "lists", "reports"])
    await store.client.send(new CreateBucketCommand({ Bucket: bucket }));
  await putObjects(store.client, "photos", keys);
  await putManifest(
    store.client,
    { bucket: "lists", key: "photos.csv" },
    { bucket: "photos", keys: [...keys, ...missing] },
  );
  const config = loadConfig({
    env: {
      PORT: "0",
      DATA_DIR: dataDir,
      EXECUTOR_THREADS: "0",
      CALLS_IN_FLIGHT: "8",
    },
    file: {
      stores: { default: { endpoint: store.store.url, region: "us-east-1", ...ownKeys } },
    },
    cores: 1,
  });
  let app: App | null = null;
  const own: OwnApp = {
    config,
    url: () => app?.url ?? "http://127.0.0.1:9",
    ask: (query, variables = {}) => post(own.url(), { query, variables }),
    async start() {
      app = await startApp(config, { log: silent });
      app.failure.catch(() => {});
    },
    async stop() {
      const running = app;
      app = null;
      await running?.stop();
    },
    async close() {
      await own.stop();
      await store.close();
      await rm(dataDir, { recursive: true });
    },
  };
  return own;
}

/** Tags the listed objects, without waiting for confirmation. */
export const taggingJob = {
  operation: { putObjectTagging: { tagSet: [{ key: "state", value: "archived" }] } },
  manifest: { csv: { object: { bucket: "lists", key: "photos.csv" } } },
  report: { bucket: "reports", prefix: "runs" },
  confirmationRequired: false,
  failureThreshold: { minimumTasks: 1, maximumFailureRate: 1 },
};
