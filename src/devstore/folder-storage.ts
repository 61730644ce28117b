import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { open, readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { Journal } from "./journal.ts";
import { extentsOfBytes } from "./memory-storage.ts";
import type { FileHandle } from "node:fs/promises";
import type { Extent, FileExtent } from "./objects.ts";
import type { ContentWriter, Storage } from "./storage.ts";

/**
 * Up to this size an object's bytes stay in memory and in the journal: a file for each would cost more than the object.
 */
const inlineBytesMax = 4 * 1024;

const readBytes = 256 * 1024;

/**
 * Keeps everything in a folder: `index.jsonl` and, for objects beyond 4 KiB, `content/<random name>`. Keys never
 * become file names. One process at a time.
 */
export function createFolderStorage(folder: string): Storage {
  const contentFolder = join(folder, "content");
  mkdirSync(contentFolder, { recursive: true });
  const journal = new Journal(join(folder, "index.jsonl"));
  const removals = new Set<Promise<void>>();
  return {
    replay: () => journal.replay(),
    record: (changes) => journal.append(changes),
    receive: () => createFileWriter(contentFolder),
    read: (extents) => readExtents(contentFolder, extents),
    discard: (file) => {
      // A file that cannot be removed now is found by the sweep of the next start.
      const removal = unlink(join(contentFolder, file))
        .catch(() => undefined)
        .finally(() => removals.delete(removal));
      removals.add(removal);
    },
    sweep: async (used) => {
      for (const file of await readdir(contentFolder))
        if (!used(file)) await unlink(join(contentFolder, file));
    },
    close: async () => {
      await Promise.all(removals);
      journal.close();
    },
  };
}

/** Gathers small contents in memory; opens a file when they outgrow it and streams from then on. */
function createFileWriter(folder: string): ContentWriter {
  const file = randomUUID();
  let gathered: Buffer[] = [];
  let length = 0;
  let handle: FileHandle | undefined;
  const spill = async (): Promise<void> => {
    handle ??= await open(join(folder, file), "wx");
    const bytes = Buffer.concat(gathered);
    gathered = [];
    await writeAll(handle, bytes);
  };
  return {
    write: (chunk) => {
      gathered.push(chunk);
      length += chunk.length;
      return length > inlineBytesMax ? spill() : undefined;
    },
    finish: async () => {
      if (handle === undefined) return extentsOfBytes(gathered);
      await handle.close();
      return [{ file, start: 0, length }];
    },
    abort: async () => {
      if (handle === undefined) return;
      await handle.close();
      await unlink(join(folder, file));
    },
  };
}

async function writeAll(handle: FileHandle, bytes: Buffer): Promise<void> {
  let written = 0;
  while (written < bytes.length) written += (await handle.write(bytes, written)).bytesWritten;
}

async function* readExtents(folder: string, extents: readonly Extent[]): AsyncGenerator<Buffer> {
  for (const extent of extents) {
    if ("bytes" in extent) yield extent.bytes;
    else yield* readFileExtent(folder, extent);
  }
}

async function* readFileExtent(folder: string, extent: FileExtent): AsyncGenerator<Buffer> {
  const handle = await open(join(folder, extent.file), "r");
  try {
    const end = extent.start + extent.length;
    for (let place = extent.start; place < end;) {
      const wanted = Math.min(readBytes, end - place);
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, place);
      if (bytesRead === 0)
        throw new Error(`file ${extent.file} of the development store is too short`);
      yield buffer.subarray(0, bytesRead);
      place += bytesRead;
    }
  } finally {
    await handle.close();
  }
}
