import { describeObjectStore } from "../contract/object-store.contract.ts";
import { createMemoryObjectStore } from "../support/memory-object-store.ts";

describeObjectStore("in memory", {
  setup: async () => ({
    store: createMemoryObjectStore({ buckets: ["plain"], versionedBuckets: ["versioned"] }),
    bucket: "plain",
    versionedBucket: "versioned",
  }),
  teardown: async () => {},
});
