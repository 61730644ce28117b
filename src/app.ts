/** Composition root of the main thread: the engine, the read models and the API over them, started and stopped in order. */
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openNotifiers } from "./app/notices.ts";
import { createDownloadLinks } from "./api/download-links.ts";
import { createHttpServer } from "./api/http.ts";
import { createAuthenticator, type Authenticator } from "./api/access/authenticate.ts";
import { assertMayListen } from "./api/access/origins.ts";
import { exportAudit } from "./audit/export-audit.ts";
import { openBulkCommands } from "./app/bulk-commands.ts";
import { createCommandHandler } from "./commands/handle-command.ts";
import { installationIdOf } from "./commands/installation.ts";
import { saveCompiledCode } from "./compile-cache.ts";
import { ConfigError } from "./config/config-error.ts";
import type { Config } from "./config.ts";
import { createReadChunkRows } from "./executors/read-chunk-rows.ts";
import type { EventStore } from "./eventstore/eventstore.ts";
import { withPatience } from "./eventstore/patient.ts";
import { maskUrl } from "./lib/mask-url.ts";
import { createEventIds, uuidV5 } from "./eventstore/ids.ts";
import { describeOperations } from "./inspect/describe-operations.ts";
import { createStoreBrowser } from "./inspect/browse-stores.ts";
import { createJobInspector } from "./inspect/validate-job.ts";
import { knownFunctions } from "./lambda/function-names.ts";
import type { Logger } from "./log.ts";
import { openReadModels } from "./readmodels/open-read-models.ts";
import { refuseNoName } from "./threads/data-folder.ts";
import { openReaderOf } from "./threads/engine-parts.ts";
import { startEngine } from "./threads/engine.ts";
import { eventStoreFile, isEmbedded, openEventStore } from "./threads/open-event-store.ts";
import { collectMeters } from "./threads/meters.ts";
import { openStores } from "./threads/stores.ts";

/** A running Stevedore: engine, read models and API in this process. */
export interface App {
  /** Where it listens, as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Rejects when the engine cannot go on; the process must end then. */
  readonly failure: Promise<never>;
  /** Gives work back, answers what is asked, and closes the stores. */
  stop(): Promise<void>;
}

/** @throws ConfigError, StoreLocked, NotLoopback, or what the system says of the address. */
export async function startApp(config: Config, options: { readonly log: Logger }): Promise<App> {
  const authenticator = createAuthenticator({
    access: config.access,
    operations: describeOperations().map(({ kind }) => kind),
    now: () => new Date(),
  });
  assertMayListen(config.host, authenticator);
  const open: Open = [];
  try {
    return await openApp(config, { ...options, authenticator, open });
  } catch (error) {
    await closeAll(open);
    throw error;
  }
}

/** How to close what is open, in the order in which it was opened. */
type Open = (() => void | Promise<void>)[];

/** What was opened last is closed first, for it may need the others. */
async function closeAll(open: Open): Promise<void> {
  for (const close of open.splice(0).toReversed()) await close();
}

async function openApp(
  config: Config,
  parts: { readonly log: Logger; readonly authenticator: Authenticator; readonly open: Open },
): Promise<App> {
  const { log, authenticator, open } = parts;
  const stores = openStores(config, { log });
  open.push(() => stores.close());
  const engine = await startEngine(config, { stores, log });
  open.push(() => engine.stop());
  const { executor, failure, reachable } = engine;
  const meters = collectMeters(executor);
  open.push(() => meters.close());
  // People wait for the API, so it does not wait for ever as the executors do.
  const eventStore = withPatience(engine.eventStore, answerMsMax);
  const readChunkRows = createReadChunkRows({
    eventStore,
    openReader: openReaderOf(config, { stores, eventStore }),
  });
  const readModels = openReadModels({
    file: readModelsFile(config),
    eventStore,
    log: (message) => log.warn(message),
    readRows: async ({ id, state }, place) => {
      const opened = "opened" in state ? state.opened : null;
      return opened && readChunkRows({ job: id, spec: state.spec, opened, ...place });
    },
  });
  open.push(() => readModels.stop());
  const installationId = await installationIdOf(eventStore, { randomId: randomUUID });
  const commands = createCommandHandler({
    eventStore,
    nextIds: createEventIds(uuidV5("api", executor)),
    installationId,
    randomId: randomUUID,
  });
  const notifiers = openNotifiers(config, { eventStore, readModels, executor, log });
  const bulkCommands = openBulkCommands(config, {
    eventStore,
    executor,
    readModels,
    commands,
    log,
  });
  open.push(() => bulkCommands.close());
  const http = createHttpServer({
    readModels,
    fromStreams: readModels.fromStreams,
    commands,
    bulkCommands,
    exportAudit: (jobId) => exportAudit(eventStore, jobId),
    stores,
    inspector: createJobInspector({
      stores,
      functions: knownFunctions(config.functions),
      scratch: config.scratch !== "",
    }),
    browser: createStoreBrowser(stores, { now: () => performance.now() }),
    links: createDownloadLinks({
      // Random, in no answer, and the same for every process on this event store.
      secret: installationId,
      basePath: config.basePath,
      now: () => new Date(),
    }),
    version: version(),
    startedAt: new Date(),
    eventStoreStatus: { address: maskUrl(config.eventStoreUrl), reachable },
    notices: notifiers,
    jobLimits: config,
    account: config.accountId,
    periods: config,
    now: () => new Date(),
    log: ({ level, message, ...fields }) => log[level](message, fields),
    host: config.host,
    port: config.port,
    hostNames: hostNamesOf(config),
    trustedProxies: config.trustedProxies,
    authenticator,
    metricsOpen: config.metricsOpen,
    reading: () => meters.read(),
    console: { folder: consoleFolder, basePath: config.basePath },
  });
  open.push(() => http.close());
  readModels.start();
  bulkCommands.start();
  for (const notifier of notifiers) notifier.start();
  open.push(async () => void (await Promise.all(notifiers.map((notifier) => notifier.stop()))));
  const url = await http.listen();
  saveCompiledCode();
  return { url, failure, stop: () => closeAll(open) };
}

