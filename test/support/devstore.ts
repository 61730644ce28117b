import { createHash, createHmac } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { startDevelopmentStore } from "../../src/devstore/server.ts";
import type {
  AccessLogEntry,
  DevelopmentStore,
  DevelopmentStoreOptions,
} from "../../src/devstore/server.ts";

export const testKeys = { accessKeyId: "AKIATEST", secretAccessKey: "a test's secret" } as const;

/** The two storages of a development store, for `describe.each`. */
export const storages = ["memory", "folder"] as const;

/** A development store with a client, its access log and a bucket named `bucket`. */
export interface TestStore {
  readonly store: DevelopmentStore;
  readonly client: S3Client;
  readonly log: readonly AccessLogEntry[];
  /** Undefined in memory. */
  readonly folder: string | undefined;
  close(): Promise<void>;
}

export interface TestStoreOptions extends Pick<
  DevelopmentStoreOptions,
  "now" | "archiveNow" | "region" | "accountId" | "copyBytesMax"
> {
  readonly storage?: (typeof storages)[number];
  readonly checksums?: "WHEN_REQUIRED" | "WHEN_SUPPORTED";
}

export async function openTestStore({
  storage,
  checksums,
  ...options
}: TestStoreOptions = {}): Promise<TestStore> {
  const folder = storage === "folder" ? await mkdtemp(join(tmpdir(), "devstore-")) : undefined;
  const log: AccessLogEntry[] = [];
  const store = await startDevelopmentStore({
    ...testKeys,
    ...options,
    ...(folder === undefined ? {} : { folder }),
    onRequest: (entry) => void log.push(entry),
  });
  const client = clientOf(store, checksums);
  await client.send(new CreateBucketCommand({ Bucket: "bucket" }));
  return {
    store,
    client,
    log,
    folder,
    close: async () => {
      client.destroy();
      await store.close();
      if (folder !== undefined) await rm(folder, { recursive: true });
    },
  };
}

export function clientOf(
  store: DevelopmentStore,
  checksums: TestStoreOptions["checksums"] = "WHEN_REQUIRED",
): S3Client {
  return new S3Client({
    endpoint: store.url,
    region: "us-east-1",
    forcePathStyle: true,
    maxAttempts: 1,
    requestChecksumCalculation: checksums,
    credentials: testKeys,
  });
}

/** What a refused call came to. Fails when the call is not refused. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ code: string; status: number | undefined; message: string }> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof S3ServiceException))
    throw new Error("the call was not refused by the store", { cause: error });
  return { code: error.name, status: error.$metadata.httpStatusCode, message: error.message };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

export interface RawCall {
  readonly method: string;
  /** Sent as it is. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends a request byte for byte as it is given: no library corrects it. */
export async function sendRaw(store: DevelopmentStore, call: RawCall): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { method, target, headers = {}, body } = call;
    const outgoing = request(
      { host: "127.0.0.1", port: store.port, method, path: target, headers },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

export interface SigningOptions {
  readonly keys?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly at?: Date;
  readonly region?: string;
}

/** The headers that sign a call: Signature V4 once more, written for the tests and from the documentation alone. */
export function sign(
  store: DevelopmentStore,
  call: RawCall,
  options: SigningOptions = {},
): Record<string, string> {
  const { keys = testKeys, at = new Date(), region = "us-east-1" } = options;
  const time = at.toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const headers: Record<string, string> = {
    ...call.headers,
    host: `127.0.0.1:${store.port}`,
    "x-amz-date": time,
    "x-amz-content-sha256":
      call.headers?.["x-amz-content-sha256"] ??
      createHash("sha256")
        .update(call.body ?? "")
        .digest("hex"),
  };
  const names = Object.keys(headers).toSorted();
  const [path = "", query = ""] = call.target.split("?");
  const parameters =
    query === "" ? [] : query.split("&").map((pair) => (pair.includes("=") ? pair : `${pair}=`));
  const canonical = [
    call.method,
    path,
    parameters.toSorted().join("&"),
    ...names.map((name) => `${name}:${headers[name]}`),
    "",
    names.join(";"),
    headers["x-amz-content-sha256"],
  ].join("\n");
  const text = [
    "AWS4-HMAC-SHA256",
    time,
    scope,
    createHash("sha256").update(canonical).digest("hex"),
  ].join("\n");
  const key = scope
    .split("/")
    .reduce<Buffer>(
      (secret, part) => createHmac("sha256", secret).update(part).digest(),
      Buffer.from(`AWS4${keys.secretAccessKey}`),
    );
  const signature = createHmac("sha256", key).update(text).digest("hex");
  const credential = `${keys.accessKeyId}/${scope}`;
  headers["authorization"] =
    `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  return headers;
}

/** Signs a call and sends it. */
export async function sendSigned(
  store: DevelopmentStore,
  call: RawCall,
  options?: SigningOptions,
): Promise<RawAnswer> {
  return sendRaw(store, { ...call, headers: sign(store, call, options) });
}
