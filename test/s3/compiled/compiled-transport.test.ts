import { CopyObjectCommand, DeleteObjectCommand } from "@aws-sdk/client-s3";
import { afterEach, describe, expect, test } from "vitest";
import {
  createCompiledTransport,
  type CompiledTransport,
} from "../../../src/s3/compiled/compiled-transport.ts";
import { createSdkTransport } from "../../../src/s3/sdk-transport.ts";
import { byPromise } from "../../../src/s3/transport.ts";
import type { OperationCommand } from "../../../src/s3/transport.ts";
import { transportContract } from "../../contract/transport.contract.ts";
import { startRawS3, type RawAnswer, type RawS3 } from "../../support/raw-s3.ts";

const opened: CompiledTransport[] = [];
afterEach(() => {
  for (const transport of opened.splice(0)) transport.close();
});

function open(
  { client, settings }: RawS3,
  warn: (message: string, fields?: object) => void = () => {},
): CompiledTransport {
  const sdk = createSdkTransport(client);
  const transport = createCompiledTransport({ client, settings, sdk, log: { warn } });
  opened.push(transport);
  return transport;
}

/** The same command for another key. */
function remade(command: OperationCommand, key: string): OperationCommand {
  const made = Reflect.construct(command.constructor, [{ ...command.input, Key: key }]) as unknown;
  return made as OperationCommand;
}

describe("the transport of compiled requests", () => {
  transportContract((server) => {
    const transport = open(server);
    return (command) => {
      const { Key = "crate" } = command.input as { readonly Key?: string };
      const send = byPromise(
        transport.bind(({ key }) => ("Key" in command.input ? remade(command, key) : command)),
      );
      return send({ bucket: "harbour", key: Key, versionId: null });
    };
  });
});

describe("a bound command", () => {
  const running: RawS3[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.close()));
  });
  async function start(answer: RawAnswer, settings = {}): Promise<RawS3> {
    const server = await startRawS3(answer, settings);
    running.push(server);
    return server;
  }
  const deleted: RawAnswer = (_request, response) => void response.writeHead(204).end();
  const remove = ({ bucket, key }: { readonly bucket: string; readonly key: string }) =>
    new DeleteObjectCommand({ Bucket: bucket, Key: key });

  test("that cannot be compiled goes through the SDK, and the log says so once", async () => {
    const server = await start(deleted);
    const warnings: object[] = [];
    const send = byPromise(
      open(server, (_message, fields = {}) => warnings.push(fields)).bind(({ bucket, key }) =>
        remove({ bucket, key: key.toUpperCase() }),
      ),
    );
    for (const key of ["a", "b"]) await send({ bucket: "harbour", key, versionId: null });
    expect(server.requests.map(({ url }) => url)).toEqual([
      "/harbour/A?x-id=DeleteObject",
      "/harbour/B?x-id=DeleteObject",
    ]);
    expect(warnings).toEqual([
      expect.objectContaining({ store: "test", command: "DeleteObjectCommand", bucket: "harbour" }),
    ]);
  });

  test("is never sent for an empty key", async () => {
    const server = await start(deleted);
    const send = byPromise(open(server).bind(remove));
    for (const _turn of [1, 2]) {
      expect(await send({ bucket: "harbour", key: "", versionId: null })).toMatchObject({
        failure: { code: "EmptyKey", kind: "permanent" },
      });
      await send({ bucket: "harbour", key: "a", versionId: null });
    }
    expect(server.requests).toHaveLength(2);
  });

  test("of a key with half a character fails as with the SDK, and others do not", async () => {
    const server = await start(deleted);
    const transport = open(server);
    const send = byPromise(transport.bind(remove));
    await send({ bucket: "harbour", key: "a", versionId: null });
    const half = { bucket: "harbour", key: "a\ud800", versionId: null };
    expect(await send(half)).toEqual(await transport.send(remove(half)));
    expect(await send({ bucket: "harbour", key: "b", versionId: null })).toMatchObject({
      ok: true,
    });
    expect(server.requests).toHaveLength(2);
  });

  test("keeps buckets, versions and current objects apart", async () => {
    const server = await start(deleted);
    const send = byPromise(
      open(server).bind(
        ({ bucket, key, versionId }) =>
          new DeleteObjectCommand({
            Bucket: bucket,
            Key: key,
            ...(versionId === null ? {} : { VersionId: versionId }),
          }),
      ),
    );
    await send({ bucket: "one", key: "a", versionId: null });
    await send({ bucket: "one", key: "a", versionId: "v" });
    await send({ bucket: "two", key: "a", versionId: "v" });
    await send({ bucket: "two", key: "a", versionId: null });
    expect(server.requests.map(({ url }) => url)).toEqual([
      "/one/a?x-id=DeleteObject",
      "/one/a?versionId=v&x-id=DeleteObject",
      "/two/a?versionId=v&x-id=DeleteObject",
      "/two/a?x-id=DeleteObject",
    ]);
  });

  test("is sent with dot segments as they are", async () => {
    const server = await start(deleted);
    const send = byPromise(open(server).bind(remove));
    await send({ bucket: "harbour", key: "../other/./x", versionId: null });
    expect(server.requests[0]?.url).toBe("/harbour/../other/./x?x-id=DeleteObject");
  });

  test("without credentials fails as with the SDK, and is compiled when they are there", async () => {
    const server = await start(deleted);
    const { client, settings } = server;
    const fine = client.config.credentials;
    let had = false;
    client.config.credentials = Object.assign(
      async () => {
        if (had) return fine();
        throw Object.assign(new Error("nobody knows me"), { name: "CredentialsProviderError" });
      },
      { memoized: true },
    );
    const warn = () => expect.unreachable();
    const sdk = createSdkTransport(client);
    const transport = createCompiledTransport({ client, settings, sdk, log: { warn } });
    opened.push(transport);
    const send = byPromise(transport.bind(remove));
    const target = { bucket: "harbour", key: "a", versionId: null };
    expect(await send(target)).toMatchObject({
      failure: { code: "CredentialsUnavailable", kind: "transient" },
    });
    had = true;
    expect(await send(target)).toMatchObject({ ok: true, status: 204 });
  });

  test("uses its connections again", async () => {
    const connections = new Set<unknown>();
    const server = await start((_request, response) => {
      connections.add(response.socket);
      response.writeHead(200).end("<CopyObjectResult><ETag>e</ETag></CopyObjectResult>");
    });
    const send = byPromise(
      open(server).bind(
        ({ bucket, key }) =>
          new CopyObjectCommand({
            Bucket: bucket,
            Key: key,
            CopySource: `a/${encodeURIComponent(key)}`,
          }),
      ),
    );
    for (let call = 0; call < 20; call++) {
      expect(await send({ bucket: "harbour", key: `k${call}`, versionId: null })).toMatchObject({
        ok: true,
        output: { CopyObjectResult: { ETag: "e" } },
      });
    }
    expect(connections.size).toBe(1);
  });
});
