import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import { createJobIn, expectedMessages, openResumable, placesOf } from "../support/resumable.ts";
import type { OwnApp } from "../support/own-app.ts";
import { followWithDisconnects } from "../support/resuming-client.ts";
import { eventsOf } from "../support/subscriptions.ts";

let own: OwnApp;
beforeAll(async () => {
  own = await openResumable({ objects: 600 });
});
afterAll(() => own.close());

describe("a client whose connection breaks 60 times while a job runs, and whose engine is started again", () => {
  it.each([true, false])(
    "sees each event of the log once and in order; unfolded: %s",
    async (unfoldTasks) => {
      await own.start();
      const jobId = await createJobIn(own);
      const messages = await followWithDisconnects({
        url: () => own.url(),
        jobId,
        unfoldTasks,
        disconnects: unfoldTasks ? 60 : 12,
        messagesOf: (connection) => (unfoldTasks ? 1 + ((connection * 7) % 23) : 1),
        async onDisconnect(disconnect) {
          if (disconnect % 20 !== 7) return;
          await own.stop();
          await own.start();
        },
        isLast: ({ event }) => event.type === "JobCompleted",
      });
      await own.stop();
      const eventStore = openEmbeddedEventStore({
        file: join(own.config.dataDir, "events.sqlite"),
      });
      const log = await eventsOf(eventStore, jobId);
      await eventStore.close();
      expect(placesOf(messages)).toEqual(expectedMessages(log, { unfoldTasks }));
      expect(log.filter(({ type }) => type === "TaskFailed").length).toBeGreaterThan(0);
    },
  );
});
