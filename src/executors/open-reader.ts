/** The reader of a manifest, whatever kind it is. */
import type { EventStore } from "../eventstore/eventstore.ts";
import type { JobSpec } from "../job/spec.ts";
import { unreachable } from "../lib/assert.ts";
import { createCsvManifestReader } from "../manifest/csv.ts";
import type { RowsPerChunk } from "../manifest/csv.ts";
import { createGeneratedReader } from "../manifest/generated.ts";
import type { ScratchPlace } from "../manifest/generated.ts";
import { createInventoryLists, createInventoryReader } from "../manifest/inventory.ts";
import type { ManifestReader } from "../manifest/manifest.ts";
import type { Packing } from "../manifest/packed-writer.ts";
import { operationOf } from "../operations/index.ts";
import type { ObjectListing } from "../s3/object-listing.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import { createFailedTasksReader } from "./failed-tasks-reader.ts";

export type OpenReader = (
  spec: Pick<JobSpec, "manifest"> & Partial<Pick<JobSpec, "operation" | "roleArn">>,
  job: string,
) => ManifestReader;

/** Where one task may take minutes, small chunks let many executors have their share of a short list. */
const slowRowsPerChunk: RowsPerChunk = { min: 50, max: 256 };

export interface OpenReaderDependencies {
  readonly objectStoreOf: (store: string, roleArn: string | null) => ObjectStore;
  readonly listingOf: (store: string, roleArn: string | null) => ObjectListing;
  /** Where lists are written that are generated for the time of a job; null: nowhere. */
  readonly scratch: ScratchPlace | null;
  /** Where the failed tasks of a job are read from. */
  readonly eventStore: Pick<EventStore, "readAll" | "readStream">;
  readonly rowsMax: number;
  /** Smaller pieces than the readers would choose. */
  readonly rowsPerChunk?: RowsPerChunk;
  readonly partBytes?: number;
  readonly rowsPerFile?: number;
  /** How generated lists are packed. */
  readonly packing?: Packing;
}

/** What one thread reads manifests with; what it knows of lists is shared by all its readers. */
export function createOpenReader(dependencies: OpenReaderDependencies): OpenReader {
  const {
    objectStoreOf: storeAs,
    listingOf: listingAs,
    scratch,
    eventStore,
    ...given
  } = dependencies;
  const lists = createInventoryLists();
  return ({ manifest, operation, roleArn = null }, job) => {
    const objectStoreOf = (store: string) => storeAs(store, roleArn);
    const listingOf = (store: string) => listingAs(store, roleArn);
    const slow = operation !== undefined && operationOf(operation).slow(manifest.sourceStore);
    const sizes = slow ? { rowsPerChunk: slowRowsPerChunk, ...given } : given;
    switch (manifest.kind) {
      case "csv": {
        const store = objectStoreOf(manifest.object.store);
        return createCsvManifestReader({ store, manifest, ...sizes });
      }
      case "inventory": {
        const store = objectStoreOf(manifest.object.store);
        return createInventoryReader({ store, manifest, lists, ...sizes });
      }
      case "generated": {
        const listing = listingOf(manifest.sourceStore);
        const stores = { objectStoreOf, listingOf, scratch };
        return createGeneratedReader({ job, manifest, listing, ...stores, ...sizes });
      }
      case "failed-tasks":
        return createFailedTasksReader({ eventStore, manifest });
      default:
        return unreachable(manifest);
    }
  };
}
