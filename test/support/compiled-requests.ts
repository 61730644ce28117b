/** Compares compiled requests with those that the SDK makes of the same commands, at the same moment. */
import type { S3Client } from "@aws-sdk/client-s3";
import { compileCommand, differenceOf, fillRequest } from "../../src/s3/compiled/compile.ts";
import { createDryClient, type CapturedRequest } from "../../src/s3/compiled/dry-client.ts";
import { createSigner } from "../../src/s3/compiled/signer.ts";
import type { RequestTemplate } from "../../src/s3/compiled/template.ts";
import { createS3Client, type StoreSettings } from "../../src/s3/s3-client.ts";
import type { CommandOf, CommandTarget } from "../../src/s3/transport.ts";
import { hostileKeys } from "./hostile-keys.ts";

export function storeSettings(changes: Partial<StoreSettings> = {}): StoreSettings {
  return {
    name: "test",
    endpoint: "http://127.0.0.1:9000",
    region: "us-east-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalr+secret/key" },
    connectionsMax: 8,
    connectTimeoutMs: 60_000,
    requestTimeoutMs: 60_000,
    ...changes,
  };
}

const session = { accessKeyId: "ASIA", secretAccessKey: "s", sessionToken: "token+/==" };

/** Stores that differ in how a request to them looks; undefined as endpoint is AWS. */
export const endpoints: Readonly<Record<string, Partial<StoreSettings>>> = {
  "a store on loopback": {},
  "a store with buckets in the host": { endpoint: "https://s3.example.com:8443", pathStyle: false },
  "a store on its own port, with a session": {
    endpoint: "https://store.test",
    credentials: session,
  },
  AWS: { endpoint: undefined },
  "AWS by path": { endpoint: undefined, region: "eu-central-1", pathStyle: true },
  "AWS in China, with a session": {
    endpoint: undefined,
    region: "cn-north-1",
    credentials: session,
  },
  "an endpoint of AWS": { endpoint: "https://s3.dualstack.ap-south-1.amazonaws.com" },
};

export const versions: readonly (string | null)[] = [
  null,
  "3/L4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY+MTRCxf3vjVBH40Nr8X8gdRQBpUMLUo",
  "null",
  "é 1&x=2",
];

/** Keys of the hostile list, and some that try the places where a request begins and ends. */
export const trickyKeys: readonly string[] = [
  ...hostileKeys.map(([, key]) => key),
  "plain",
  "a",
  "~tilde-_.dot",
  "?x-id=DeleteBucket",
  "versionId=1",
  "%2F",
  "\u0001\u007f",
  "k".repeat(1024),
];

export interface Compared {
  readonly requests: number;
  /** What differed, with the key; empty as it should be. */
  readonly differences: readonly string[];
}

/** Compiles the command, and compares each request of it with the SDK's own, Authorization included. */
export async function compareWithSdk(
  commandOf: CommandOf,
  options: {
    readonly settings?: Partial<StoreSettings>;
    readonly bucket?: string;
    readonly keys?: readonly string[];
    /** Plants a bug in what was compiled. */
    readonly change?: (template: RequestTemplate) => RequestTemplate;
  } = {},
): Promise<Compared> {
  const { bucket = "photos", keys = trickyKeys, change = (template) => template } = options;
  const settings = storeSettings(options.settings);
  const client = createS3Client(settings);
  const dry = createDryClient(client, settings);
  const differences: string[] = [];
  let requests = 0;
  for (const versionId of versions) {
    const objects = { dry, bucket, versioned: versionId !== null };
    const template = change(await compileCommand(commandOf, objects));
    for (const key of keys) {
      const target = { bucket, key, versionId };
      const wanted = await dry.capture(commandOf(target));
      const difference = await differenceAt(template, { target, wanted, client });
      requests += 1;
      if (difference !== null) differences.push(`${difference} for ${JSON.stringify(key)}`);
    }
  }
  client.destroy();
  return { requests, differences };
}

async function differenceAt(
  template: RequestTemplate,
  at: {
    readonly target: CommandTarget;
    readonly wanted: CapturedRequest;
    readonly client: S3Client;
  },
): Promise<string | null> {
  const { target, wanted, client } = at;
  const credentials = await client.config.credentials();
  const signer = createSigner(credentials, template.scope);
  const date = wanted.headers["x-amz-date"]!;
  return differenceOf(
    fillRequest(template, target, { signed: { credentials, signer }, date }),
    wanted,
  );
}