/** How long a request waits for the event store. */
const answerMsMax = 10_000;

/** Whoever asks for an address that the server was told to listen on means this server. */
function hostNamesOf({ host, hostNames }: Config): readonly string[] {
  return ["0.0.0.0", "::"].includes(host) ? hostNames : [...hostNames, host];
}

/** The executors alone, without an API: any number of such processes share the work of one EventStoreDB. */
export type WorkerProcess = Pick<App, "failure" | "stop">;

/** @throws ConfigError */
export async function startWorker(
  config: Config,
  options: { readonly log: Logger },
): Promise<WorkerProcess> {
  const { log } = options;
  if (isEmbedded(config)) {
    throw new ConfigError(
      "A worker shares the events of other processes, and the embedded event store has one process. Set EVENTSTORE_URL=esdb://…, or run stevedore serve.",
    );
  }
  const stores = openStores(config, { log });
  try {
    const engine = await startEngine({ ...config, executors: "on" }, { stores, log });
    return {
      failure: engine.failure,
      async stop() {
        await engine.stop();
        stores.close();
      },
    };
  } catch (error) {
    stores.close();
    throw error;
  }
}

/** What `npm run console:build` makes. */
const consoleFolder = fileURLToPath(new URL("../console/dist/", import.meta.url));

function readModelsFile({ dataDir }: Config): string {
  return join(dataDir, "readmodels.sqlite");
}

/** What making the read models again came to. */
export interface Rebuilt {
  /** Everything at or before this place in the log is in the rows. */
  readonly position: number;
  /** Events that were read for it. */
  readonly events: number;
  readonly seconds: number;
}

/** There is no event store where the settings say. */
export class NoEventStore extends Error {
  override readonly name = "NoEventStore";
}

/**
 * Throws the read models away and makes them again from the log. The event store must be free: a server that runs makes
 * its own again when they are of another version. @throws ConfigError, StoreLocked, NoEventStore
 */
export async function rebuild(config: Config, options: { readonly log: Logger }): Promise<Rebuilt> {
  const { log } = options;
  refuseNoName(config.dataDir);
  const file = eventStoreFile(config);
  if (isEmbedded(config) && !existsSync(file))
    throw new NoEventStore(`There is no event store at ${file}.`);
  const { eventStore } = await openEventStore(config, { user: "rebuild", log });
  const counted = countingReads(eventStore);
  try {
    const readModels = openReadModels({
      file: readModelsFile(config),
      eventStore: counted.eventStore,
      log: (message) => log.warn(message),
    });
    try {
      const start = performance.now();
      await readModels.rebuild();
      const seconds = (performance.now() - start) / 1000;
      return { position: readModels.position(), events: counted.events(), seconds };
    } finally {
      await readModels.stop();
    }
  } finally {
    await eventStore.close();
  }
}

function countingReads(eventStore: EventStore) {
  let events = 0;
  const counting: EventStore = {
    ...eventStore,
    async *subscribe(subscription) {
      for await (const page of eventStore.subscribe(subscription)) {
        events += page.events.length;
        yield page;
      }
    },
  };
  return { eventStore: counting, events: () => events };
}

/** The version of this Stevedore, from its package. */
export function version(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
