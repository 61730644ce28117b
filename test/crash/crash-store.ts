/** The store that the killed process works on: the development store, or the server named by the environment. */
import { randomUUID } from "node:crypto";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { openTestStore } from "../support/devstore.ts";
import { hostileKeys } from "../support/hostile-keys.ts";
import { putObjects } from "../support/jobs-over-http.ts";

export type StoreKind = "development" | "s3";

export interface CrashStore {
  readonly url: string;
  readonly client: S3Client;
  /** What the process needs to use it. */
  readonly env: Readonly<Record<string, string>>;
  readonly buckets: Record<"source" | "target" | "reports", string>;
  /** Keys of the source bucket that are there. */
  readonly keys: readonly string[];
  close(): Promise<void>;
}

/** Keys that no object has. */
export const missingKeys = ["gone/1", "gone/2 +%", "gone/3", "gone/4?", "gone/é"];

/** Opens a store and fills it with so many objects, hostile keys among them. */
export async function openCrashStore(kind: StoreKind, objects: number): Promise<CrashStore> {
  const opened = kind === "development" ? await openDevelopment() : openServer();
  const run = randomUUID().slice(0, 8);
  const buckets = { source: `source-${run}`, target: `target-${run}`, reports: `reports-${run}` };
  for (const Bucket of Object.values(buckets))
    await opened.client.send(new CreateBucketCommand({ Bucket }));
  // A copy has a prefix before its key, and room must be left for it.
  const hostile = hostileKeys.map(([, key]) => key).filter((key) => Buffer.byteLength(key) < 1000);
  const plain = objects - hostile.length;
  const keys = [
    ...hostile,
    ...Array.from({ length: plain }, (_, index) => `plain/${String(index).padStart(6, "0")}.txt`),
  ];
  await putObjects(opened.client, buckets.source, keys);
  return { ...opened, buckets, keys };
}

type OpenedStore = Pick<CrashStore, "url" | "client" | "env" | "close">;

async function openDevelopment(): Promise<OpenedStore> {
  const opened = await openTestStore();
  const { store, client } = opened;
  return { url: store.url, client, env: {}, close: () => opened.close() };
}

function openServer(): OpenedStore {
  const {
    S3_ENDPOINT: url,
    S3_ACCESS_KEY_ID: accessKeyId,
    S3_SECRET_ACCESS_KEY: secretAccessKey,
  } = process.env;
  if (url === undefined || accessKeyId === undefined || secretAccessKey === undefined)
    throw new Error("S3_ENDPOINT, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY must be set");
  const client = new S3Client({
    endpoint: url,
    region: "us-east-1",
    forcePathStyle: true,
    requestChecksumCalculation: "WHEN_REQUIRED",
    credentials: { accessKeyId, secretAccessKey },
  });
  const env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  return { url, client, env, close: async () => client.destroy() };
}
