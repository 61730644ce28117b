/**
 * The one appending client of a thread. The client keeps the appends that wait for an answer in a map that all its
 * instances of a thread share, so there must never be two of them that append: an error of one would reject the appends
 * of the other, whose late answers then end the process.
 */
import { jsonEvent, type EventData, type EventStoreDBClient } from "@eventstore/db-client";
import { assert } from "../lib/assert.ts";
import type { ExpectedRevision } from "./eventstore.ts";
import { dispose, type Connect } from "./eventstoredb-client.ts";
import { isDiscoveryFailure, NoAnswer, within } from "./eventstoredb-errors.ts";
import { createFlightLimit } from "./flight-limit.ts";

/** What an append was answered with. */
export interface Appended {
  readonly revision: bigint;
  readonly position: { readonly commit: bigint } | undefined;
}

export interface EventStoreDbWriter {
  /** One attempt. @throws NoAnswer, or what the client says; whether the events were written may be unknown then. */
  append(request: AppendRequest): Promise<Appended>;
  /** Writes the metadata of a stream, which says which of its events the server lets go. */
  describe(stream: string, metadata: StreamLimits, timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

/** Either of them: the one takes the place of the other. */
export type StreamLimits = { readonly truncateBefore: number } | { readonly maxAge: number };

export interface AppendRequest {
  readonly stream: string;
  readonly events: readonly EventData[];
  readonly expected: ExpectedRevision;
  readonly bytes: number;
  /** How long an answer is waited for. */
  readonly timeoutMs: number;
}

/**
 * So few that the client never has to queue one behind a full connection: what it queues is rejected twice when the
 * connection breaks, once into the void. A bulky append weighs a quarter of the flight.
 */
const inFlightMax = 12;
const bulkyBytes = 64 * 1024;

let opened = false;

/** @throws AssertionError when this thread has one already. */
export function openWriter(connect: Connect): EventStoreDbWriter {
  assert(!opened, "a thread has one appending client of EventStoreDB");
  opened = true;
  const flight = createFlightLimit(inFlightMax);
  let client: Promise<EventStoreDBClient> = Promise.resolve(connect());
  let closed = false;

  /** Ends the client and what waits for it, and only then makes the next one. */
  function replace(broken: Promise<EventStoreDBClient>): void {
    if (client !== broken || closed) return;
    client = (async () => {
      await dispose(await broken);
      return connect();
    })();
  }

  async function attempt(request: AppendRequest): Promise<Appended> {
    const current = client;
    const connected = await current;
    const { stream, events, expected, timeoutMs } = request;
    const append = connected.appendToStream(stream, [...events], {
      expectedRevision: toClientRevision(expected),
    });
    try {
      const { nextExpectedRevision, position } = await within(timeoutMs, append);
      return { revision: nextExpectedRevision, position };
    } catch (error) {
      // Nothing may come to wait behind a connection that does not move, and a failed search for a node is never
      // made again by the same client.
      if (error instanceof NoAnswer || isDiscoveryFailure(error)) replace(current);
      throw error;
    }
  }

  return {
    append: (request) =>
      flight.run(request.bytes >= bulkyBytes ? inFlightMax / 4 : 1, () => attempt(request)),
    describe: (stream, metadata, timeoutMs) =>
      flight.run(1, async () => {
        const current = client;
        const connected = await current;
        try {
          await within(timeoutMs, connected.setStreamMetadata(stream, { ...metadata }));
        } catch (error) {
          if (error instanceof NoAnswer || isDiscoveryFailure(error)) replace(current);
          throw error;
        }
      }),
    async close() {
      if (closed) return;
      closed = true;
      await dispose(await client);
      opened = false;
    },
  };
}

function toClientRevision(expected: ExpectedRevision): bigint | "any" | "no_stream" {
  if (expected === "any") return "any";
  return expected === "no-stream" ? "no_stream" : BigInt(expected);
}

/** An event as the client wants it; its contents are known to be writable as JSON. */
export function toClientEvent(event: {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}): EventData {
  const { id, type } = event;
  return jsonEvent({
    id,
    type,
    data: JSON.parse(event.data),
    metadata: JSON.parse(event.metadata),
  });
}
