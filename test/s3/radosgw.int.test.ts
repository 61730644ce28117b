import { describe } from "vitest";

import { createS3ObjectStore } from "../../src/s3/s3-object-store.ts";
import { describeObjectStore } from "../contract/object-store.contract.ts";
import { describeS3Behaviour } from "../contract/s3-behaviour.contract.ts";
import { createBucket, deleteBucket } from "../support/buckets.ts";
import { createTestClient } from "../support/raw-s3.ts";

// `test/support/start-radosgw.sh run npm run test:int` starts a gateway and sets these.
const {
  S3_ENDPOINT: endpoint = "",
  S3_ACCESS_KEY_ID = "",
  S3_SECRET_ACCESS_KEY = "",
} = process.env;
const credentials = { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY };
const isThere = endpoint !== "" && S3_ACCESS_KEY_ID !== "" && S3_SECRET_ACCESS_KEY !== "";
const why =
  "skipped, because S3_ENDPOINT, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY are not all set";

// Met with Ceph 16.2, as Debian 12 packages it.
const differences = {
  "copy quotes the ETag of its answer": "the ETag comes without quotes",
  "copy with new tags replaces the old ones":
    "the tagging directive is ignored and the source's tags are kept",
  "copy answers with the version that it made": "the header x-amz-version-id is not sent",
  "copy keeps its condition on the source": "the conditions on the source's ETag are ignored",
  "the canned list aws-exec-read is known": "it is refused with 400",
  "retention is lifted by neither a mode nor a date, with a bypass":
    "clearing a retention is refused with 400",
  "an archived object cannot be read before it is restored":
    "its storage class GLACIER is a pool like any other, and can be read at once",
  "a restore of an archived object is accepted with 202, and is told to be under way":
    "there is no RestoreObject: 501",
  "a restore that is under way is not begun again: RestoreAlreadyInProgress":
    "there is no RestoreObject: 501",
  "a restore of an object that is not archived fails with InvalidObjectState":
    "there is no RestoreObject: 501",
  "a refusal says what is wrong": "every error has an empty message",
  "completing an upload answers with its ETag": "the ETag of the answer is empty",
  "completing an upload that is gone fails with NoSuchUpload": "it fails with 500 InternalError",
};

describe.skipIf(!isThere)(`radosgw: ${isThere ? endpoint : why}`, () => {
  const client = createTestClient(endpoint || "http://127.0.0.1", { credentials });
  const buckets: string[] = [];

  describeObjectStore("radosgw", {
    async setup() {
      const [bucket, versionedBucket] = [
        await createBucket(client),
        await createBucket(client, { versioned: true }),
      ];
      buckets.push(bucket, versionedBucket);
      return { store: createS3ObjectStore(client), bucket, versionedBucket };
    },
    async teardown() {
      for (const bucket of buckets) await deleteBucket(client, bucket);
      client.destroy();
    },
  });

  describeS3Behaviour("radosgw", {
    differences,
    connect: async () => ({ endpoint, credentials, region: "us-east-1" }),
  });
});
