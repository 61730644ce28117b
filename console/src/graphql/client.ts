/** The API client: one normalised cache over HTTP and the WebSocket, so a message about a job updates every view of it. */
import { cacheExchange } from "@urql/exchange-graphcache";
import {
  Client,
  fetchExchange,
  formatDocument,
  mapExchange,
  subscriptionExchange,
  type SubscriptionOperation,
} from "urql";
import { graphqlUrl } from "../lib/base-path.ts";
import { createStore } from "../lib/store.ts";
import { subscribe } from "./connection.ts";
import { createNewest } from "./newest.ts";
import { refused, token } from "./token.ts";

export const newest = createNewest();

/** What is known by its id; everything else belongs to the object that holds it. */
const identified = new Set(["Job", "JobEvent", "Task", "Viewer"]);

const keys = new Proxy<Record<string, () => null>>(
  {},
  { get: (_, type) => (identified.has(String(type)) ? undefined : () => null) },
);

const settings = {
  url: graphqlUrl,
  preferGetMethod: false,
  fetchOptions: () => {
    const value = token.get();
    return value === null ? {} : { headers: { authorization: `Bearer ${value}` } };
  },
} as const;

/** Every answer, however it came. */
const results = mapExchange({
  // What an answer is about is told by its types.
  onOperation: (operation) => ({
    ...operation,
    query: formatDocument(operation.query as never),
    context: { ...operation.context, sentWith: token.get() },
  }),
  onResult(result) {
    const { sentWith } = result.operation.context;
    // A refusal of the token before this one says nothing of this one.
    if (result.error?.response?.status === 401 && sentWith === token.get()) refused.set(true);
    return result.data === undefined || result.data === null
      ? result
      : { ...result, data: newest.keepNewest(result.data) };
  },
});

export const client = new Client({
  ...settings,
  exchanges: [
    cacheExchange({
      keys,
      updates: { Mutation: { createJob: forgetLists, deleteJob: forgetLists } },
    }),
    results,
    fetchExchange,
    subscriptionExchange({ forwardSubscription }),
  ],
});

/** For pages of long lists and other answers that are asked for once: they are kept by who asked, and nowhere else. */
export const uncached = new Client({ ...settings, exchanges: [results, fetchExchange] });

/** Times that a job was made or deleted from here. */
export const listsChanged = createStore(0);

/** Jobs have come or gone: a list that one comes back to is read again. */
export function readListsAgain(): void {
  listsChanged.set(listsChanged.get() + 1);
}

/** The parts of a cache that the rule needs; its own type brings all of the library's in. */
interface Lists {
  inspectFields(entity: "Query"): { readonly fieldName: string; readonly fieldKey: string }[];
  invalidate(entity: "Query", fieldKey: string): void;
}

/** A job has come or gone: counts are asked for again, and so is a list that one comes back to. */
function forgetLists(_result: unknown, _arguments: unknown, cache: Lists): void {
  for (const { fieldName, fieldKey } of cache.inspectFields("Query")) {
    if (fieldName === "jobCounts") cache.invalidate("Query", fieldKey);
  }
  readListsAgain();
}

/** What the messages of our subscriptions have in common, one field each. */
interface Message {
  readonly cursor?: string;
  readonly position?: number;
  readonly jobId?: string;
  readonly change?: string;
  readonly job?: { readonly id: string } | null;
}

/**
 * A subscription that goes on where it was: after a reconnection the library sends the same payload again, so the cursor
 * of the last message that was handled is put into it. Messages that are not newer than what is known are dropped.
 */
function forwardSubscription(operation: SubscriptionOperation) {
  const variables: Record<string, unknown> = { ...operation.variables };
  const payload = { query: operation.query ?? "", variables };
  return {
    subscribe(sink: {
      next: (value: never) => void;
      error: (error: unknown) => void;
      complete: () => void;
    }) {
      const unsubscribe = subscribe<Record<string, Message>>(payload, {
        next(result) {
          const message = Object.values(result.data ?? {})[0];
          if (message?.cursor !== undefined && "after" in variables) {
            variables["after"] = message.cursor;
          }
          if (isOld(message)) return;
          sink.next(result as never);
        },
        error: sink.error,
        complete: sink.complete,
      });
      return { unsubscribe };
    },
  };
}

function isOld(message: Message | undefined): boolean {
  const jobId = message?.job?.id ?? message?.jobId;
  if (jobId === undefined || message?.position === undefined) return false;
  // That a job left a list is told once, and also where what became of it was seen elsewhere before.
  if (message.change === "REMOVED") return false;
  return !newest.isNews(jobId, message.position);
}
