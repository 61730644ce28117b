/** The API over HTTP and WebSocket, on real read models over an event store in memory, and what drives jobs behind it. */
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { GraphQLFormattedError } from "graphql/index.js";
import { createClient, type Client } from "graphql-ws";
import { openToLocalUser } from "../../src/api/access/authenticate.ts";
import { commandsThen } from "../../src/api/access/caller-then.ts";
import { createDownloadLinks } from "../../src/api/download-links.ts";
import { createHttpServer, type HttpServerDependencies } from "../../src/api/http.ts";
import type { LogEntry } from "../../src/api/graphql/context.ts";
import { forbidden } from "../../src/api/graphql/errors.ts";
import { createBulkCommands } from "../../src/bulk/bulk-commands.ts";
import { exportAudit } from "../../src/audit/export-audit.ts";
import { createCommandHandler, type CommandHandler } from "../../src/commands/handle-command.ts";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { createEventIds } from "../../src/eventstore/ids.ts";
import type { StoreBrowser } from "../../src/inspect/browse-stores.ts";
import { describeOperations } from "../../src/inspect/describe-operations.ts";
import { createJobInspector, type KnownStores } from "../../src/inspect/validate-job.ts";
import { encode, type AnyEvent } from "../../src/job/codec.ts";
import type { EngineCommand } from "../../src/job/commands.ts";
import { assert } from "../../src/lib/assert.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { addReadings } from "../../src/lib/meter.ts";
import { err } from "../../src/lib/result.ts";
import { openReadModels, type RunningReadModels } from "../../src/readmodels/open-read-models.ts";
import type { ReadModels } from "../../src/readmodels/read-models.ts";
import type { ReadRows } from "../../src/readmodels/tasks-of-chunks.ts";
import { account } from "./jobs.ts";
import { engineMetadata } from "./stored.ts";

export interface TestApi {
  readonly url: string;
  readonly eventStore: EventStore;
  readonly commands: CommandHandler;
  readonly readModels: RunningReadModels;
  readonly logged: readonly LogEntry[];
  /** Sends a document as a well-behaved client does. */
  readonly ask: (
    query: string,
    variables?: Readonly<Record<string, unknown>>,
  ) => Promise<GraphQLAnswer>;
  /** Sends engine commands to a job, one after another, and waits until they are read. */
  readonly drive: (jobId: string, ...commands: readonly EngineCommand[]) => Promise<void>;
  /** Appends events as an executor would, and waits until they are read. */
  readonly record: (stream: string, ...events: readonly AnyEvent[]) => Promise<void>;
  /** Closes the HTTP server alone. */
  close(): Promise<void>;
  stop(): Promise<void>;
}

export interface GraphQLAnswer {
  readonly status: number;
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly AnsweredError[];
}

interface AnsweredError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly [name: string]: unknown };
}

export const testStores: KnownStores & { readonly defaultName: string } = {
  defaultName: "default",
  names: ["default", "archive"],
  has: (name) => ["default", "archive"].includes(name),
  describe: (name) => ({
    name,
    endpoint: `http://${name}.test`,
    region: "eu-central-1",
    development: name === "default",
    implied: false,
  }),
  objectStore: (name) => notReached(name),
  listing: (name) => notReached(name),
  withRole: () => null,
  forRole: () => ({
    objectStore: (name) => notReached(name),
    listing: (name) => notReached(name),
    transport: (name) => notReached(name),
  }),
};

function notReached(name: string): never {
  throw new Error(`the test has nothing in the store ${name}`);
}

const unreachable = err({
  code: "ConnectionFailed",
  status: null,
  message: "Nothing is there.",
  kind: "transient",
} as const);

const noStores: StoreBrowser = {
  buckets: async () => unreachable,
  health: async () => ({ state: "DOWN", message: "ConnectionFailed: Nothing is there." }),
  objects: async () => unreachable,
  read: async () => unreachable,
};

export interface TestApiOptions extends Partial<Omit<HttpServerDependencies, "readModels">> {
  /** Read models that behave otherwise than the real ones somewhere. */
  readonly instead?: Partial<ReadModels>;
  /** What the manifests hold; left out: they cannot be read. */
  readonly readRows?: ReadRows;
  /** Waited for before each job that a command to many jobs tells. */
  readonly beforeTold?: (jobId: string) => Promise<void>;
  /** Else one in memory; it is closed with the API. */
  readonly eventStore?: EventStore;
}

