/** One call through the SDK, and what became of it as data. */
import type { S3Client, ServiceOutputTypes } from "@aws-sdk/client-s3";

import { assert } from "../lib/assert.ts";
import { ownFailure, storeFailure } from "./failures.ts";
import type { Answer, OperationCommand } from "./transport.ts";

export async function sendCommand(client: S3Client, command: OperationCommand): Promise<Answer> {
  if (hasEmptyKey(command)) return { ok: false, failure: ownFailure("EmptyKey") };
  let output: ServiceOutputTypes;
  try {
    output = await client.send(asSdkCommand(command));
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

/** In the words of the SDK; asserts that it is one of its commands. */
export function asSdkCommand(command: OperationCommand): SdkCommand {
  assert(isSdkCommand(command), "an operation's command is one of the SDK's");
  return command;
}

/** The SDK asks no more of a command than this method, whatever its types say. */
function isSdkCommand(command: OperationCommand): command is SdkCommand {
  return typeof command.resolveMiddleware === "function";
}
