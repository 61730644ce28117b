import type { Change, Extent } from "./objects.ts";

/** Where bytes and changes are kept. Two adapters, in memory and in a folder; one suite of tests runs on both. */
export interface Storage {
  /** The changes that earlier runs recorded, in order. Called once, before anything is recorded. */
  replay(): AsyncIterable<Change>;

  /**
   * Records changes, all or none. On return they survive the death of the process. Synchronous on purpose: what a
   * request was judged by cannot change between the judgement and the record.
   */
  record(changes: readonly Change[]): void;

  /** Takes the bytes of a new object or part. */
  receive(): ContentWriter;

  /** The bytes of extents, in order. The caller keeps their files from being discarded meanwhile. */
  read(extents: readonly Extent[]): AsyncIterable<Buffer>;

  /** Forgets a file that nothing points into. */
  discard(file: string): void;

  /** Forgets every file that `used` does not know: what a killed process left of unfinished uploads. */
  sweep(used: (file: string) => boolean): Promise<void>;

  close(): Promise<void>;
}

export interface ContentWriter {
  /** Undefined when there is nothing to wait for, so that small objects cost no turn of the event loop. */
  write(chunk: Buffer): Promise<void> | undefined;
  finish(): Promise<readonly Extent[]>;
  abort(): Promise<void>;
}