export async function startApi(options: TestApiOptions = {}): Promise<TestApi> {
  const {
    instead,
    eventStore = openEmbeddedEventStore({ file: ":memory:" }),
    readRows = async () => null,
    beforeTold = async () => {},
    ...others
  } = options;
  const readModels = openReadModels({ file: ":memory:", eventStore, readRows });
  readModels.start();
  const commands = createCommandHandler({
    eventStore,
    nextIds: createEventIds(randomUUID()),
    installationId: randomUUID(),
    randomId: randomUUID,
  });
  const logged: LogEntry[] = [];
  const then = commandsThen(
    { commands, fromStreams: readModels.fromStreams },
    describeOperations().map(({ kind }) => kind),
  );
  const bulkCommands = createBulkCommands({
    eventStore,
    executor: randomUUID(),
    nextIds: createEventIds(randomUUID()),
    clock: systemClock,
    random: Math.random,
    randomId: randomUUID,
    queries: readModels.bulkCommands,
    caughtUp: () => readModels.caughtUp(),
    commandsFor: (bulk) => ({
      async handle(jobId, command, context) {
        await beforeTold(jobId);
        return then(bulk).handle(jobId, command, context);
      },
    }),
    forbidden,
    retentionDays: 90,
    log: { info() {}, warn() {} },
  });
  bulkCommands.start();
  const server = createHttpServer({
    readModels: { ...readModels, ...instead },
    fromStreams: readModels.fromStreams,
    commands,
    bulkCommands,
    exportAudit: (jobId) => exportAudit(eventStore, jobId),
    inspector: createJobInspector({ stores: testStores }),
    browser: noStores,
    links: createDownloadLinks({ secret: "a test", basePath: "/", now: () => new Date() }),
    stores: testStores,
    version: "1.2.3",
    startedAt: new Date("2026-01-31T09:30:00.000Z"),
    notices: [],
    eventStoreStatus: { address: "embedded", reachable: () => true },
    jobLimits: { activeJobs: 16, rowsMax: 1_000_000 },
    account,
    now: () => new Date(),
    log: (entry) => logged.push(entry),
    host: "127.0.0.1",
    port: 0,
    hostNames: [],
    authenticator: openToLocalUser,
    metricsOpen: false,
    reading: () => addReadings([]),
    console: { folder: fileURLToPath(new URL("no-console", import.meta.url)), basePath: "/" },
    ...others,
  });
  const url = await server.listen();
  const read = async (position: number) =>
    assert(await readModels.waitFor(position, { timeoutMs: 60_000 }), `${position} is read`);
  return {
    url,
    eventStore,
    commands,
    readModels,
    logged,
    ask: (query, variables = {}) => post(url, { query, variables }),
    async drive(jobId, ...engineCommands) {
      for (const command of engineCommands) {
        const result = await commands.handle(jobId, command, engineMetadata);
        assert(result.ok, `${command.type} is taken`);
        await read(result.value.position);
      }
    },
    async record(stream, ...events) {
      const recorded = events.map((event) => ({
        id: randomUUID(),
        ...encode(event, engineMetadata),
      }));
      const { position } = await eventStore.append(stream, recorded, { expected: "any" });
      await read(position);
    },
    close: () => server.close(),
    async stop() {
      await server.close();
      await bulkCommands.close();
      await readModels.stop();
      await eventStore.close();
    },
  };
}

export async function post(url: string, body: unknown): Promise<GraphQLAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Partial<GraphQLAnswer>;
  return { status: response.status, data: answer.data ?? null, errors: answer.errors ?? [] };
}

/** A WebSocket client that never connects again by itself. */
export function socketClient(url: string): Client {
  return createClient({
    url: `${url.replace("http:", "ws:")}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
}

/** The input of `createJob` for `validSpec` of the core. */
export function validInput(spec: Readonly<Record<string, unknown>> = {}) {
  return {
    clientRequestToken: randomUUID(),
    spec: {
      operation: { putObjectTagging: { tagSet: [{ key: "state", value: "archived" }] } },
      manifest: { csv: { object: { bucket: "lists", key: "photos.csv" } } },
      report: { bucket: "reports", prefix: "batch" },
      ...spec,
    },
  };
}

const createDocument = `mutation Create($input: CreateJobInput!) {
  createJob(input: $input) { job { id } position errors { code message path } }
}`;

/** Creates a job by the API, and gives its id. */
export async function createJob(
  api: TestApi,
  spec: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const { data, errors } = await api.ask(createDocument, { input: validInput(spec) });
  const created = data?.["createJob"] as { readonly job: { readonly id: string } | null } | null;
  assert(created?.job, `the job is created: ${JSON.stringify([created, errors])}`);
  return created.job.id;
}

/** A field of an answer that is there. */
export function fieldOf({ data, errors }: GraphQLAnswer, name: string): unknown {
  const value = data?.[name];
  assert(value, `there is a ${name}: ${JSON.stringify(errors)}`);
  return value;
}

interface Message {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[] | undefined;
}

/** Every message of an operation that completes. */
export async function messagesOf(
  client: Client,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<readonly Message[]> {
  const messages: Message[] = [];
  for await (const message of client.iterate({ query, variables })) messages.push(message);
  return messages;
}
