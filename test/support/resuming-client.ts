/** A client of `jobEvents` whose connection breaks again and again, and that goes on after the last cursor it has. */
import { assert } from "../../src/lib/assert.ts";
import { socketClient } from "./api.ts";
import { jobEventsDocument, type EventMessage } from "./subscriptions.ts";

export interface ResumingClientOptions {
  /** Where the engine listens now. */
  readonly url: () => string;
  readonly jobId: string;
  readonly unfoldTasks: boolean;
  /** How many messages the n-th connection lets through before it is torn off. */
  readonly messagesOf: (connection: number) => number;
  /** How often the connection is torn off; the last one stays. */
  readonly disconnects: number;
  /** Called each time, before the client connects again: for stopping and starting the engine. */
  readonly onDisconnect?: (disconnect: number) => Promise<void>;
  /** Whether this message is the last one wanted. */
  readonly isLast: (message: EventMessage) => boolean;
}

/** Every message that came, in the order in which it came. */
export async function followWithDisconnects(
  options: ResumingClientOptions,
): Promise<EventMessage[]> {
  const { url, jobId, unfoldTasks, disconnects, isLast } = options;
  const found: EventMessage[] = [];
  for (let connection = 0; ; connection++) {
    const after = found.at(-1)?.cursor;
    const place = after === undefined ? { fromStart: true } : { after };
    const client = socketClient(url());
    const messages = client.iterate<{ jobEvents: EventMessage }>({
      query: jobEventsDocument,
      variables: { jobId, unfoldTasks, ...place },
    });
    const most = connection < disconnects ? options.messagesOf(connection) : Infinity;
    for (let count = 0; count < most; count++) {
      const next = await messages.next();
      assert(next.done !== true && next.value.data, `no message: ${JSON.stringify(next)}`);
      found.push(next.value.data.jobEvents);
      if (isLast(next.value.data.jobEvents)) {
        await client.dispose();
        return found;
      }
    }
    // What the server has already sent is lost with the connection, as on a real line.
    client.terminate();
    await options.onDisconnect?.(connection);
  }
}
