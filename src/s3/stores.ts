import type { ObjectListing } from "./object-listing.ts";
import type { ObjectStore } from "./object-store.ts";
import type { Transport } from "./transport.ts";

/** What stores are called through, by their names. */
export interface StoreAccess {
  /** For the engine's own calls: manifests and reports. Asserts that the store is configured. */
  readonly objectStore: (name: string) => ObjectStore;
  /** What their buckets hold: for lists that are generated. */
  readonly listing: (name: string) => ObjectListing;
  /** For the calls of tasks. */
  readonly transport: (name: string) => Transport;
}

/** The configured stores of this process, by name. Nothing in a request, manifest or event names an endpoint. */
export interface Stores extends StoreAccess {
  /** The store that is used where none is named. */
  readonly defaultName: string;
  readonly names: readonly string[];
  /** The stores as a job with this role calls them; null: as they are configured. */
  readonly forRole: (roleArn: string | null) => StoreAccess;
  /**
   * The store that is called in the place of another for a job with this role: the one that the role is mapped to, or the
   * same where the role is assumed. Null where the role is not known.
   */
  readonly withRole: (name: string, roleArn: string) => string | null;
  readonly has: (name: string) => boolean;
  /** What may be told about a store; the endpoint only to administrators. */
  readonly describe: (name: string) => StoreDescription;
  /** How the operations of jobs are tried on it before their first task. */
  readonly preflight: (name: string) => PreflightSetting;
  /** What may be asked of it by all jobs and processes together; null: it has no limits. */
  readonly limits: (name: string) => StoreLimits | null;
  close(): void;
}

/** Of calls of tasks; null: no limit. */
export interface StoreLimits {
  readonly maxConcurrency: number | null;
  readonly maxRequestsPerSecond: number | null;
}

export interface PreflightSetting {
  readonly off: boolean;
  /** Bucket for scratch objects; null: the one that the calls go to. */
  readonly bucket: string | null;
}

export interface StoreDescription {
  readonly name: string;
  readonly endpoint: string | null;
  /** Null: that of the AWS profile. */
  readonly region: string | null;
  /** Whether it is the development store that comes with the engine. */
  readonly development: boolean;
  /** Whether it is there only because some store has to be the default: nothing is configured of it. */
  readonly implied: boolean;
}
