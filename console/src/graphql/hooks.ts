/** Queries and subscriptions with the types of the generated documents. */
import { useEffect, useRef, useState } from "react";
import {
  useQuery as useUrqlQuery,
  type AnyVariables,
  type CombinedError,
  type RequestPolicy,
  type TypedDocumentNode,
} from "urql";
import { useStore } from "../lib/store.ts";
import { client, newest, uncached } from "./client.ts";
import { paused, reconnections } from "./connection.ts";
import type { TypedDocumentString } from "./generated.ts";

/** The library takes a document as text; the types go with it. */
function textOf<Data, Variables>(document: TypedDocumentString<Data, Variables>) {
  return document.toString() as unknown as TypedDocumentNode<Data, Variables & AnyVariables>;
}

export interface Answer<Data> {
  readonly data: Data | undefined;
  readonly error: CombinedError | undefined;
  readonly fetching: boolean;
  /** Asks the engine again, whatever the cache holds. */
  readonly again: () => void;
}

export interface Asking<Variables> {
  readonly variables: Variables;
  readonly pause?: boolean;
  readonly policy?: RequestPolicy;
}

export function useAnswer<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  { variables, pause = false, policy = "cache-and-network" }: Asking<Variables>,
): Answer<Data> {
  const [{ data: answered, error, fetching, stale }, execute] = useUrqlQuery<Data>({
    query: textOf(document) as never,
    variables: variables as AnyVariables,
    pause,
    requestPolicy: policy,
  });
  const again = () => execute({ requestPolicy: "network-only" });
  // Whatever happened while the connection was away is read again.
  const count = useStore(reconnections);
  useEffect(() => {
    if (count > 0 && !pause) execute({ requestPolicy: "network-only" });
    // eslint-disable-next-line -- only when the connection has come back
  }, [count]);
  // A refusal comes with null.
  const data = answered ?? undefined;
  // An answer that did not come takes nothing away from what was there: the page says that it is old, and stays.
  const key = JSON.stringify(variables);
  const last = useRef<{ readonly key: string; readonly data: Data } | null>(null);
  if (data !== undefined) last.current = { key, data };
  const shown = data ?? (last.current?.key === key ? last.current.data : undefined);
  return { data: shown, error, fetching: fetching || stale, again };
}

/** Once, outside of rendering, and past the cache. */
export async function ask<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const { data, error } = await uncached
    .query<Data>(textOf(document) as never, variables as AnyVariables)
    .toPromise();
  if (error !== undefined || data === undefined) throw error ?? new Error("No answer came.");
  return data;
}

/** Sends a command; gives its payload. */
export async function command<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const { data, error } = await client
    .mutation<Data>(textOf(document) as never, variables as AnyVariables)
    .toPromise();
  if (error !== undefined || data === undefined) throw error ?? new Error("No answer came.");
  return data;
}

/** The place in the log that a subscription was to go on from is not there any more: all of it is read again. */
const gone = new Set(["CURSOR_INVALID", "CURSOR_EXPIRED"]);

/**
 * A live subscription; `onMessage` sees every message once, and never while a page is drawn. Not while updates are paused
 * or the page stays hidden.
 */
export function useLive<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  {
    variables,
    pause = false,
    unseen = false,
    onMessage,
    onGone,
  }: {
    readonly variables: Variables;
    readonly pause?: boolean;
    /** Also while nobody looks at the page, or has made it stand still. */
    readonly unseen?: boolean;
    readonly onMessage: (data: Data) => void;
    /** Everything is being read again; a cursor that was kept is worth nothing. */
    readonly onGone?: () => void;
  },
): void {
  const isPaused = useStore(paused);
  const away = useHiddenForLong();
  const isOff = pause || (!unseen && (isPaused || away));
  const asked = JSON.stringify(variables);
  const handled = useRef<{ readonly asked: string; readonly cursor: string } | null>(null);
  const latest = useRef({ onMessage, onGone });
  useEffect(() => {
    latest.current = { onMessage, onGone };
  });
  useEffect(() => {
    if (isOff) return undefined;
    const wanted = JSON.parse(asked) as Record<string, unknown>;
    // After a pause it goes on where it was.
    if (handled.current?.asked === asked) wanted["after"] = handled.current.cursor;
    const subscription = client
      .subscription<Data>(textOf(document) as never, wanted)
      .subscribe(({ data, error }) => {
        if (error === undefined && data !== undefined && data !== null) {
          const cursor = cursorOf(data);
          if (cursor !== null && "after" in wanted) handled.current = { asked, cursor };
          return latest.current.onMessage(data);
        }
        const code = error?.graphQLErrors[0]?.extensions["code"];
        if (typeof code !== "string" || !gone.has(code)) return undefined;
        handled.current = null;
        startOver();
        return latest.current.onGone?.();
      });
    return () => subscription.unsubscribe();
  }, [document, asked, isOff]);
}

/** The place in the log after a message. */
function cursorOf(message: unknown): string | null {
  const [only] = Object.values(message as Readonly<Record<string, { cursor?: unknown }>>);
  return typeof only?.cursor === "string" ? only.cursor : null;
}

/** What was seen may be of another log: nothing of it counts, and every page reads again. */
function startOver(): void {
  newest.forget();
  reconnections.set(reconnections.get() + 1);
}

const hiddenMs = 60_000;

/** Whether the page has been hidden for a minute: nobody looks, so nothing need be sent. */
function useHiddenForLong(): boolean {
  const [away, setAway] = useState(false);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const changed = () => {
      clearTimeout(timer);
      if (document.visibilityState === "visible") setAway(false);
      else timer = setTimeout(() => setAway(true), hiddenMs);
    };
    document.addEventListener("visibilitychange", changed);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", changed);
    };
  }, []);
  return away;
}
