import { eventStoreContract } from "../contract/eventstore.contract.ts";
import { createMemoryEventStore, directWire } from "./memory-event-store.ts";
import { MemoryLog } from "./memory-log.ts";

const log = new MemoryLog({ now: () => Date.now(), gap: () => 2 });
const open = async () => createMemoryEventStore({ log, wire: directWire, exclusive: true });

eventStoreContract("in memory, of the simulation", {
  setup: open,
  teardown: (store) => store.close(),
  reopen: async (store) => {
    await store.close();
    return open();
  },
});
