import { createServer } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

import type { S3Client } from "@aws-sdk/client-s3";

import { assert } from "../../src/lib/assert.ts";
import { createS3Client } from "../../src/s3/s3-client.ts";
import type { StoreSettings } from "../../src/s3/s3-client.ts";

/** A request as it came, with its body read. */
export interface RawRequest {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A server of the test that answers whatever the test says, however wrong. */
export interface RawS3 {
  readonly client: S3Client;
  /** Those that the client was made with. */
  readonly settings: StoreSettings;
  /** Every request so far, in the order in which they were read. */
  readonly requests: readonly RawRequest[];
  close(): Promise<void>;
}

/** What the test answers; the request's body has been read. */
export type RawAnswer = (request: RawRequest, response: ServerResponse) => void | Promise<void>;

export async function startRawS3(
  answer: RawAnswer,
  settings: Partial<StoreSettings> = {},
): Promise<RawS3> {
  const requests: RawRequest[] = [];
  const server = createServer((incoming, response) => {
    void readRequest(incoming).then((request) => {
      requests.push(request);
      return answer(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert(typeof address === "object" && address !== null, "a server that listens has a port");
  const whole = testSettings(`http://127.0.0.1:${address.port}`, settings);
  const client = createS3Client(whole);
  return {
    client,
    settings: whole,
    requests,
    async close() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A client with limits that suit a test. */
export function createTestClient(
  endpoint: string,
  settings: Partial<StoreSettings> = {},
): S3Client {
  return createS3Client(testSettings(endpoint, settings));
}

function testSettings(endpoint: string, settings: Partial<StoreSettings>): StoreSettings {
  return {
    name: "test",
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test-access", secretAccessKey: "test-secret" },
    connectionsMax: 8,
    connectTimeoutMs: 60_000,
    requestTimeoutMs: 20_000,
    ...settings,
  };
}

async function readRequest(incoming: IncomingMessage): Promise<RawRequest> {
  const { method = "", url = "", headers } = incoming;
  return { method, url, headers, body: await buffer(incoming) };
}
