import type { MessagePort } from "node:worker_threads";
import { AppendInDoubt } from "../eventstore/eventstore.ts";
import type { EventStore, JsonObject, LogPage, NewEvent } from "../eventstore/eventstore.ts";
import { stoppable } from "../eventstore/follow-log.ts";
import { serialiseAppend } from "../eventstore/serialise.ts";
import type { SerialisedEvent } from "../eventstore/serialise.ts";
import { assert, unreachable } from "../lib/assert.ts";
import { openOutbox, type Outbox } from "./outbox.ts";
import { RemoteCalls } from "./remote-calls.ts";
import { errorToData } from "./remote-messages.ts";
import type { Answer, Call, FollowOptions, Reply, Request } from "./remote-messages.ts";

/**
 * The event store that another thread serves on the other end of `port`.
 *
 * Closing it waits for its own calls, lets go of the port, and leaves the store alone. When the port closes before an
 * append was answered, that append is in doubt; other calls are rejected, and subscriptions end.
 */
export function connectRemoteEventStore(port: MessagePort): EventStore {
  const calls = new RemoteCalls(port);
  return {
    // Only a store that one process owns has to be reached through a thread of that process.
    exclusive: true,
    async append(stream, events, { expected }) {
      // Written as JSON on this side, so that what cannot be written fails as it does at the store itself. Text also
      // crosses cheaper than objects.
      const serialised = serialiseAppend(stream, events);
      const call = { ask: "append", stream, events: serialised, expected } as const;
      const inDoubt = (): Error => new AppendInDoubt(`${lostMessage} (append to ${stream})`);
      const answer = await calls.call(call, inDoubt);
      assert(answer.answer === "appended", "an append is answered by where it was written");
      return answer.result;
    },
    async readStream(stream, options = {}) {
      const answer = await calls.call({ ask: "readStream", stream, options }, lost);
      assert(answer.answer === "events", "a read of a stream is answered by events");
      return answer.events;
    },
    async readAll(options) {
      const answer = await calls.call({ ask: "readAll", options }, lost);
      assert(answer.answer === "page", "a read of the log is answered by a page");
      return answer.page;
    },
    async truncateStream(stream, before) {
      await calls.call({ ask: "truncateStream", stream, before }, lost);
    },
    async deleteStream(stream) {
      await calls.call({ ask: "deleteStream", stream }, lost);
    },
    async limitAge(stream, seconds) {
      await calls.call({ ask: "limitAge", stream, seconds }, lost);
    },
    subscribe({ signal, ...options }) {
      return stoppable(signal, (stop) => pullPages(calls, options, stop));
    },
    close() {
      return calls.close();
    },
  };
}

const lostMessage = "the connection to the event store closed before the answer came";

function lost(): Error {
  return new Error(lostMessage);
}

/** One page is asked for at a time, when the reader wants it: that is what makes a slow reader slow only itself. */
async function* pullPages(
  calls: RemoteCalls,
  options: FollowOptions,
  stop: AbortSignal,
): AsyncGenerator<LogPage, void> {
  if (stop.aborted || calls.closed) return;
  const subscription = calls.nextNumber();
  calls.tell({ ask: "subscribe", subscription, options });
  try {
    while (!stop.aborted && !calls.closed) {
      const page = await calls.nextPage(subscription, stop);
      if (page === undefined) return;
      yield page;
    }
  } finally {
    calls.tell({ ask: "unsubscribe", subscription });
  }
}

/**
 * Serves the store to the thread that holds the other end of `port`, until the port closes or the returned function is
 * called, which closes it.
 */
export function serveEventStore(store: EventStore, port: MessagePort): () => void {
  assert(store.exclusive, "a store that others can reach by themselves is not served");
  const subscriptions = new Map<number, AsyncIterator<LogPage>>();
  const end = (subscription: number): void => {
    // Errors of a subscription go to whoever asks for its next page, and nobody will.
    subscriptions
      .get(subscription)
      ?.return?.()
      .catch(() => {});
    subscriptions.delete(subscription);
  };
  const outbox = openOutbox<Reply>(port);
  const take = (request: Request): void => {
    switch (request.ask) {
      case "subscribe": {
        const pages = store.subscribe({ ...request.options, signal: neverAborted });
        subscriptions.set(request.subscription, pages[Symbol.asyncIterator]());
        break;
      }
      case "unsubscribe":
        end(request.subscription);
        break;
      case "append":
      case "readStream":
      case "readAll":
      case "truncateStream":
      case "deleteStream":
      case "limitAge":
      case "nextPage":
        void reply(outbox, request.call, answerTo(request, { store, subscriptions }));
        break;
      default:
        unreachable(request);
    }
  };
  port.on("message", (requests: readonly Request[]) => {
    for (const request of requests) take(request);
  });
  port.on("close", () => {
    for (const subscription of subscriptions.keys()) end(subscription);
  });
  return () => {
    outbox.flush();
    port.close();
  };
}

/** Subscriptions of others end by `unsubscribe`. */
const neverAborted = new AbortController().signal;

async function reply(outbox: Outbox<Reply>, call: number, answer: Promise<Answer>): Promise<void> {
  outbox.post({ ...(await answer), call });
}

async function answerTo(
  call: Call,
  at: { readonly store: EventStore; readonly subscriptions: Map<number, AsyncIterator<LogPage>> },
): Promise<Answer> {
  try {
    return await ask(call, at);
  } catch (error) {
    return { answer: "error", error: errorToData(error) };
  }
}

async function ask(call: Call, at: Parameters<typeof answerTo>[1]): Promise<Answer> {
  const { store, subscriptions } = at;
  switch (call.ask) {
    case "append": {
      const { stream, events, expected } = call;
      const result = await store.append(stream, events.map(parseEvent), { expected });
      return { answer: "appended", result };
    }
    case "readStream":
      return { answer: "events", events: await store.readStream(call.stream, call.options) };
    case "readAll":
      return { answer: "page", page: await store.readAll(call.options) };
    case "truncateStream":
      await store.truncateStream(call.stream, call.before);
      return { answer: "done" };
    case "deleteStream":
      await store.deleteStream(call.stream);
      return { answer: "done" };
    case "limitAge":
      await store.limitAge(call.stream, call.seconds);
      return { answer: "done" };
    case "nextPage": {
      const next = await subscriptions.get(call.subscription)?.next();
      return next === undefined || next.done === true
        ? { answer: "end" }
        : { answer: "page", page: next.value };
    }
    default:
      return unreachable(call);
  }
}

function parseEvent(event: SerialisedEvent): NewEvent {
  const data: JsonObject = JSON.parse(event.data);
  const metadata: JsonObject = JSON.parse(event.metadata);
  return { id: event.id, type: event.type, data, metadata };
}
