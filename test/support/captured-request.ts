/** The request that the SDK makes of a command, caught before it is sent. */
import { S3Client } from "@aws-sdk/client-s3";
import type { OperationCommand } from "../../src/s3/transport.ts";

export interface CapturedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

export async function serialise(command: OperationCommand): Promise<CapturedRequest> {
  let captured: CapturedRequest | undefined;
  const client = new S3Client({
    region: "us-east-1",
    endpoint: "http://127.0.0.1:9",
    forcePathStyle: true,
    maxAttempts: 1,
    requestChecksumCalculation: "WHEN_REQUIRED",
    credentials: { accessKeyId: "key", secretAccessKey: "secret" },
    requestHandler: {
      handle: (request: CapturedRequest) => {
        captured = request;
        return Promise.reject(new Error("captured"));
      },
    },
  });
  if (!isSdkCommand(command)) throw new Error("not a command of the SDK");
  await client.send(command).catch((error: unknown) => {
    if (!(error instanceof Error) || error.message !== "captured") throw error;
  });
  if (captured === undefined) throw new Error("the SDK sent nothing");
  return captured;
}

function isSdkCommand(command: OperationCommand): command is Parameters<S3Client["send"]>[0] {
  return "middlewareStack" in command;
}

/** What a command asks for; fields that are undefined are not sent and so do not count. */
export function inputOf(command: OperationCommand): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(command.input).filter(([, value]) => value !== undefined),
  );
}
