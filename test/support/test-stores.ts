/** Development stores under the names `default` and `archive`, as the inspector and the browser of the API see them. */
import type { KnownStores } from "../../src/inspect/validate-job.ts";
import type { StoreAccess } from "../../src/s3/stores.ts";
import { createS3Client } from "../../src/s3/s3-client.ts";
import { createS3ObjectListing } from "../../src/s3/s3-object-listing.ts";
import { createS3ObjectStore } from "../../src/s3/s3-object-store.ts";
import { createSdkTransport } from "../../src/s3/sdk-transport.ts";
import { testStores } from "./api.ts";
import { testKeys } from "./devstore.ts";

export interface ReachedStores extends KnownStores, StoreAccess {
  readonly defaultName: string;
  close(): void;
}

/** `urls`: where each of them is. */
export function storesAt(urls: Readonly<Record<"default" | "archive", string>>): ReachedStores {
  const clients = new Map(
    Object.entries(urls).map(([name, endpoint]) => [
      name,
      createS3Client({
        name,
        endpoint,
        region: "us-east-1",
        credentials: testKeys,
        connectionsMax: 4,
        connectTimeoutMs: 60_000,
        requestTimeoutMs: 60_000,
      }),
    ]),
  );
  const pace = { sleep: async () => {} };
  const access: StoreAccess = {
    objectStore: (name) => createS3ObjectStore(clients.get(name)!, pace),
    listing: (name) => createS3ObjectListing(clients.get(name)!, pace),
    transport: (name) => createSdkTransport(clients.get(name)!),
  };
  return {
    ...testStores,
    ...access,
    forRole: () => access,
    close() {
      for (const client of clients.values()) client.destroy();
    },
  };
}
