/**
 * The event store in EventStoreDB, for any number of processes. Calls that the server does not answer are made again
 * until it does, an append with the same ids at the same expected revision, which the server takes as one.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { EventStoreDBClient } from "@eventstore/db-client";
import { assert } from "../lib/assert.ts";
import { backoffMs } from "../lib/backoff.ts";
import {
  AppendInDoubt,
  StreamConflict,
  type AppendOptions,
  type AppendResult,
  type EventStore,
  type LogPage,
  type NewEvent,
  type SubscribeOptions,
} from "./eventstore.ts";
import { createConnect, dispose } from "./eventstoredb-client.ts";
import { actualRevision, isOfType, isRetryable } from "./eventstoredb-errors.ts";
import { positionOf } from "./eventstoredb-events.ts";
import { readPages } from "./eventstoredb-pages.ts";
import { deleteStream, readStream } from "./eventstoredb-reader.ts";
import { openWriter, toClientEvent, type EventStoreDbWriter } from "./eventstoredb-writer.ts";
import { stoppable } from "./follow-log.ts";
import { createReachability, type Reachability } from "./reachability.ts";
import { serialiseAppend } from "./serialise.ts";

export interface EventStoreDbOptions {
  /** `esdb://` or `esdb+discover://`, with credentials, hosts and options as EventStoreDB's documentation has them. */
  readonly url: string;
  /** Shown in the connection list of the server. */
  readonly connectionName?: string;
  /** Told when the server stops or begins to answer. */
  readonly onReachability?: (message: string, problem: string | null) => void;
  /** The first wait for the answer to an append; doubled up to four times of it while none comes. */
  readonly answerMs?: number;
}

export interface EventStoreDb extends EventStore {
  readonly reachability: Pick<Reachability, "reachable" | "since" | "problem">;
}

const pauses = { baseMs: 50, capMs: 2000 };
const pageEventsDefault = 1000;
/** The server takes about a hundred streams a connection, and reads need some: the hundredth would wait in silence. */
const subscriptionsMax = 50;

/** What every call works with. */
interface Connection {
  readonly writer: EventStoreDbWriter;
  /** Reads and subscriptions have a client of their own, whose trouble leaves the appends alone. */
  readonly reader: EventStoreDBClient;
  readonly reachability: Reachability;
  readonly answerMs: number;
  /** Aborts when the store is closed. */
  readonly closing: AbortSignal;
}

/** Opens the store; at most one in a thread. Nothing is sent before the first call. */
export function openEventStoreDb(options: EventStoreDbOptions): EventStoreDb {
  const { connectionName = `stevedore ${randomUUID()}`, answerMs = 5000 } = options;
  const { onReachability = () => {} } = options;
  const connect = createConnect(options.url, connectionName);
  const closing = new AbortController();
  const connection: Connection = {
    writer: openWriter(connect),
    reader: connect(),
    reachability: createReachability({ onChange: onReachability }),
    answerMs,
    closing: closing.signal,
  };
  const assertOpen = (): void => assert(!closing.signal.aborted, "the event store is closed");
  let subscriptions = 0;
  return {
    exclusive: false,
    reachability: connection.reachability,
    async append(stream, events, { expected }) {
      assertOpen();
      return append(connection, stream, events, { expected });
    },
    async readStream(stream, readOptions = {}) {
      assertOpen();
      return persistently(connection, () => readStream(connection.reader, stream, readOptions));
    },
    async readAll({ after = 0, typePrefixes, maxCount }) {
      assertOpen();
      return persistently(connection, async () => {
        const stop = closing.signal;
        const pages = readPages(connection.reader, { after, typePrefixes, maxCount, stop });
        for await (const page of pages) return page;
        throw new Error("the event store is closed");
      });
    },
    subscribe(subscribeOptions) {
      return stoppable(subscribeOptions.signal, async function* (stop) {
        if (stop.aborted || closing.signal.aborted) return;
        assert(subscriptions < subscriptionsMax, `more than ${subscriptionsMax} subscriptions`);
        subscriptions += 1;
        try {
          yield* follow(connection, subscribeOptions, stop);
        } finally {
          subscriptions -= 1;
        }
      });
    },
    async truncateStream(stream, before) {
      assertOpen();
      await persistently(connection, () =>
        connection.writer.describe(stream, { truncateBefore: before }, answerMs),
      );
    },
    async limitAge(stream, seconds) {
      assertOpen();
      await persistently(connection, () =>
        connection.writer.describe(stream, { maxAge: seconds }, answerMs),
      );
    },
    async deleteStream(stream) {
      assertOpen();
      await persistently(connection, () => deleteStream(connection.reader, stream));
    },
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      await Promise.all([connection.writer.close(), dispose(connection.reader)]);
    },
  };
}

