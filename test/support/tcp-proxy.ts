/** A TCP proxy between a client and a server, to break their connections in every way that networks do. */
import { createServer, connect, type AddressInfo, type Server, type Socket } from "node:net";
import { once } from "node:events";

export interface TcpProxy {
  readonly port: number;
  /** Connections that were made so far. */
  readonly connections: number;
  /** Ends all connections now; new ones are taken. */
  cut(): void;
  /** Nothing goes through in either direction until it thaws; then all of it does, late. */
  freeze(): void;
  thaw(): void;
  /** Connections that exist now stay open and swallow everything for ever; new ones work. */
  halfOpen(): void;
  /** Everything takes so much longer, each way. */
  delay(ms: number): void;
  close(): Promise<void>;
}

interface Pair {
  readonly client: Socket;
  readonly upstream: Socket;
  swallows: boolean;
}

/** Starts a proxy to a port of this machine; `at` is the port to listen on, a free one when left out. */
export async function startTcpProxy(target: number, at = 0): Promise<TcpProxy> {
  const pairs = new Set<Pair>();
  let delayMs = 0;
  let frozen = false;
  let held: (() => void)[] = [];
  let connections = 0;

  function pass(pair: Pair, to: Socket, chunk: Buffer): void {
    const send = () => {
      if (!pair.swallows && !to.destroyed) to.write(chunk);
    };
    if (pair.swallows) return;
    if (frozen) held.push(send);
    else if (delayMs > 0) setTimeout(send, delayMs);
    else send();
  }

  const server: Server = createServer((client) => {
    connections += 1;
    const upstream = connect(target, "127.0.0.1");
    const pair: Pair = { client, upstream, swallows: false };
    pairs.add(pair);
    const end = () => {
      client.destroy();
      upstream.destroy();
      pairs.delete(pair);
    };
    client.on("data", (chunk) => pass(pair, upstream, chunk));
    upstream.on("data", (chunk) => pass(pair, client, chunk));
    for (const socket of [client, upstream]) {
      socket.on("error", end);
      socket.on("close", () => {
        if (!pair.swallows && !frozen) end();
      });
    }
  });
  server.listen(at, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    cut() {
      for (const { client, upstream } of pairs) {
        client.destroy();
        upstream.destroy();
      }
      pairs.clear();
    },
    freeze: () => void (frozen = true),
    thaw() {
      frozen = false;
      for (const send of held) send();
      held = [];
    },
    halfOpen() {
      for (const pair of pairs) pair.swallows = true;
    },
    delay: (ms) => void (delayMs = ms),
    async close() {
      for (const { client, upstream } of pairs) {
        client.destroy();
        upstream.destroy();
      }
      server.close();
      await once(server, "close");
    },
  };
}
