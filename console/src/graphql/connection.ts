/**
 * The one WebSocket of the console. It opens with the first subscription, closes after the last, and reconnects without
 * end: at once when the browser comes online or the page is shown again, otherwise after 1, 2, 4 … 30 seconds.
 */
import { createClient, type Client, type Sink, type SubscribePayload } from "graphql-ws";
import { socketUrl } from "../lib/base-path.ts";
import { keep, readKept } from "../lib/kept.ts";
import { createStore } from "../lib/store.ts";
import { closedBy } from "./close-codes.ts";
import { token } from "./token.ts";

export type Connection =
  | { readonly kind: "idle" }
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  /** Lost; the next try is at `retryAt`. */
  | { readonly kind: "lost"; readonly since: number; readonly retryAt: number }
  /** Over until the page is loaded anew. */
  | { readonly kind: "outdated"; readonly since: number };

export const connection = createStore<Connection>({ kind: "idle" });

/** Times that the connection came back after it was lost; who shows lists reads them again then. */
export const reconnections = createStore(0);

/** A WCAG duty: everything that moves can be stopped. It stays so until the tab is closed. */
export const paused = createStore(readKept("session", "paused") === "yes");
paused.subscribe(() => keep("session", "paused", paused.get() ? "yes" : null));

let lostAt: number | null = null;
let subscribers = 0;
let wake: () => void = () => {};

/** Tries at once instead of waiting. */
export function reconnectNow(): void {
  wake();
}

const pongMs = 5_000;
/** One that is taken up and closed again soon has not mended anything: the next wait is longer. */
const steadyMs = 5_000;

async function waitForRetry(tries: number): Promise<void> {
  lostAt ??= Date.now();
  const waitMs = Math.min(30_000, 1000 * 2 ** Math.min(tries, 5)) * (0.5 + Math.random() / 2);
  connection.set({ kind: "lost", since: lostAt, retryAt: Date.now() + waitMs });
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
  if (subscribers === 0) becomeIdle();
}

function becomeIdle(): void {
  lostAt = null;
  connection.set({ kind: "idle" });
}

let tries = 0;
let nextTry: Promise<void> | null = null;

/** One wait for all who have lost the connection. */
function whenToTryAgain(): Promise<void> {
  nextTry ??= waitForRetry(tries++).finally(() => {
    nextTry = null;
  });
  return nextTry;
}

const socket = createSocket();

/**
 * Like that of the library, which gives up for good after some codes that the next try may not meet: here only what a new
 * try cannot mend ends a subscription. The payload is sent again as it is then.
 */
export function subscribe<Data>(payload: SubscribePayload, sink: Sink<Data>): () => void {
  let stop: (() => void) | null = null;
  let isOver = false;
  const start = () => {
    stop = socket.subscribe(payload, {
      next: (message) => sink.next(message as never),
      complete: () => sink.complete(),
      error(problem) {
        // A list is what the engine has against the subscription itself; all else is about the connection.
        if (isOver || Array.isArray(problem)) return sink.error(problem);
        stop?.();
        if (closedBy((problem as Partial<CloseEvent>).code) !== "broken") return undefined;
        return void whenToTryAgain().then(() => isOver || start());
      },
    });
  };
  subscribers += 1;
  start();
  return () => {
    isOver = true;
    subscribers -= 1;
    stop?.();
  };
}

function createSocket(): Client {
  let pongTimer: ReturnType<typeof setTimeout> | undefined;
  let steadyTimer: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url: socketUrl,
    lazyCloseTimeout: 3_000,
    keepAlive: 10_000,
    retryAttempts: 0,
    connectionParams: () => {
      const value = token.get();
      return value === null ? {} : { authorization: `Bearer ${value}` };
    },
    on: {
      connecting: () => {
        if (connection.get().kind !== "lost") connection.set({ kind: "connecting" });
      },
      connected: () => {
        steadyTimer = setTimeout(() => (tries = 0), steadyMs);
        connection.set({ kind: "live" });
        if (lostAt !== null) reconnections.set(reconnections.get() + 1);
        lostAt = null;
        // A new subscription does not wait; where it has come through, those that lost theirs follow.
        wake();
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
        clearTimeout(steadyTimer);
        const closed = closedBy((event as CloseEvent).code);
        if (closed === "broken") lostAt ??= Date.now();
        else if (closed === "outdated") connection.set({ kind: "outdated", since: Date.now() });
        else becomeIdle();
        if (closed === "signed-out") token.refuse();
      },
    },
  });
  return client;
}
