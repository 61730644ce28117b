import { afterAll, beforeAll, describe } from "vitest";

import { assert } from "../../src/lib/assert.ts";
import type { StoreCredentials } from "../../src/s3/s3-client.ts";
import { createBucket, deleteBucket } from "../support/buckets.ts";
import { createChecks } from "../support/checks.ts";
import type { Differences } from "../support/checks.ts";
import { createTestClient } from "../support/raw-s3.ts";
import type { Place } from "../support/s3-calls.ts";
import { checkAccess } from "./s3-behaviour/access.ts";
import { checkCopies } from "./s3-behaviour/copies.ts";
import { checkKeys } from "./s3-behaviour/keys.ts";
import { checkListing } from "./s3-behaviour/listing.ts";
import { checkLocks } from "./s3-behaviour/locks.ts";
import { checkMultipart } from "./s3-behaviour/multipart.ts";
import { checkReading } from "./s3-behaviour/reading.ts";
import { checkRestoring } from "./s3-behaviour/restoring.ts";
import { checkTags } from "./s3-behaviour/tags.ts";

/** A store that is there. */
interface S3UnderTest {
  readonly endpoint: string;
  readonly credentials: StoreCredentials;
  readonly region: string;
}

interface S3BehaviourSetup {
  /** Where the store is known to differ from S3: check name to reason. */
  readonly differences: Differences;
  /** Called when the tests begin. */
  readonly connect: () => Promise<S3UnderTest>;
}

/** What the operations rely on in a store that calls itself S3. */
export function describeS3Behaviour(
  name: string,
  { differences, connect }: S3BehaviourSetup,
): void {
  describe(`S3 behaviour: ${name}`, () => {
    const place: Partial<Place> = {};
    const at = () => {
      const { client, bucket, versioned, locked } = place;
      const isThere = client !== undefined && bucket !== undefined;
      assert(isThere && versioned !== undefined && locked !== undefined, "the buckets are there");
      return { client, bucket, versioned, locked };
    };
    beforeAll(async () => {
      const { endpoint, credentials, region } = await connect();
      const client = createTestClient(endpoint, { credentials, region });
      const [bucket, versioned, locked] = [
        await createBucket(client),
        await createBucket(client, { versioned: true }),
        await createBucket(client, { locked: true }),
      ];
      Object.assign(place, { client, bucket, versioned, locked });
    });
    afterAll(async () => {
      const { client, bucket, versioned } = at();
      for (const Bucket of [bucket, versioned]) await deleteBucket(client, Bucket);
      client.destroy();
    });
    const check = createChecks(differences);
    describe("copy", () => {
      checkCopies(check, at);
    });
    describe("keys", () => {
      checkKeys(check, at);
    });
    describe("tags", () => {
      checkTags(check, at);
    });
    describe("access control lists", () => {
      checkAccess(check, at);
    });
    describe("Object Lock", () => {
      checkLocks(check, at);
    });
    describe("restoring", () => {
      checkRestoring(check, at);
    });
    describe("reading", () => {
      checkReading(check, at);
    });
    describe("multipart", () => {
      checkMultipart(check, at);
    });
    describe("listing and deleting", () => {
      checkListing(check, at);
    });
    check.finish();
  });
}
