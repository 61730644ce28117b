/** The event store contract on a real EventStoreDB: skipped unless EVENTSTOREDB_URL names one. */
import { describe } from "vitest";
import { openEventStoreDb } from "../../src/eventstore/eventstoredb.ts";
import { eventStoreContract } from "../contract/eventstore.contract.ts";

const url = process.env["EVENTSTOREDB_URL"] ?? "";

describe.skipIf(url === "")("on a real server (needs EVENTSTOREDB_URL)", () => {
  eventStoreContract("EventStoreDB", {
    setup: async () => openEventStoreDb({ url }),
    teardown: (store) => store.close(),
    reopen: async (store) => {
      await store.close();
      return openEventStoreDb({ url });
    },
  });
});
