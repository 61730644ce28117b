import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { ConfigError } from "../src/config/config-error.ts";
import { loadConfig, settings } from "../src/config.ts";

const load = (env: Record<string, string> = {}, file: unknown = null) =>
  loadConfig({ env, file, cores: 2 });

describe("the configuration", () => {
  test("has a default for everything, and takes the store from the AWS environment", () => {
    const config = load({ AWS_ENDPOINT_URL_S3: "http://127.0.0.1:9", AWS_REGION: "eu-1" });
    expect(config).toMatchObject({
      host: "127.0.0.1",
      port: 4000,
      executorThreads: 2,
      eventStoreUrl: "embedded",
    });
    expect(config.stores).toEqual([
      { name: "default", endpoint: "http://127.0.0.1:9", region: "eu-1", development: false },
    ]);
    expect(Object.isFrozen(config)).toBe(true);
  });

  test("takes the environment before the file, and the file before the default", () => {
    const file = { port: 5000, dataDir: "/var/lib/stevedore" };
    expect(load({ PORT: "6000" }, file)).toMatchObject({
      port: 6000,
      dataDir: "/var/lib/stevedore",
    });
  });

  test("names further stores in the file, the default one first", () => {
    const store = { endpoint: "https://s3.example.com", accessKeyId: "a", secretAccessKey: "b" };
    const names = (stores: object) => load({}, { stores }).stores.map(({ name }) => name);
    expect(names({ archive: store })).toEqual(["default", "archive"]);
    expect(names({ archive: store, default: store })).toEqual(["default", "archive"]);
    expect(load({}, { stores: { archive: store } }).stores[1]).toEqual({
      name: "archive",
      endpoint: "https://s3.example.com",
      region: "us-east-1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
      development: false,
    });
  });

  test("has the default store implied where the file names others and the environment tells nothing", () => {
    const implied = (env: Record<string, string>, stores?: object) =>
      load(env, { stores }).stores.find(({ name }) => name === "default")?.implied ?? false;
    expect(implied({}, { archive: {} })).toBe(true);
    expect(implied({ AWS_REGION: "" }, { archive: {} })).toBe(true);
    expect(implied({})).toBe(false);
    expect(implied({}, { archive: {}, default: {} })).toBe(false);
    for (const name of ["AWS_ENDPOINT_URL_S3", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_PROFILE"])
      expect(implied({ [name]: "https://s3.example.com" }, { archive: {} })).toBe(false);
  });

  test("takes proxies by address and by network", () => {
    expect(load().trustedProxies).toEqual([]);
    const { trustedProxies } = load({ TRUSTED_PROXIES: "10.0.0.0/8, ::1,fd00::/8" });
    expect(trustedProxies).toEqual(["10.0.0.0/8", "::1", "fd00::/8"]);
  });

  test.each(["sixteen letters!", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", ""])(
    "takes the secret %j for notices",
    (secret) => expect(load({ NOTIFY_SECRET: secret }).notifySecret).toBe(secret),
  );

  test("takes the form of notices, which is JSON where none is given", () => {
    expect(load().notifyFormat).toBe("json");
    const env = { NOTIFY_URL: "https://chat.example.com/hooks/a-key" };
    expect(load(env, { notifyFormat: "chat" }).notifyFormat).toBe("chat");
  });

  test("takes limits of a store from the file", () => {
    const limits = { maxConcurrency: 8, maxRequestsPerSecond: 0.5 };
    expect(load({}, { stores: { archive: limits } }).stores[1]).toMatchObject(limits);
  });

  test.each([
    [{ PORT: "65536" }, null, /PORT must be a whole number from 0 to 65535; it is "65536"/],
    [{ PORT: "4000a" }, null, /PORT/],
    [{ EXECUTOR_THREADS: "-1" }, null, /EXECUTOR_THREADS/],
    [{ ACCOUNT_ID: "12" }, null, /ACCOUNT_ID must be 12 digits/],
    [{ LOG_LEVEL: "loud" }, null, /LOG_LEVEL must be one of debug/],
    [{ PREFLIGHT: "maybe" }, null, /PREFLIGHT must be one of on, off, yes, no, true, false/],
    [{ EXECUTORS: "off" }, null, /nobody else can work on an embedded event store/],
    [{ EVENTSTORE_URL: "http://u:secret@x" }, null, /EVENTSTORE_URL must be.*\/\/\*\*\*@x/],
    [{ EVENTSTORE_URL: "postgres://x" }, null, /EVENTSTORE_URL/],
    [{}, [], /one JSON object/],
    [{}, { prot: 1 }, /prot in the config file is not a setting\. Did you mean port\?/],
    [{}, { colour: 1 }, /colour in the config file is not a setting\.$/m],
    [{}, { port: 0.5 }, /port in the config file/],
    [{}, { stores: { Bad_Name: {} } }, /a name has lower-case letters/],
    [{}, { stores: { a: { endpoint: "s3.example.com" } } }, /endpoint needs http:\/\/ or https/],
    [{}, { stores: { a: { endpoint: "ftp://h" } } }, /endpoint must be like/],
    [{}, { stores: { a: { stsEndpoint: "localhost:9000" } } }, /stsEndpoint needs http:\/\/ or/],
    [
      { AWS_ENDPOINT_URL_S3: "127.0.0.1:9" },
      null,
      /AWS_ENDPOINT_URL_S3 needs http.*127\.0\.0\.1:9/,
    ],
    [{ AWS_ENDPOINT_URL: "localhost:9000" }, null, /AWS_ENDPOINT_URL needs http:\/\/ or https/],
    [{ AWS_ENDPOINT_URL_S3: "http://" }, null, /AWS_ENDPOINT_URL_S3 must be like https/],
    [{}, { stores: { a: { endpoint: "https://h/path" } } }, /without a path/],
    [{}, { stores: { a: { accessKeyId: "x" } } }, /together or not at all/],
    [{}, { stores: { a: { pathStyle: "yes" } } }, /pathStyle must be true or false/],
    [{}, { stores: { a: { secret: "x" } } }, /secret is not a setting of a store/],
    [{}, { stores: { a: { region: 1 } } }, /region must be text/],
    [{}, { stores: { a: { maxConcurrency: 0 } } }, /maxConcurrency must be a whole number of at l/],
    [{}, { stores: { a: { maxConcurrency: "8" } } }, /maxConcurrency must be a whole number/],
    [{}, { stores: { a: { maxRequestsPerSecond: -1 } } }, /maxRequestsPerSecond must be a number/],
    [{ TRUSTED_PROXIES: "10.0.0.0/33" }, null, /TRUSTED_PROXIES must be addresses.*10\.0\.0\.0\/8/],
    [{ TRUSTED_PROXIES: "127.0.0.1, *" }, null, /TRUSTED_PROXIES/],
    [{ TRUSTED_PROXIES: "0.0.0.0/0" }, null, /TRUSTED_PROXIES/],
    [{ TRUSTED_PROXIES: "proxy.test" }, null, /TRUSTED_PROXIES/],
    [{ NOTIFY_SECRET: "whsec_!!!!!!!!!!!!!!!!!" }, null, /NOTIFY_SECRET must be.*after whsec_\.$/],
    [{ NOTIFY_SECRET: "whsec_MfKQ9r8GKYq" }, null, /NOTIFY_SECRET must be.*after whsec_\.$/],
    [{ NOTIFY_URL: "example.com/hooks" }, null, /NOTIFY_URL must be like https/],
    [{ NOTIFY_URL: "ftp://example.com" }, null, /NOTIFY_URL must be like https/],
    [{ NOTIFY_URL: "https://me:hidden@h/" }, null, /NOTIFY_URL must be.*without a user in it\.$/],
    [{ NOTIFY_URL: "https://:hidden@h/" }, null, /NOTIFY_URL must be.*without a user in it\.$/],
    [{ PUBLIC_URL: "https://me:hidden@h/" }, null, /without a user in it; it is.*\/\/\*\*\*@h/],
    [{ NOTIFY_FORMAT: "slack" }, null, /NOTIFY_FORMAT must be one of json, chat; it is "slack"/],
    [{ NOTIFY_FORMAT: "chat" }, null, /^NOTIFY_URL must be set too, for notices to a chat\.$/],
    [{ PUBLIC_URL: "batch" }, null, /PUBLIC_URL must be like https:\/\/batch\./],
    [{ CONFIRMATION_DAYS: "0" }, null, /CONFIRMATION_DAYS must be a whole number from 1/],
    [{ RETENTION_DAYS: "0.5" }, null, /RETENTION_DAYS/],
  ] as const)("refuses %j with %j, naming the place and the way out", (env, file, message) => {
    expect(() => load(env, file)).toThrow(ConfigError);
    expect(() => load(env, file)).toThrow(message);
  });

  test("shows no password of an address that cannot be used", () => {
    const env = { AWS_ENDPOINT_URL_S3: "me:hidden@localhost:9000" };
    expect(() => load(env)).toThrow(/needs http/);
    expect(() => load(env)).not.toThrow(/hidden/);
  });

  test("names everything that is wrong at once", () => {
    expect(() => load({ PORT: "x", LOG_LEVEL: "x" }, { nonsense: 1 })).toThrow(
      /PORT[^]*LOG_LEVEL[^]*nonsense/,
    );
  });

  test("stands in the README as it is", async () => {
    const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
    const table = readme.slice(
      readme.indexOf("<!-- settings -->"),
      readme.indexOf("<!-- /settings -->"),
    );
    const rows = table.split("\n").filter((line) => line.startsWith("| `"));
    const cells = rows.map((row) =>
      row
        .split("|")
        .map((cell) => cell.trim().replaceAll("`", ""))
        .slice(1, -1),
    );
    expect(cells).toEqual(
      settings.map((setting) => [setting.env, setting.name, setting.default, setting.meaning]),
    );
  });
});
