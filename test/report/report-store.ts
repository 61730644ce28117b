/** A store in memory for reports: only what they use of the port, and what a test wants to know of it. */
import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import type { ObjectRef, ObjectStore, WriteOptions } from "../../src/s3/object-store.ts";

export interface ReportStore {
  readonly store: ObjectStore;
  /** Bytes of what was written whole, by key, in the order of the writes' ends. */
  readonly objects: ReadonlyMap<string, Buffer>;
  /** What each write was told, by key. */
  readonly options: ReadonlyMap<string, WriteOptions | undefined>;
  /** Keys of the writes that began, and of those whose body failed. */
  readonly begun: readonly string[];
  readonly aborted: readonly string[];
}

/** What to do with each block of a body before the next is taken: wait, count, or throw. */
export type OnBlock = (object: ObjectRef, block: Uint8Array) => Promise<void> | void;

export function createReportStore(onBlock: OnBlock = () => {}): ReportStore {
  const objects = new Map<string, Buffer>();
  const options = new Map<string, WriteOptions | undefined>();
  const begun: string[] = [];
  const aborted: string[] = [];
  const store: ObjectStore = {
    head: unused,
    read: unused,
    tryWriting: unused,
    async write(object, body, writeOptions) {
      begun.push(object.key);
      options.set(object.key, writeOptions);
      const whole = await buffer(
        watched(object, { body: body instanceof Uint8Array ? [body] : body, onBlock, aborted }),
      );
      objects.set(object.key, whole);
      return { sizeBytes: whole.length, md5: createHash("md5").update(whole).digest("hex") };
    },
  };
  return { store, objects, options, begun, aborted };
}

function unused(): Promise<never> {
  return Promise.reject(new Error("a report is only written"));
}

async function* watched(
  object: ObjectRef,
  options: {
    readonly body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
    readonly onBlock: OnBlock;
    readonly aborted: string[];
  },
): AsyncGenerator<Uint8Array> {
  const { body, onBlock, aborted } = options;
  const blocks = async function* () {
    try {
      yield* body;
    } catch (error) {
      aborted.push(object.key);
      throw error;
    }
  };
  for await (const block of blocks()) {
    await onBlock(object, block);
    yield block;
  }
}
