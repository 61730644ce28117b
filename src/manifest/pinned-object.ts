/**
 * Bytes of one object, pinned to the content that was opened: every read names its ETag, so that a manifest replaced
 * in between is never read half old and half new.
 */
import type { ObjectRef, ObjectStore } from "../s3/object-store.ts";
import { StoreError, ownFailure } from "../s3/failures.ts";

/** An object as it was when it was opened. */
export interface PinnedObject {
  readonly store: ObjectStore;
  readonly object: ObjectRef;
  readonly etag: string;
}

/** The first byte, and the one after the last. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Larger blocks are handed on in pieces: a store that gives a whole object at once must not fill the memory twice. */
const PIECE_BYTES_MAX = 256 * 1024;

/**
 * Streams one range. Throws `StoreError`; also when the body is shorter than the range (rows would be lost without a
 * word) or longer (a store that ignores Range would give rows of another part).
 */
export async function* readRange(pinned: PinnedObject, range: ByteRange): AsyncGenerator<Buffer> {
  const bytesExpected = range.end - range.start;
  if (bytesExpected <= 0) return;
  let bytesRead = 0;
  for await (const block of await pinned.store.read(pinned.object, { etag: pinned.etag, range })) {
    bytesRead += block.byteLength;
    if (bytesRead > bytesExpected) throw rangeIgnored(bytesExpected);
    const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
    for (let start = 0; start < bytes.length; start += PIECE_BYTES_MAX) {
      yield bytes.subarray(start, start + PIECE_BYTES_MAX);
    }
  }
  if (bytesRead < bytesExpected) throw bodyCutShort(bytesRead, bytesExpected);
}

/** Streams several ranges, one request each, the next one only when the bytes of the one before are used up. */
export async function* readRanges(
  pinned: PinnedObject,
  ranges: readonly ByteRange[],
): AsyncGenerator<Buffer> {
  for (const range of ranges) yield* readRange(pinned, range);
}

function bodyCutShort(bytesRead: number, bytesExpected: number): StoreError {
  const message = `The body ended after ${bytesRead} of ${bytesExpected} bytes`;
  return new StoreError(ownFailure("AnswerBroken", { message }));
}

function rangeIgnored(bytesExpected: number): StoreError {
  const message = `The store sent more than the ${bytesExpected} bytes of the range that was asked for`;
  return new StoreError(ownFailure("UnexpectedStatus", { message }));
}
