import { RestoreObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "vitest";

import type { Check } from "../../support/checks.ts";
import { expectRefusal, get, head, put } from "../../support/s3-calls.ts";
import type { At, Place } from "../../support/s3-calls.ts";

/** What restores rely on. The states that take hours stand in the tests of the development store, which has a clock. */
export function checkRestoring(check: Check, at: At): void {
  check("an archived object cannot be read before it is restored", async () => {
    await put(at(), { Key: "r/archived", StorageClass: "GLACIER" });
    await expectRefusal(get(at(), "r/archived"), { code: "InvalidObjectState", status: 403 });
  });
  check(
    "a restore of an archived object is accepted with 202, and is told to be under way",
    async () => {
      await put(at(), { Key: "r/asked", StorageClass: "GLACIER" });
      const { $metadata } = await restore(at(), "r/asked");
      expect($metadata.httpStatusCode).toBe(202);
      expect((await head(at(), "r/asked")).Restore).toBe('ongoing-request="true"');
    },
  );
  check("a restore that is under way is not begun again: RestoreAlreadyInProgress", async () => {
    await put(at(), { Key: "r/twice", StorageClass: "GLACIER" });
    await restore(at(), "r/twice");
    await expectRefusal(restore(at(), "r/twice"), {
      code: "RestoreAlreadyInProgress",
      status: 409,
    });
  });
  check("a restore of an object that is not archived fails with InvalidObjectState", async () => {
    await put(at(), { Key: "r/live", Body: "the same" });
    await expectRefusal(restore(at(), "r/live"), { code: "InvalidObjectState", status: 403 });
    expect(await get(at(), "r/live")).toBe("the same");
  });
}

const restore = ({ client, bucket }: Place, Key: string) =>
  client.send(
    new RestoreObjectCommand({
      Bucket: bucket,
      Key,
      RestoreRequest: { Days: 1, GlacierJobParameters: { Tier: "Standard" } },
    }),
  );
