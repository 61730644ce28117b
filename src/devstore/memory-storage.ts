import type { Extent } from "./objects.ts";
import type { Storage } from "./storage.ts";

/** Keeps everything in the process: for tests and for a demonstration that leaves nothing behind. */
export function createMemoryStorage(): Storage {
  return {
    replay: noChanges,
    record: () => undefined,
    receive: () => {
      const chunks: Buffer[] = [];
      return {
        write: (chunk) => {
          chunks.push(chunk);
          return undefined;
        },
        finish: () => Promise.resolve(extentsOfBytes(chunks)),
        abort: () => Promise.resolve(),
      };
    },
    read: readBytes,
    discard: () => undefined,
    sweep: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

/** One extent of one buffer; none for an empty object. */
export function extentsOfBytes(chunks: readonly Buffer[]): readonly Extent[] {
  const bytes = Buffer.concat(chunks);
  return bytes.length === 0 ? [] : [{ bytes }];
}

async function* noChanges(): AsyncGenerator<never> {
  // A new process begins with nothing.
}

async function* readBytes(extents: readonly Extent[]): AsyncGenerator<Buffer> {
  for (const extent of extents) if ("bytes" in extent) yield extent.bytes;
}
