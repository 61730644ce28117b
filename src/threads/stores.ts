/** The stores of the configuration as clients: each thread has its own, with its own connections. */
import type { Config } from "../config.ts";
import type { StoreConfig } from "../config/stores.ts";
import { assert } from "../lib/assert.ts";
import type { Logger } from "../log.ts";
import {
  createCompiledTransport,
  type CompiledTransport,
} from "../s3/compiled/compiled-transport.ts";
import type { ObjectListing } from "../s3/object-listing.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import { createS3Client, type StoreSettings } from "../s3/s3-client.ts";
import { createS3ObjectListing } from "../s3/s3-object-listing.ts";
import { createS3ObjectStore } from "../s3/s3-object-store.ts";
import { createSdkTransport } from "../s3/sdk-transport.ts";
import type { Stores } from "../s3/stores.ts";
import type { Transport } from "../s3/transport.ts";

interface OpenStore {
  readonly config: StoreConfig;
  readonly client: ReturnType<typeof createS3Client>;
  readonly objectStore: ObjectStore;
  readonly listing: ObjectListing;
  readonly transport: Transport;
  readonly compiled: CompiledTransport | null;
}

export function openStores(config: Config, parts: { readonly log: Logger }): Stores {
  const stores = new Map(
    config.stores.map((store) => [store.name, openStore(store, { config, ...parts })]),
  );
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
    listing: (name) => named(name).listing,
    transport: (name) => named(name).transport,
    describe(name) {
      const { endpoint, region, development } = named(name).config;
      return { name, endpoint: endpoint ?? null, region: region ?? null, development };
    },
    preflight(name) {
      const { preflight, preflightBucket } = named(name).config;
      return { off: !(preflight ?? config.preflight), bucket: preflightBucket ?? null };
    },
    close() {
      for (const { client, compiled } of stores.values()) {
        client.destroy();
        compiled?.close();
      }
    },
  };
}

function openStore(
  store: StoreConfig,
  { config, log }: { readonly config: Config; readonly log: Logger },
): OpenStore {
  const settings: StoreSettings = {
    ...store,
    // Calls in flight, and a few for manifests and reports.
    connectionsMax: config.callsInFlight + 16,
    connectTimeoutMs: config.connectTimeoutMs,
    requestTimeoutMs: config.requestTimeoutMs,
  };
  const client = createS3Client(settings);
  const sdk = createSdkTransport(client);
  const compiled =
    config.requests === "compiled" ? createCompiledTransport({ settings, client, sdk, log }) : null;
  return {
    config: store,
    client,
    objectStore: createS3ObjectStore(client),
    listing: createS3ObjectListing(client),
    transport: compiled ?? sdk,
    compiled,
  };
}
