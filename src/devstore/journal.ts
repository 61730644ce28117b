import {
  closeSync,
  createReadStream,
  fstatSync,
  ftruncateSync,
  openSync,
  writeSync,
} from "node:fs";
import type { Change, Extent, ObjectVersion, UploadPart } from "./objects.ts";

/**
 * An append-only file of changes, one JSON line each. A line is handed to the operating system before the request is
 * answered, so it survives the death of the process; it is not synced, so it may not survive the death of the machine.
 */
export class Journal {
  readonly #path: string;
  readonly #descriptor: number;
  #length: number;

  constructor(path: string) {
    this.#path = path;
    this.#descriptor = openSync(path, "a+");
    this.#length = fstatSync(this.#descriptor).size;
  }

  /**
   * Every whole line. A last line without its end was being written when the process died; nobody was told that it
   * happened, so it is cut off.
   */
  async *replay(): AsyncGenerator<Change> {
    let wholeBytes = 0;
    let line = 0;
    let rest: Buffer = Buffer.alloc(0);
    const chunks: AsyncIterable<Buffer> = createReadStream(this.#path, {
      highWaterMark: 1024 * 1024,
    });
    for await (const chunk of chunks) {
      const bytes = Buffer.concat([rest, chunk]);
      let start = 0;
      for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
        yield parseLine(bytes.toString("utf8", start, end), ++line);
        start = end + 1;
      }
      wholeBytes += start;
      rest = bytes.subarray(start);
    }
    if (rest.length > 0) ftruncateSync(this.#descriptor, wholeBytes);
    this.#length = wholeBytes;
  }

  append(changes: readonly Change[]): void {
    const lines = Buffer.from(
      changes.map((change) => `${JSON.stringify(encode(change))}\n`).join(""),
    );
    try {
      let written = 0;
      while (written < lines.length) written += writeSync(this.#descriptor, lines, written);
    } catch (error) {
      // A full disk may have taken half a line; the next one must not be glued to it.
      ftruncateSync(this.#descriptor, this.#length);
      throw error;
    }
    this.#length += lines.length;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

function parseLine(text: string, line: number): Change {
  try {
    // Only this class ever writes the file.
    const change: Change = JSON.parse(text);
    return decode(change);
  } catch (cause) {
    throw new Error(`line ${line} of the development store's index cannot be read`, { cause });
  }
}

/** Small objects lie in the journal itself, their bytes as Base64. */
type StoredExtent = Extent | { readonly base64: string };

function encode(change: Change): unknown {
  if (change.type === "VersionAdded") {
    return {
      ...change,
      version: { ...change.version, extents: change.version.extents.map(encodeExtent) },
    };
  }
  if (change.type === "PartReceived") {
    return { ...change, part: { ...change.part, extents: change.part.extents.map(encodeExtent) } };
  }
  return change;
}

function decode(change: Change): Change {
  if (change.type === "VersionAdded") {
    const version: ObjectVersion = {
      ...change.version,
      extents: change.version.extents.map(decodeExtent),
    };
    return { ...change, version };
  }
  if (change.type === "PartReceived") {
    const part: UploadPart = { ...change.part, extents: change.part.extents.map(decodeExtent) };
    return { ...change, part };
  }
  return change;
}

function encodeExtent(extent: Extent): StoredExtent {
  return "bytes" in extent ? { base64: extent.bytes.toString("base64") } : extent;
}

function decodeExtent(extent: StoredExtent): Extent {
  return "base64" in extent ? { bytes: Buffer.from(extent.base64, "base64") } : extent;
}
