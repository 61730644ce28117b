import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { ConfigError } from "../../src/config/config-error.ts";
import { loadConfig } from "../../src/config.ts";
import { openStores } from "../../src/threads/stores.ts";

const role = "arn:aws:iam::123456789012:role/batch";
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A token service and a store in one, which remembers by which key each call was signed. */
async function setUp(answer: { readonly status?: number } = {}) {
  const calls: {
    readonly key: string;
    readonly what: string;
    readonly token: string | undefined;
  }[] = [];
  const server = createServer((request, response) => {
    const key = /Credential=([^/]+)/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    const isSts = request.method === "POST";
    const token = request.headers["x-amz-security-token"];
    calls.push({ key, what: isSts ? "sts" : request.url!, token: token as string | undefined });
    request.resume();
    response.writeHead(isSts ? (answer.status ?? 200) : 404);
    response.end(isSts ? (answer.status === undefined ? given : refused) : "");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { calls, url: `http://127.0.0.1:${port}` };
}

const given = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ROLEKEY</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>session</SessionToken>
<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
const refused = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
<Code>AccessDenied</Code><Message>not allowed to assume</Message></Error></ErrorResponse>`;

function storesOf(stores: object) {
  const config = loadConfig({ env: {}, file: { stores }, cores: 1 });
  const opened = openStores(config, { log: { debug() {}, info() {}, warn() {}, error() {} } });
  closing.push(() => opened.close());
  return opened;
}

const keys = (accessKeyId: string) => ({ accessKeyId, secretAccessKey: "s" });

describe("a job with a role", () => {
  test("calls the store with the credentials of the role, which are asked for once", async () => {
    const { calls, url } = await setUp();
    const stores = storesOf({
      default: { endpoint: url, ...keys("OWN"), assumeRole: true, stsEndpoint: url },
    });
    const { objectStore } = stores.forRole(role);
    for (const key of ["a", "b"]) {
      const head = objectStore("default").head({ bucket: "photos", key });
      await expect(head).rejects.toMatchObject({ failure: { status: 404 } });
    }
    expect(calls).toEqual([
      { key: "OWN", what: "sts", token: undefined },
      { key: "ROLEKEY", what: "/photos/a", token: "session" },
      { key: "ROLEKEY", what: "/photos/b", token: "session" },
    ]);
  });

  test("that is not given away fails by name, and is not asked for as if it might be later", async () => {
    const { url } = await setUp({ status: 403 });
    const stores = storesOf({
      default: { endpoint: url, ...keys("OWN"), assumeRole: true, stsEndpoint: url },
    });
    const head = stores.forRole(role).objectStore("default").head({ bucket: "photos", key: "a" });
    await expect(head).rejects.toMatchObject({
      failure: {
        code: "RoleNotAssumable",
        kind: "permanent",
        message: expect.stringContaining("not allowed to assume"),
      },
    });
  });

  test("waits while the token service is away", async () => {
    const { url } = await setUp({ status: 503 });
    const stores = storesOf({
      default: { endpoint: url, ...keys("OWN"), assumeRole: true, stsEndpoint: url },
    });
    const head = stores.forRole(role).objectStore("default").head({ bucket: "photos", key: "a" });
    await expect(head).rejects.toMatchObject({ failure: { kind: "transient" } });
  });

  test("that is mapped calls the other store in its place; other roles and none do not", async () => {
    const { calls, url } = await setUp();
    const stores = storesOf({
      default: { endpoint: url, ...keys("OWN"), roles: { [role]: "batch" } },
      batch: { endpoint: url, ...keys("BATCH") },
    });
    for (const arn of [role, null, "arn:aws:iam::123456789012:role/other"]) {
      const head = stores.forRole(arn).objectStore("default").head({ bucket: "photos", key: "a" });
      await expect(head).rejects.toMatchObject({ failure: { status: 404 } });
    }
    expect(calls.map(({ key }) => key)).toEqual(["BATCH", "OWN", "OWN"]);
  });
});

describe("the configuration of roles", () => {
  test.each([
    [{ a: { roles: { [role]: "nowhere" } } }, "which is not a store"],
    [{ a: { roles: [role] } }, "roles must be like"],
    [{ a: { assumeRole: "yes" } }, "assumeRole must be true or false"],
  ])("names what cannot be used: %j", (stores, words) => {
    const load = () => loadConfig({ env: {}, file: { stores }, cores: 1 });
    expect(load).toThrow(ConfigError);
    expect(load).toThrow(words);
  });
});