async function append(
  connection: Connection,
  stream: string,
  events: readonly NewEvent[],
  { expected }: AppendOptions,
): Promise<AppendResult> {
  const { writer, answerMs, closing } = connection;
  assert(
    typeof expected === "string" || (Number.isSafeInteger(expected) && expected >= 0),
    `${expected} is no revision to expect`,
  );
  const serialised = serialiseAppend(stream, events);
  const bytes = serialised.reduce(
    (sum, { data, metadata }) => sum + data.length + metadata.length,
    0,
  );
  const request = { stream, events: serialised.map(toClientEvent), expected, bytes };
  let timeoutMs = answerMs;
  try {
    const { revision, position } = await persistently(connection, async () => {
      const waitMs = timeoutMs;
      timeoutMs = Math.min(4 * answerMs, 2 * waitMs);
      return writer.append({ ...request, timeoutMs: waitMs });
    });
    assert(position !== undefined, "EventStoreDB tells where an append stands");
    return { revision: Number(revision), position: positionOf(position) };
  } catch (error) {
    // A stream that was deleted is never written again, whatever is expected of it.
    if (isOfType(error, "stream-deleted")) throw new StreamConflict(stream, expected, null);
    if (isOfType(error, "wrong-expected-version"))
      throw new StreamConflict(stream, expected, actualRevision(error));
    if (!closing.aborted || !isRetryable(error)) throw error;
    throw new AppendInDoubt(
      `the event store was closed before an append to ${stream} was answered`,
    );
  }
}

/** Does it until the server answers, or the store is closed. */
async function persistently<Value>(
  { reachability, closing }: Connection,
  action: () => Promise<Value>,
): Promise<Value> {
  for (let tries = 1; ; tries++) {
    try {
      const value = await action();
      reachability.succeeded();
      return value;
    } catch (error) {
      if (!isRetryable(error)) {
        // An answer that says no is an answer.
        reachability.succeeded();
        throw error;
      }
      reachability.failed(error);
      if (closing.aborted) throw error;
      await pause(tries, closing);
    }
  }
}

async function pause(tries: number, stop: AbortSignal): Promise<void> {
  const ms = backoffMs(pauses, tries, () => 0.5 + Math.random() / 2);
  await wait(ms, undefined, { signal: stop }).catch(() => {});
}

/** A subscription that goes on where it was when its connection breaks: the client's own does not. */
async function* follow(
  connection: Connection,
  options: SubscribeOptions,
  stop: AbortSignal,
): AsyncGenerator<LogPage, void> {
  const { reader, reachability, closing } = connection;
  const { typePrefixes, maxCount = pageEventsDefault } = options;
  const ended = AbortSignal.any([stop, closing]);
  let after = options.after ?? 0;
  for (let tries = 1; !ended.aborted; tries++) {
    try {
      for await (const page of readPages(reader, { after, typePrefixes, maxCount, stop: ended })) {
        reachability.succeeded();
        tries = 1;
        after = page.position;
        yield page;
      }
    } catch (error) {
      if (ended.aborted) return;
      if (!isRetryable(error)) throw error;
      reachability.failed(error);
      await pause(tries, ended);
    }
  }
}
