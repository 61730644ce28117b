/**
 * Connections to stores, one call at a time on each, and kept alive. Written by hand over sockets: what a client for all
 * of HTTP does for a call costs as much as to sign it.
 */
import { Connection, connectionClosed, type ConnectionOwner } from "./connection.ts";
import type { Received } from "./received.ts";
import type { WireRequest } from "./wire-request.ts";

export interface Connections {
  /** Sends one request. `answered` is called once with what came of it: what went wrong is in the answer. */
  send(request: WireRequest, answered: (received: Received) => void): void;
  close(): void;
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
/**
 * A process that was stopped between the decision to make a call and its writing may have lost what it calls for (see
 * `lease.ts`): what waited so long is not written.
 */
const lateMs = 2000;
/** How often connections are looked at for having been silent too long. */
const lookEveryMs = { min: 10, max: 1000 } as const;

export function openConnections(settings: ConnectionSettings): Connections {
  const { connectTimeoutMs, requestTimeoutMs, connectionsMax } = settings;
  const limits = { connectTimeoutMs, requestTimeoutMs, idleMs };
  const free = new Map<string, Connection[]>();
  const open = new Set<Connection>();
  const waiting: (() => void)[] = [];
  let withRequests: Connection[] = [];
  let requestedAt = 0;
  let busy = 0;
  let closed = false;
  const lookMs = Math.min(connectTimeoutMs, requestTimeoutMs) / 4;
  const looking = setInterval(
    () => {
      const now = performance.now();
      for (const connection of open) connection.check(now, limits);
    },
    Math.max(lookEveryMs.min, Math.min(lookEveryMs.max, lookMs)),
  );
  looking.unref();

  /**
   * The requests that a round of answers brings about are written one after another when all of these were read. Written
   * each after its answer, every one would wake a store that has nothing else to do, which costs both sides more than the
   * write does, and the store would sleep again before the next.
   */
  function writeAll(): void {
    const connections = withRequests;
    withRequests = [];
    const isLate = Date.now() - requestedAt > lateMs;
    for (const connection of connections) {
      if (isLate) connection.close();
      else connection.write();
    }
  }

  const owner: ConnectionOwner = {
    requested(connection) {
      if (withRequests.push(connection) > 1) return;
      requestedAt = Date.now();
      setImmediate(writeAll);
    },
    answered(connection) {
      giveBack(connection);
      busy -= 1;
      // Who waits comes before what the answer brings about: that may be another request.
      waiting.shift()?.();
    },
    closed: (connection) => open.delete(connection),
  };

  function take(origin: string): Connection {
    const kept = free.get(origin);
    for (let connection = kept?.pop(); connection !== undefined; connection = kept?.pop())
      if (connection.isOpen) return connection;
    const made = new Connection(origin, owner);
    open.add(made);
    return made;
  }

  /** The one that was used last is used next, so that what is not needed falls idle and is closed. */
  function giveBack(connection: Connection): void {
    if (closed) return connection.close();
    if (!connection.isOpen) return;
    const others = free.get(connection.origin);
    if (others !== undefined) {
      others.push(connection);
      return;
    }
    free.set(connection.origin, [connection]);
    for (const [oldest, kept] of free) {
      if (free.size <= originsMax) break;
      free.delete(oldest);
      for (const one of kept) one.close();
    }
  }

  function start(request: WireRequest, answered: (received: Received) => void): void {
    if (closed) return answered({ status: 0, headers: "", body: "", error: connectionClosed() });
    const connection = take(request.origin);
    busy += 1;
    connection.send(request, answered);
  }

  return {
    send(request, answered) {
      if (busy < connectionsMax) start(request, answered);
      else waiting.push(() => start(request, answered));
    },
    close() {
      closed = true;
      clearInterval(looking);
      free.clear();
      for (const connection of open) connection.close();
    },
  };
}
