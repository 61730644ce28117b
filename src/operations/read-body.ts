/** The bytes of an object, from the answer to a GetObject, as a stream that is read to its end. */
import { ownFailure, storeFailure, type StoreFailure } from "../s3/failures.ts";
import type { Answer } from "../s3/transport.ts";

/** What is known of an object when its bytes begin to come. */
export interface OpenBody {
  readonly pieces: AsyncIterable<Uint8Array>;
  readonly bytes: number;
  /** As the store gives it, without quotes. */
  readonly etag: string;
}

export type Opened =
  | { readonly ok: true; readonly body: OpenBody }
  | { readonly ok: false; readonly failure: StoreFailure };

export function openBody(answer: Answer): Opened {
  if (!answer.ok) return answer;
  const { output, status } = answer;
  const body = "Body" in output ? output.Body : undefined;
  const bytes = "ContentLength" in output ? output.ContentLength : undefined;
  if (!isStream(body) || bytes === undefined) {
    const message = "The answer does not hold the object";
    return { ok: false, failure: ownFailure("AnswerBroken", { message, status }) };
  }
  const etag = "ETag" in output ? (output.ETag ?? "").replaceAll('"', "") : "";
  return { ok: true, body: { pieces: body, bytes, etag } };
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}

/** Reads to the end. Null when every byte came; the failure otherwise. */
export async function readToEnd(
  { pieces, bytes }: OpenBody,
  take: (piece: Uint8Array) => void,
): Promise<StoreFailure | null> {
  let read = 0;
  try {
    for await (const piece of pieces) {
      read += piece.byteLength;
      take(piece);
    }
  } catch (error) {
    return storeFailure(error);
  }
  if (read === bytes) return null;
  const message = `${read} bytes came of ${bytes}.`;
  return ownFailure("AnswerBroken", { message, status: 200 });
}
