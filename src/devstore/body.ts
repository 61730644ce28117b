import { createHash } from "node:crypto";
import { AwsChunkedDecoder } from "./aws-chunked.ts";
import { createChecksum, declaredChecksum } from "./checksums.ts";
import { S3Error } from "./errors.ts";
import { headerOf } from "./request.ts";
import type { Hash } from "node:crypto";
import type { ChecksumComputer } from "./checksums.ts";
import type { Checksum, Extent } from "./objects.ts";
import type { Call } from "./request.ts";

/** Payload declarations that say how the body is encoded instead of what its hash is. */
const unsignedPayload = "UNSIGNED-PAYLOAD";
const chunkedPayload = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

/** What a single upload may weigh, in S3 and here. */
export const uploadBytesMax = 5 * 1024 ** 3;

const documentBytesMax = 4 * 1024 * 1024;

/** The bytes of an object or part, received whole and as its sender meant them. */
export interface ReceivedContent {
  readonly extents: readonly Extent[];
  readonly size: number;
  /** MD5 in hex. */
  readonly md5: string;
  readonly checksum?: Checksum | undefined;
}

/** Takes the content of an upload. Whoever does not use the extents after all discards them. */
export async function receiveContent(call: Call): Promise<ReceivedContent> {
  const length =
    headerOf(call.headers, "x-amz-decoded-content-length") ??
    headerOf(call.headers, "content-length");
  if (length === undefined || !/^\d{1,15}$/.test(length)) throw new S3Error("MissingContentLength");
  if (Number(length) > uploadBytesMax) throw new S3Error("EntityTooLarge");
  const md5 = createHash("md5");
  const writer = call.store.receive();
  let size = 0;
  try {
    const checksum = await readVerified(call, (piece) => {
      size += piece.length;
      if (size > Number(length)) throw new S3Error("IncompleteBody");
      md5.update(piece);
      return writer.write(piece);
    });
    if (size !== Number(length)) throw new S3Error("IncompleteBody");
    return { extents: await writer.finish(), size, md5: md5.digest("hex"), checksum };
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

/** Reads the small XML document that some calls carry. */
export async function readDocument(call: Call): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  await readVerified(call, (piece) => {
    size += piece.length;
    if (size > documentBytesMax) throw new S3Error("EntityTooLarge");
    pieces.push(piece);
    return undefined;
  });
  return Buffer.concat(pieces);
}

/** Hands on the decoded body piece by piece and, at its end, holds it against all that was declared of it. */
async function readVerified(
  call: Call,
  take: (piece: Buffer) => Promise<void> | undefined,
): Promise<Checksum | undefined> {
  const verifier = createVerifier(call);
  const decoder = createDecoder(call);
  for await (const raw of call.incoming as AsyncIterable<Buffer>) {
    for (const piece of decoder === undefined ? [raw] : decoder.write(raw)) {
      verifier.update(piece);
      await take(piece);
    }
  }
  decoder?.end();
  return verifier.verify(decoder?.trailers ?? new Map());
}

function createDecoder(call: Call): AwsChunkedDecoder | undefined {
  const payload = headerOf(call.headers, "x-amz-content-sha256") ?? unsignedPayload;
  const chunked = /\baws-chunked\b/.test(headerOf(call.headers, "content-encoding") ?? "");
  if (payload === chunkedPayload) return new AwsChunkedDecoder();
  // Chunks with a signature each, or chunks that nobody announced: storing them as they are would damage the object.
  if (chunked || payload.startsWith("STREAMING-")) throw new S3Error("NotImplemented");
  return undefined;
}

interface Verifier {
  update(piece: Buffer): void;
  verify(trailers: ReadonlyMap<string, string>): Checksum | undefined;
}

function createVerifier(call: Call): Verifier {
  const payload = headerOf(call.headers, "x-amz-content-sha256") ?? unsignedPayload;
  const sha256 = /^[\da-f]{64}$/.test(payload) ? createHash("sha256") : undefined;
  const contentMd5 = headerOf(call.headers, "content-md5");
  if (contentMd5 !== undefined && !/^[A-Za-z\d+/]{22}==$/.test(contentMd5))
    throw new S3Error("InvalidDigest");
  const md5: Hash | undefined = contentMd5 === undefined ? undefined : createHash("md5");
  const declared = declaredChecksum(call.headers);
  const checksum: ChecksumComputer | undefined = declared && createChecksum(declared.algorithm);
  return {
    update: (piece) => {
      sha256?.update(piece);
      md5?.update(piece);
      checksum?.update(piece);
    },
    verify: (trailers) => {
      if (sha256 !== undefined && sha256.digest("hex") !== payload)
        throw new S3Error("XAmzContentSHA256Mismatch");
      if (md5 !== undefined && md5.digest("base64") !== contentMd5) throw new S3Error("BadDigest");
      if (declared === undefined || checksum === undefined) return undefined;
      const { algorithm } = declared;
      const value = checksum.value();
      if (value !== (declared.value ?? trailers.get(`x-amz-checksum-${algorithm}`))) {
        throw new S3Error(
          "BadDigest",
          `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
        );
      }
      return { algorithm, value };
    },
  };
}
