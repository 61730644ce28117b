import type { S3Client } from "@aws-sdk/client-s3";

import { sendCommand } from "./send-command.ts";
import type { Transport } from "./transport.ts";

/**
 * The transport through the SDK, for what cannot be compiled. Wants a client made by `createS3Client`: its
 * `readAnswersCarefully` says which answers with 200 fail here and which are left to the operation's judge.
 */
export function createSdkTransport(client: S3Client): Transport {
  return { send: (command) => sendCommand(client, command) };
}
