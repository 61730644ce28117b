import { once } from "node:events";
import { createServer } from "node:net";
import type { Socket } from "node:net";

import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";

import { assert } from "../../src/lib/assert.ts";
import { storeFailure } from "../../src/s3/failures.ts";
import { createS3Client } from "../../src/s3/s3-client.ts";
import { createTestClient } from "../support/raw-s3.ts";

const limits = { connectionsMax: 4, connectTimeoutMs: 1_000, requestTimeoutMs: 1_000 };

async function mannersOf(endpoint: string | undefined, pathStyle?: boolean) {
  const { config } = createS3Client({
    name: "test",
    region: "eu-west-1",
    endpoint,
    pathStyle,
    ...limits,
  });
  return {
    pathStyle: config.forcePathStyle,
    checksums: await config.requestChecksumCalculation(),
    validation: await config.responseChecksumValidation(),
    attempts: await config.maxAttempts(),
  };
}

const amazon = {
  pathStyle: false,
  checksums: "WHEN_SUPPORTED",
  validation: "WHEN_SUPPORTED",
  attempts: 1,
};
const other = {
  pathStyle: true,
  checksums: "WHEN_REQUIRED",
  validation: "WHEN_REQUIRED",
  attempts: 1,
};

describe("the client of a store", () => {
  it.for([
    ["no endpoint", undefined, amazon],
    ["an endpoint of Amazon", "https://s3.eu-west-1.amazonaws.com", amazon],
    ["an endpoint of Amazon in China", "https://s3.cn-north-1.amazonaws.com.cn", amazon],
    ["an endpoint of somebody else", "http://127.0.0.1:9000", other],
    ["an endpoint that only looks like Amazon", "https://amazonaws.com.example.org", other],
  ] as const)("has the manners that suit %s", async ([, endpoint, manners]) => {
    expect(await mannersOf(endpoint)).toEqual(manners);
  });

  it("puts the bucket where it is told to", async () => {
    expect(await mannersOf("https://s3.example.org", false)).toMatchObject({ pathStyle: false });
    expect(await mannersOf(undefined, true)).toMatchObject({ pathStyle: true });
  });

  it("gives up a connection that does not come to stand", async () => {
    const sockets: Socket[] = [];
    // It takes the connection, but says nothing that TLS could begin with.
    const server = createServer((socket) => sockets.push(socket)).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    assert(typeof address === "object" && address !== null, "a server that listens has a port");
    const client = createTestClient(`https://127.0.0.1:${address.port}`, { connectTimeoutMs: 50 });
    const error: unknown = await client
      .send(new HeadObjectCommand({ Bucket: "harbour", Key: "crate" }))
      .catch((reason: unknown) => reason);

    expect(storeFailure(error)).toMatchObject({
      code: "TimedOut",
      status: null,
      kind: "transient",
    });
    client.destroy();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
});
