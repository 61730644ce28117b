import { DeleteObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { expect } from "vitest";

import type { Check } from "../../support/checks.ts";
import { hostileKeys } from "../../support/hostile-keys.ts";
import { copy, expectRefusal, get, head, put, setTags, tagsOf } from "../../support/s3-calls.ts";
import type { At } from "../../support/s3-calls.ts";

/** That a key reaches the store as it is, in the path, in a copy source and in a listing. */
export function checkKeys(check: Check, at: At): void {
  for (const [trouble, key] of hostileKeys) {
    check(`key with ${trouble} is put, read, copied, tagged, listed and deleted`, async () => {
      await put(at(), { Key: key, Body: key });
      expect(await get(at(), key)).toBe(key);
      await copy(at(), key, { Key: "keys/copied" });
      expect(await get(at(), "keys/copied")).toBe(key);
      await copy(at(), "keys/copied", {
        Key: key,
        MetadataDirective: "REPLACE",
        Metadata: { again: "yes" },
      });
      expect((await head(at(), key)).Metadata).toEqual({ again: "yes" });
      await setTags(at(), key, { trouble: "some" });
      expect(await tagsOf(at(), key)).toEqual({ trouble: "some" });
      const Bucket = at().bucket;
      const listing = new ListObjectsV2Command({ Bucket, Prefix: key, EncodingType: "url" });
      const { Contents = [] } = await at().client.send(listing);
      expect(Contents.map((entry) => decodeListed(entry.Key ?? ""))).toContain(key);
      await at().client.send(new DeleteObjectCommand({ Bucket, Key: key }));
      await expectRefusal(get(at(), key), { code: "NoSuchKey", status: 404 });
    });
  }
  check("key of more than 1024 bytes is refused", async () => {
    await expectRefusal(put(at(), { Key: "k".repeat(1025) }), { status: 400 });
  });
}

/** The encoding of listings is that of forms: a plus sign stands for a space. */
function decodeListed(key: string): string {
  return decodeURIComponent(key.replaceAll("+", " "));
}
