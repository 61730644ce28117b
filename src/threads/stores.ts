/** The stores of the configuration as clients: each thread has its own, with its own connections. */
import type { Config, StoreConfig } from "../config.ts";
import { assert } from "../lib/assert.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import { createS3Client } from "../s3/s3-client.ts";
import { createS3ObjectStore } from "../s3/s3-object-store.ts";
import { createSdkTransport } from "../s3/sdk-transport.ts";
import type { Stores } from "../s3/stores.ts";
import type { Transport } from "../s3/transport.ts";

interface OpenStore {
  readonly config: StoreConfig;
  readonly client: ReturnType<typeof createS3Client>;
  readonly objectStore: ObjectStore;
  readonly transport: Transport;
}

export function openStores(config: Config): Stores {
  const stores = new Map(config.stores.map((store) => [store.name, openStore(store, config)]));
  function named(name: string): OpenStore {
    const store = stores.get(name);
    assert(store !== undefined, `${name} is not a configured store`);
    return store;
  }
  return {
    defaultName: config.stores[0]!.name,
    names: config.stores.map(({ name }) => name),
    has: (name) => stores.has(name),
    objectStore: (name) => named(name).objectStore,
    transport: (name) => named(name).transport,
    describe(name) {
      const { endpoint, region, development } = named(name).config;
      return { name, endpoint: endpoint ?? null, region: region ?? null, development };
    },
    close() {
      for (const { client } of stores.values()) client.destroy();
    },
  };
}

function openStore(store: StoreConfig, config: Config): OpenStore {
  const client = createS3Client({
    ...store,
    // Calls in flight, and a few for manifests and reports.
    connectionsMax: config.callsInFlight + 16,
    connectTimeoutMs: config.connectTimeoutMs,
    requestTimeoutMs: config.requestTimeoutMs,
  });
  return {
    config: store,
    client,
    objectStore: createS3ObjectStore(client),
    transport: createSdkTransport(client),
  };
}
