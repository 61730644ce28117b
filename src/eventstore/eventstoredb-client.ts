/** Clients of EventStoreDB with a connection each, and their end. */
import { EventStoreDBClient } from "@eventstore/db-client";
import { isRetryable, within } from "./eventstoredb-errors.ts";

/** Makes clients of which no two share a connection. */
export type Connect = () => EventStoreDBClient;

const keepAliveTimeoutMs = 10_000;
const disposeMs = 2000;

/**
 * gRPC gives the clients of one server a common connection when their settings are equal, so a new client would wait
 * behind the same connection that does not move. A millisecond more in a time-out makes the settings differ.
 */
export function createConnect(url: string, connectionName: string): Connect {
  const named = withDefault(url, "connectionName", encodeURIComponent(connectionName));
  const complete = withDefault(named, "keepAliveTimeout", String(keepAliveTimeoutMs));
  return () => {
    made += 1;
    return EventStoreDBClient.connectionString(
      complete.replace(
        /([?&]keepAliveTimeout=)(\d+)/i,
        (_, name: string, ms: string) => `${name}${Number(ms) + made}`,
      ),
    );
  };
}

let made = 0;

function withDefault(url: string, name: string, value: string): string {
  if (new RegExp(`[?&]${name}=`, "i").test(url)) return url;
  return `${url}${url.includes("?") ? "&" : "?"}${name}=${value}`;
}

/** Ends the calls of a client and closes its connection, which the client has no word for. */
export async function dispose(client: EventStoreDBClient): Promise<void> {
  const { getChannel } = client as unknown as { getChannel?: () => Promise<{ close(): void }> };
  try {
    await within(disposeMs, client.dispose());
    await within(disposeMs, closeChannel(getChannel));
  } catch (error) {
    // What cannot be ended must not hold us up.
    if (!isRetryable(error)) throw error;
  }
}

async function closeChannel(getChannel: (() => Promise<{ close(): void }>) | undefined) {
  (await getChannel?.())?.close();
}
