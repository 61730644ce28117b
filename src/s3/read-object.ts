import { GetObjectCommand } from "@aws-sdk/client-s3";
import type { GetObjectCommandOutput, S3Client } from "@aws-sdk/client-s3";

import { StoreError, ownFailure } from "./failures.ts";
import type { ObjectRef, ReadOptions } from "./object-store.ts";
import { callWithRetries, waitForRetry } from "./own-calls.ts";
import type { RetryPace } from "./own-calls.ts";

/** Opens an object and gives its bytes. A stream that breaks is opened again at the byte that was reached. */
export async function readObject(
  calls: { readonly client: S3Client; readonly pace: RetryPace },
  object: ObjectRef,
  { etag, range }: ReadOptions = {},
): Promise<AsyncIterable<Uint8Array>> {
  if (range !== undefined && range.end <= range.start) return nothing();
  const open = (from: Opening) =>
    callWithRetries(calls.pace, () => openObject(calls.client, object, from));
  const first = { etag, start: range?.start ?? 0, end: range?.end };
  return resuming(calls.pace, { opened: await open(first), first, open });
}

/** Where and of which content a stream is to begin, and before which byte it ends; undefined: the object's end. */
interface Opening {
  readonly etag: string | undefined;
  readonly start: number;
  readonly end: number | undefined;
}

/** A stream that stands open, and where it will end if all goes well; undefined when the store did not say. */
interface Opened {
  readonly body: AsyncIterable<Uint8Array> & { destroy(error?: Error): unknown };
  readonly etag: string | undefined;
  readonly end: number | undefined;
}

interface Reading {
  readonly opened: Opened;
  readonly first: Opening;
  readonly open: (from: Opening) => Promise<Opened>;
}

async function openObject(client: S3Client, object: ObjectRef, from: Opening): Promise<Opened> {
  const isRange = from.start > 0 || from.end !== undefined;
  const output = await client.send(
    new GetObjectCommand({
      Bucket: object.bucket,
      Key: object.key,
      VersionId: object.versionId,
      IfMatch: from.etag === undefined ? undefined : quoted(from.etag),
      Range: isRange
        ? `bytes=${from.start}-${from.end === undefined ? "" : from.end - 1}`
        : undefined,
    }),
  );
  const body = asStream(output);
  if (isRange && !output.ContentRange?.startsWith(`bytes ${from.start}-`)) {
    body.destroy();
    // Given from its first byte, the object would be read as something else than it is.
    throw new StoreError(
      ownFailure("AnswerBroken", { message: "The store ignored the range.", status: 200 }),
    );
  }
  const end = output.ContentLength === undefined ? undefined : from.start + output.ContentLength;
  return { body, etag: output.ETag, end };
}

function asStream({ Body, $metadata }: GetObjectCommandOutput): Opened["body"] {
  if (Body !== undefined && "destroy" in Body && Symbol.asyncIterator in Body)
    return Body as Opened["body"];
  throw new StoreError(ownFailure("AnswerBroken", { status: $metadata.httpStatusCode ?? null }));
}

/** Some stores give an ETag without quotes, but all of them want it with quotes. */
function quoted(etag: string): string {
  return etag.startsWith('"') || etag.startsWith("W/") ? etag : `"${etag}"`;
}

/** Where a reading stands. */
interface Place {
  opened: Opened;
  /** The reader wants no more. */
  closed: boolean;
  /** Every byte has come, only the end of the stream has not been seen. */
  whole: boolean;
}

/**
 * By hand and not a plain generator: `return` of a generator that was never started runs none of its code, and the
 * connection would stay open.
 */
function resuming(pace: RetryPace, reading: Reading): AsyncIterable<Uint8Array> {
  const place: Place = { opened: reading.opened, closed: false, whole: false };
  const pieces = resumingPieces(pace, reading, place);
  const iterator: AsyncIterator<Uint8Array> = {
    next: () => pieces.next(),
    return: async () => {
      // Read to its end the connection can be used again; a reader of lines knows a byte earlier that it has the last.
      if (place.whole) return pieces.next();
      place.closed = true;
      place.opened.body.destroy();
      return pieces.return(undefined);
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

async function* resumingPieces(
  pace: RetryPace,
  { first, open }: Reading,
  place: Place,
): AsyncGenerator<Uint8Array, undefined> {
  // The content of the first answer is the one that is read to the end, whatever is written meanwhile.
  const { etag, end } = place.opened;
  let reached = first.start;
  for (let attempt = 1; ; attempt++) {
    try {
      for await (const piece of place.opened.body) {
        reached += piece.byteLength;
        attempt = 1; // bytes came, so the store is well
        place.whole = reached === end;
        yield piece;
      }
      if (end === undefined || reached === end) return undefined;
      throw new StoreError(
        ownFailure("AnswerBroken", { message: `The object ended at byte ${reached} of ${end}.` }),
      );
    } catch (error) {
      if (place.closed) return undefined;
      await waitForRetry(pace, { attempt, error });
      if (end !== undefined && reached >= end) return undefined;
      place.opened = await open({
        etag: etag ?? first.etag,
        start: reached,
        end: end ?? first.end,
      });
    }
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
