import type { S3Client } from "@aws-sdk/client-s3";

import { errorBodyBytesMax, readErrorBody } from "./error-answer.ts";
import { StoreError, answeredFailure, ownFailure, storeFailure } from "./failures.ts";

/**
 * Makes a client look at each answer before the SDK does, because the SDK is a poor judge of a 2xx:
 *
 * - it calls a 200 whose body is an `<Error>` a 503, so the status that came is lost; and where the element is wrapped,
 *   or followed by as little as a line break, it takes the answer for a success;
 * - it calls a copy that was answered 200 with an empty body a 503 InternalError;
 * - it takes any element for the result of a copy, `<Result><ETag>` as well as `<CopyObjectResult><ETag>`;
 * - it reads the body of a refusal whole, however long it is.
 *
 * Here any `<Error` in a 2xx fails with its own code and the status that came. Where S3 documents a result in the body, an
 * answer without that element (HTML, other XML, text, half an answer, a wrong length) fails as `AnswerBroken`. What is
 * left to the operation's judge: an empty result, of which the SDK gives an output without content.
 */
export function readAnswersCarefully(client: S3Client): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const result = await next(args);
      if (isUnread(result.response)) await readAnswer(result.response, context.commandName ?? "");
      return result;
    },
    // The lowest priority of this step is the one nearest to the network: nothing has read the body before.
    { name: "readAnswersCarefully", step: "deserialize", priority: "low", override: true },
  );
}

/** An answer of the SDK's request handler. */
interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  body: unknown;
}

interface UnreadAnswer extends HttpAnswer {
  body: AsyncIterable<Uint8Array>;
}

function isUnread(response: unknown): response is UnreadAnswer {
  return (
    typeof response === "object" &&
    response !== null &&
    "statusCode" in response &&
    "headers" in response &&
    "body" in response &&
    typeof response.body === "object" &&
    response.body !== null &&
    Symbol.asyncIterator in response.body
  );
}

async function readAnswer(answer: UnreadAnswer, command: string): Promise<void> {
  const isSuccess = answer.statusCode >= 200 && answer.statusCode < 300;
  if (isSuccess && streamedCommands.has(command)) return;
  const bytesMax = isSuccess ? successBodyBytesMax : errorBodyBytesMax;
  const { bytes, end } = await readBody(answer.body, bytesMax);
  // The status of a refusal says enough, so it may end anywhere.
  if (isSuccess) checkSuccess(answer, { text: new TextDecoder().decode(bytes), end, command });
  replaceBody(answer, bytes);
}

/** The SDK takes bytes for a body as well as a stream. */
function replaceBody(answer: HttpAnswer, bytes: Uint8Array): void {
  answer.body = bytes;
}

interface Body {
  readonly bytes: Uint8Array;
  /** How it ended: whole, longer than wanted, or by an error. */
  readonly end: "whole" | "too long" | { readonly error: unknown };
}

async function readBody(body: AsyncIterable<Uint8Array>, bytesMax: number): Promise<Body> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const bytes = () => new Uint8Array(Buffer.concat(pieces));
  try {
    for await (const piece of body) {
      length += piece.byteLength;
      // Leaving the loop destroys the stream and with it the connection, which cannot be used again half read.
      if (length > bytesMax) return { bytes: bytes(), end: "too long" };
      pieces.push(piece);
    }
  } catch (error) {
    return { bytes: bytes(), end: { error } };
  }
  return { bytes: bytes(), end: "whole" };
}

interface SuccessBody {
  readonly text: string;
  readonly end: Body["end"];
  readonly command: string;
}

/** @throws StoreError when this 2xx is no success. */
function checkSuccess(answer: HttpAnswer, { text, end, command }: SuccessBody): void {
  const status = answer.statusCode;
  if (end === "too long")
    throw new StoreError(
      ownFailure("AnswerBroken", { message: "The answer is too long.", status }),
    );
  if (end !== "whole") throw brokenAnswer(end.error, status);
  const told = readErrorBody(text, { rootOnly: command === "DeleteObjectsCommand" });
  if (told !== undefined) {
    const { headers } = answer;
    throw new StoreError(
      answeredFailure({
        ...told,
        status,
        requestId: headers["x-amz-request-id"] ?? told.requestId,
        extendedRequestId: headers["x-amz-id-2"] ?? told.extendedRequestId,
        retryAfter: headers["retry-after"],
      }),
    );
  }
  checkResult(text, command, status);
}

/** The SDK reads any element as if it were the result: `<Result><ETag>` of some other server would be a copy. */
function checkResult(text: string, command: string, status: number): void {
  const result = resultsByCommand.get(command);
  if (result === undefined || result.test(text)) return;
  const message =
    text.trim() === ""
      ? "The store answered without a body."
      : "The answer does not say that it was done.";
  throw new StoreError(ownFailure("AnswerBroken", { message, status }));
}

/** The status of half an answer is kept: it did come. */
function brokenAnswer(error: unknown, status: number): StoreError {
  const failure = storeFailure(error);
  const code = failure.code === "TimedOut" ? "TimedOut" : "AnswerBroken";
  const message =
    code === "TimedOut"
      ? "The answer stopped before its end."
      : "The answer ended before its end was due.";
  return new StoreError(ownFailure(code, { message, status }), { cause: error });
}

/** Whose body is the object itself. */
const streamedCommands: ReadonlySet<string> = new Set([
  "GetObjectCommand",
  "SelectObjectContentCommand",
  "GetObjectTorrentCommand",
]);

/** What S3 answers with 200 before the work is done, and then says in the body how it went: by this element. */
const resultsByCommand: ReadonlyMap<string, RegExp> = new Map([
  ["CopyObjectCommand", /<(?:\w+:)?CopyObjectResult[\s/>]/],
  ["UploadPartCopyCommand", /<(?:\w+:)?CopyPartResult[\s/>]/],
  ["CompleteMultipartUploadCommand", /<(?:\w+:)?CompleteMultipartUploadResult[\s/>]/],
]);

/** A page of a listing with 1 000 keys of 1 024 bytes, each byte as long as XML can make it. */
const successBodyBytesMax = 16 * 1024 * 1024;
