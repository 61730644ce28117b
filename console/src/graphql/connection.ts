/**
 * The one WebSocket of the console. It opens with the first subscription, closes after the last, and reconnects without
 * end: at once when the browser comes online or the page is shown again, otherwise after 1, 2, 4 … 30 seconds.
 */
import { createClient, type Client } from "graphql-ws";
import { socketUrl } from "../lib/base-path.ts";
import { createStore } from "../lib/store.ts";
import { token } from "./token.ts";

export type Connection =
  | { readonly kind: "idle" }
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  /** Lost; the next try is at `retryAt`. */
  | { readonly kind: "lost"; readonly since: number; readonly retryAt: number };

export const connection = createStore<Connection>({ kind: "idle" });

/** Times that the connection came back after it was lost; who shows lists reads them again then. */
export const reconnections = createStore(0);

/** A WCAG duty: everything that moves can be stopped. */
export const paused = createStore(false);

let lostAt: number | null = null;
let wake: () => void = () => {};

/** Tries at once instead of waiting. */
export function reconnectNow(): void {
  wake();
}

/** The engine has closed the connection because the token is missing, wrong or over. */
const forbidden = 4403;

const pongMs = 5_000;

function noteLost(): void {
  lostAt ??= Date.now();
}

async function waitForRetry(retries: number): Promise<void> {
  noteLost();
  const waitMs = Math.min(30_000, 1000 * 2 ** Math.min(retries, 5)) * (0.5 + Math.random() / 2);
  connection.set({ kind: "lost", since: lostAt ?? Date.now(), retryAt: Date.now() + waitMs });
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, waitMs);
    const whenShown = () => document.visibilityState === "visible" && done();
    function done() {
      clearTimeout(timer);
      removeEventListener("online", done);
      document.removeEventListener("visibilitychange", whenShown);
      wake = () => {};
      resolve();
    }
    wake = done;
    addEventListener("online", done);
    document.addEventListener("visibilitychange", whenShown);
  });
}

export const socket: Client = createSocket();

function createSocket(): Client {
  let pongTimer: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url: socketUrl,
    lazyCloseTimeout: 3_000,
    keepAlive: 10_000,
    retryAttempts: Infinity,
    shouldRetry: () => true,
    retryWait: waitForRetry,
    connectionParams: () => {
      const value = token.get();
      return value === null ? {} : { authorization: `Bearer ${value}` };
    },
    on: {
      connecting: () => {
        if (connection.get().kind !== "lost") connection.set({ kind: "connecting" });
      },
      connected: () => {
        connection.set({ kind: "live" });
        if (lostAt !== null) reconnections.set(reconnections.get() + 1);
        lostAt = null;
      },
      // A connection that was cut without a word is told only by the answer that does not come.
      ping: (received) => {
        if (!received) pongTimer = setTimeout(() => client.terminate(), pongMs);
      },
      pong: (received) => {
        if (received) clearTimeout(pongTimer);
      },
      closed: (event) => {
        clearTimeout(pongTimer);
        const { code, wasClean } = event as CloseEvent;
        if (code === forbidden) token.refuse();
        if (wasClean && code === 1000) {
          lostAt = null;
          connection.set({ kind: "idle" });
        } else noteLost();
      },
    },
  });
  return client;
}
