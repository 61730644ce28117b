import { once } from "node:events";
import { createServer } from "node:http";
import { assert } from "../lib/assert.ts";
import { answerRequest } from "./answer.ts";
import { createFolderStorage } from "./folder-storage.ts";
import { createMemoryStorage } from "./memory-storage.ts";
import { createSignatureCheck } from "./sigv4.ts";
import { Store } from "./store.ts";
import type { Server } from "node:http";
import type { AccessLogEntry } from "./answer.ts";

export type { AccessLogEntry } from "./answer.ts";

/** How a development store is started. */
export interface DevelopmentStoreOptions {
  /** A free one when left out. */
  readonly port?: number;
  /** Only the loopback names: a store without users, quotas and encryption is nothing for a network. */
  readonly host?: "127.0.0.1" | "::1" | "localhost";
  /** Keeps everything here; in memory when left out. One process at a time. */
  readonly folder?: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Requests signed for another region are refused; any is taken when left out. */
  readonly region?: string;
  /** The account that owns every bucket. Any 12 digits are taken for it when left out. */
  readonly accountId?: string;
  readonly now?: () => Date;
  /** The clock by which archived objects are restored and expire; the other one when left out. */
  readonly archiveNow?: () => Date;
  /** The largest object that one call copies; 5 GiB when left out, as on S3. */
  readonly copyBytesMax?: number;
  /** Called once a request, when its answer stands and before it is sent. */
  readonly onRequest?: (entry: AccessLogEntry) => void;
}

/** A development store that is running. */
export interface DevelopmentStore {
  /** For the S3 client's `endpoint`, together with path style. */
  readonly url: string;
  readonly port: number;
  /** Lets requests under way finish, for a second at most. */
  close(): Promise<void>;
}

const loopbackHosts: ReadonlySet<string> = new Set(["127.0.0.1", "::1", "localhost"]);

/** How long requests under way may take to finish when the store closes. */
const closingMs = 1000;

/**
 * Starts an S3 endpoint for development and tests, path style, on loopback. It does what S3 does for the calls that
 * batch operations make, and refuses every other call with 501.
 */
export async function startDevelopmentStore(
  options: DevelopmentStoreOptions,
): Promise<DevelopmentStore> {
  const host = options.host ?? "127.0.0.1";
  if (!loopbackHosts.has(host)) {
    throw new Error(`the development store listens on loopback only, not on ${host}`);
  }
  const store = new Store(
    options.folder === undefined ? createMemoryStorage() : createFolderStorage(options.folder),
  );
  await store.load();
  const dependencies = {
    store,
    region: options.region ?? "us-east-1",
    accountId: options.accountId,
    checkSignature: createSignatureCheck(options),
    now: options.now ?? (() => new Date()),
    archiveNow: options.archiveNow,
    copyBytesMax: options.copyBytesMax ?? 5 * 1024 ** 3,
    onRequest: options.onRequest,
  };
  const active = new Set<Promise<void>>();
  // The default of five seconds between two requests makes clients lose a race against the closing socket.
  const server = createServer(
    { keepAliveTimeout: 120_000, requestTimeout: 0 },
    (incoming, response) => {
      const answered = answerRequest(dependencies, incoming, response);
      active.add(answered);
      void answered.finally(() => active.delete(answered));
    },
  );
  server.listen(options.port ?? 0, host);
  await once(server, "listening");
  const address = server.address();
  assert(
    address !== null && typeof address !== "string",
    "a TCP server has an address with a port",
  );
  const { port } = address;
  let closed: Promise<void> | undefined;
  return {
    url: `http://${host === "::1" ? "[::1]" : host}:${port}`,
    port,
    close: () => (closed ??= closeStore(server, active, store)),
  };
}

async function closeStore(
  server: Server,
  active: ReadonlySet<Promise<void>>,
  store: Store,
): Promise<void> {
  server.close();
  const timer = setTimeout(() => server.closeAllConnections(), closingMs);
  await Promise.allSettled(active);
  clearTimeout(timer);
  server.closeAllConnections();
  await store.close();
}
