/**
 * Connections to stores through undici, one call at a time on each, and kept alive. A free list, because undici's own
 * pool looks through all of its clients for each call.
 */
import { Client } from "undici";
import { Exchange, type Received } from "./exchange.ts";

export interface Connections {
  /** Sends one request and collects its answer. Never rejects: what went wrong is in the answer. */
  send(request: WireRequest): Promise<Received>;
  close(): void;
}

/** A request as it is written: nothing of it is normalised, least of all the path. */
export interface WireRequest {
  /** `https://host:port` */
  readonly origin: string;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: Buffer | null;
}

export interface ConnectionSettings {
  /** Further calls wait for a free one. */
  readonly connectionsMax: number;
  readonly connectTimeoutMs: number;
  /** Without a byte of the answer. */
  readonly requestTimeoutMs: number;
}

/** Long enough for a pause between two chunks, shorter than what servers commonly allow. */
const idleMs = 15_000;
/** Hosts whose connections are kept: with buckets in the host name there may be many. */
const originsMax = 64;

export function openConnections(settings: ConnectionSettings): Connections {
  const free = new Map<string, Client[]>();
  const open = new Set<Client>();
  const waiting: (() => void)[] = [];
  let busy = 0;
  let closed = false;

  function take(origin: string): Client {
    const client = free.get(origin)?.pop();
    if (client !== undefined) return client;
    const made = connect(origin, settings);
    open.add(made);
    return made;
  }

  function drop(client: Client): void {
    open.delete(client);
    client.destroy().catch(() => {});
  }

  /** The one that was used last is used next, so that what is not needed falls idle and is closed by undici. */
  function giveBack(origin: string, client: Client): void {
    if (closed || client.destroyed) return drop(client);
    const others = free.get(origin);
    if (others !== undefined) {
      others.push(client);
      return;
    }
    free.set(origin, [client]);
    for (const [oldest, clients] of free) {
      if (free.size <= originsMax) break;
      free.delete(oldest);
      for (const one of clients) drop(one);
    }
  }

  function start(request: WireRequest, resolve: (received: Received) => void): void {
    const client = take(request.origin);
    busy += 1;
    const exchange = new Exchange((received) => {
      giveBack(request.origin, client);
      busy -= 1;
      resolve(received);
      waiting.shift()?.();
    });
    const { path, body } = request;
    const method = request.method as "PUT";
    const headers = request.headers as string[];
    try {
      // Without `reset`, undici says `connection: close` after each HEAD.
      client.dispatch({ path, method, headers, body, reset: false }, exchange);
    } catch (error) {
      exchange.onError(error);
    }
  }

  return {
    send: (request) =>
      new Promise((resolve) => {
        if (busy < settings.connectionsMax) start(request, resolve);
        else waiting.push(() => start(request, resolve));
      }),
    close() {
      closed = true;
      free.clear();
      for (const client of open) drop(client);
    },
  };
}

function connect(
  origin: string,
  { connectTimeoutMs, requestTimeoutMs }: ConnectionSettings,
): Client {
  return new Client(origin, {
    pipelining: 1,
    connect: { timeout: connectTimeoutMs },
    headersTimeout: requestTimeoutMs,
    bodyTimeout: requestTimeoutMs,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
  });
}
