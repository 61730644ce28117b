/** The stores of the configuration as clients: each thread has its own, with its own connections. */
import type { Config } from "../config.ts";
import type { StoreConfig } from "../config/stores.ts";
import { assert } from "../lib/assert.ts";
import type { Logger } from "../log.ts";
import { assumeRole } from "../s3/assume-role.ts";
import type { CompiledTransportDependencies } from "../s3/compiled/compiled-transport.ts";
import type { ObjectListing } from "../s3/object-listing.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import { createS3Client, type StoreSettings } from "../s3/s3-client.ts";
import { createS3ObjectListing } from "../s3/s3-object-listing.ts";
import { createS3ObjectStore } from "../s3/s3-object-store.ts";
import { createSdkTransport } from "../s3/sdk-transport.ts";
import type { StoreAccess, Stores } from "../s3/stores.ts";
import type { Transport } from "../s3/transport.ts";

export interface OpenStoresParts {
  readonly log: Logger;
  readonly compile?: (dependencies: CompiledTransportDependencies) => Transport & { close(): void };
}

interface OpenStore {
  readonly config: StoreConfig;
  readonly objectStore: ObjectStore;
  readonly listing: ObjectListing;
  readonly transport: Transport;
  close(): void;
}

/** `compile`: makes the transport of who calls many tasks; it is left out where there are none, for it takes memory. */
export function openStores(config: Config, parts: OpenStoresParts): Stores {
  const stores = new Map(
    config.stores.map((store) => [store.name, openStore(store, { config, ...parts })]),
  );
  const named = (name: string): OpenStore => {
    const store = stores.get(name);
    assert(store !== undefined, `${name} is not a configured store`);
    return store;
  };
  const assumed = createAssumedStores((name, roleArn) =>
    openStore(named(name).config, { config, ...parts, roleArn }),
  );
  const withRole = (name: string, roleArn: string | null): OpenStore => {
    const store = named(name);
    if (roleArn === null) return store;
    const instead = store.config.roles?.[roleArn];
    if (instead !== undefined) return named(instead);
    return store.config.assumeRole === true ? assumed.get(name, roleArn) : store;
  };
  const accessWith = (roleArn: string | null): StoreAccess => ({
    objectStore: (name) => withRole(name, roleArn).objectStore,
    listing: (name) => withRole(name, roleArn).listing,
    transport: (name) => withRole(name, roleArn).transport,
  });
  return {
    ...accessWith(null),
    forRole: accessWith,
    defaultName: config.stores[0]!.name,
    names: config.stores.map(({ name }) => name),
    has: (name) => stores.has(name),
    withRole(name, roleArn) {
      const { roles, assumeRole: assumes } = named(name).config;
      return roles?.[roleArn] ?? (assumes === true ? name : null);
    },
    describe(name) {
      const { endpoint, region, development, implied = false } = named(name).config;
      return { name, endpoint: endpoint ?? null, region: region ?? null, development, implied };
    },
    preflight(name) {
      const { preflight, preflightBucket } = named(name).config;
      return { off: !(preflight ?? config.preflight), bucket: preflightBucket ?? null };
    },
    limits(name) {
      const { maxConcurrency = null, maxRequestsPerSecond = null } = stores.get(name)?.config ?? {};
      if (maxConcurrency === null && maxRequestsPerSecond === null) return null;
      return { maxConcurrency, maxRequestsPerSecond };
    },
    close() {
      for (const store of stores.values()) store.close();
      assumed.close();
    },
  };
}

/** Stores as roles, made when a job first needs them, that are kept open: each has connections of its own. */
const assumedMax = 32;

function createAssumedStores(open: (name: string, roleArn: string) => OpenStore) {
  const stores = new Map<string, OpenStore>();
  return {
    get(name: string, roleArn: string): OpenStore {
      const key = `${name} ${roleArn}`;
      const store = stores.get(key) ?? open(name, roleArn);
      // Last in the order of the map is the one that was used last.
      stores.delete(key);
      stores.set(key, store);
      const [oldest] = stores.keys();
      if (stores.size > assumedMax && oldest !== undefined) stores.delete(oldest);
      return store;
    },
    close() {
      for (const store of stores.values()) store.close();
    },
  };
}

function openStore(
  store: StoreConfig,
  parts: OpenStoresParts & { readonly config: Config; readonly roleArn?: string },
): OpenStore {
  const { config, log, compile, roleArn } = parts;
  const role =
    roleArn === undefined ? null : assumeRole({ ...store, endpoint: store.stsEndpoint, roleArn });
  const settings: StoreSettings = {
    ...store,
    ...(role === null ? {} : { credentials: role.credentials }),
    // Calls in flight, and a few for manifests and reports.
    connectionsMax: config.callsInFlight + 16,
    connectTimeoutMs: config.connectTimeoutMs,
    requestTimeoutMs: config.requestTimeoutMs,
  };
  const client = createS3Client(settings);
  const sdk = createSdkTransport(client);
  const compiled =
    config.requests === "compiled" ? compile?.({ settings, client, sdk, log }) : undefined;
  return {
    config: store,
    objectStore: createS3ObjectStore(client),
    listing: createS3ObjectListing(client),
    transport: compiled ?? sdk,
    close() {
      client.destroy();
      compiled?.close();
      role?.close();
    },
  };
}
