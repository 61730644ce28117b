import type { S3Client, ServiceOutputTypes } from "@aws-sdk/client-s3";

import { assert } from "../lib/assert.ts";
import { ownFailure, storeFailure } from "./failures.ts";
import type { Answer, OperationCommand, Transport } from "./transport.ts";

/**
 * The transport through the SDK, for what cannot be compiled. Wants a client made by `createS3Client`: its
 * `readAnswersCarefully` says which answers with 200 fail here and which are left to the operation's judge.
 */
export function createSdkTransport(client: S3Client): Transport {
  return { send: (command) => send(client, command) };
}

async function send(client: S3Client, command: OperationCommand): Promise<Answer> {
  assert(isSdkCommand(command), "an operation's command is one of the SDK's");
  if (hasEmptyKey(command)) return { ok: false, failure: ownFailure("EmptyKey") };
  let output: ServiceOutputTypes;
  try {
    output = await client.send(command);
  } catch (error) {
    return { ok: false, failure: storeFailure(error) };
  }
  const status = output.$metadata.httpStatusCode;
  assert(status !== undefined, "an answer of the SDK has a status");
  return { ok: true, status, output };
}

/** The SDK sends an object's call with an empty key to the bucket: DeleteObject would delete the bucket. */
function hasEmptyKey(command: OperationCommand): boolean {
  return "Key" in command.input && command.input.Key === "";
}

type SdkCommand = Parameters<S3Client["send"]>[0];

/** The SDK asks no more of a command than this method, whatever its types say. */
function isSdkCommand(command: OperationCommand): command is SdkCommand {
  return typeof command.resolveMiddleware === "function";
}
