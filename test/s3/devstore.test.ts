import type { S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe } from "vitest";

import { startDevelopmentStore } from "../../src/devstore/server.ts";
import type { DevelopmentStore } from "../../src/devstore/server.ts";
import { createS3ObjectStore } from "../../src/s3/s3-object-store.ts";
import { describeObjectStore } from "../contract/object-store.contract.ts";
import { describeS3Behaviour } from "../contract/s3-behaviour.contract.ts";
import { createBucket, deleteBucket } from "../support/buckets.ts";
import { createTestClient } from "../support/raw-s3.ts";

const credentials = { accessKeyId: "test-access", secretAccessKey: "test-secret" };
const region = "us-east-1";

describe("the development store", () => {
  let server: DevelopmentStore;
  let client: S3Client;
  beforeAll(async () => {
    server = await startDevelopmentStore({ ...credentials, region });
    client = createTestClient(server.url, { credentials, region });
  });
  afterAll(async () => {
    client.destroy();
    await server.close();
  });

  const buckets: string[] = [];
  describeObjectStore("development store", {
    async setup() {
      const bucket = await createBucket(client);
      const versionedBucket = await createBucket(client, { versioned: true });
      buckets.push(bucket, versionedBucket);
      return { store: createS3ObjectStore(client), bucket, versionedBucket };
    },
    async teardown() {
      for (const bucket of buckets) await deleteBucket(client, bucket);
    },
  });

  describeS3Behaviour("development store", {
    differences: {},
    connect: async () => ({ endpoint: server.url, credentials, region }),
  });
});
