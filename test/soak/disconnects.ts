/**
 * A client whose connection is torn off again and again while a job runs and the engine is started again now and then:
 * `node test/soak/disconnects.ts --disconnects 1000`. Fails unless it saw each event of the log once and in order.
 */
import { deepStrictEqual } from "node:assert";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import { createJobIn, expectedMessages, openResumable, placesOf } from "../support/resumable.ts";
import { followWithDisconnects } from "../support/resuming-client.ts";
import { eventsOf } from "../support/subscriptions.ts";

const { values } = parseArgs({ options: { disconnects: { type: "string", default: "1000" } } });
const disconnects = Number(values.disconnects);
const own = await openResumable({ objects: 3 * disconnects });
try {
  await own.start();
  const jobId = await createJobIn(own);
  const start = performance.now();
  let restarts = 0;
  const messages = await followWithDisconnects({
    url: () => own.url(),
    jobId,
    unfoldTasks: true,
    disconnects,
    messagesOf: (connection) => 1 + (connection % 5),
    async onDisconnect(disconnect) {
      if (disconnect % 100 !== 7) return;
      restarts += 1;
      await own.stop();
      await own.start();
    },
    isLast: ({ event }) => event.type === "JobCompleted",
  });
  const seconds = Number(((performance.now() - start) / 1000).toFixed(1));
  await own.stop();
  const eventStore = openEmbeddedEventStore({ file: join(own.config.dataDir, "events.sqlite") });
  const log = await eventsOf(eventStore, jobId);
  await eventStore.close();
  deepStrictEqual(placesOf(messages), expectedMessages(log, { unfoldTasks: true }));
  const counts = { disconnects, restarts, events: log.length, messages: messages.length, seconds };
  process.stdout.write(`${JSON.stringify(counts)}\n`);
} finally {
  await own.close();
}
