import {
  DeleteObjectCommand,
  GetObjectLegalHoldCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
} from "@aws-sdk/client-s3";
import type { ObjectLockRetention, S3Client } from "@aws-sdk/client-s3";
import { expect } from "vitest";

import type { Check } from "../../support/checks.ts";
import { expectRefusal, get, head, put } from "../../support/s3-calls.ts";
import type { At, Place } from "../../support/s3-calls.ts";

/** What the Object Lock operations rely on. Objects that stay locked are left behind: nobody may delete them. */
export function checkLocks(check: Check, at: At): void {
  check("a bucket tells whether it has Object Lock", async () => {
    const { client, locked, bucket } = at();
    const { ObjectLockConfiguration } = await client.send(
      new GetObjectLockConfigurationCommand({ Bucket: locked }),
    );
    expect(ObjectLockConfiguration?.ObjectLockEnabled).toBe("Enabled");
    await expectRefusal(client.send(new GetObjectLockConfigurationCommand({ Bucket: bucket })), {
      code: "ObjectLockConfigurationNotFoundError",
      status: 404,
    });
  });
  check("retention is set, read back, and keeps its version from being deleted", async () => {
    const it = await lockable(at(), "lock/retained");
    const until = daysFromNow(1);
    await retain(at(), it, { Mode: "GOVERNANCE", RetainUntilDate: until });
    expect(await retentionOf(at(), it)).toEqual({ mode: "GOVERNANCE", until });
    await expectRefusal(remove(at(), it), { code: "AccessDenied", status: 403 });
    await remove(at(), it, { bypass: true });
  });
  check("retention can be extended by anyone and shortened only with a bypass", async () => {
    const it = await lockable(at(), "lock/shortened");
    const [one, two, three] = [daysFromNow(1), daysFromNow(2), daysFromNow(3)];
    await retain(at(), it, { Mode: "GOVERNANCE", RetainUntilDate: two });
    await retain(at(), it, { Mode: "GOVERNANCE", RetainUntilDate: three });
    const shorten = { Mode: "GOVERNANCE", RetainUntilDate: one } as const;
    await expectRefusal(retain(at(), it, shorten), { code: "AccessDenied", status: 403 });
    expect(await retentionOf(at(), it)).toMatchObject({ until: three });
    await retain(at(), it, shorten, { bypass: true });
    expect(await retentionOf(at(), it)).toMatchObject({ until: one });
    await remove(at(), it, { bypass: true });
  });
  check("retention is lifted by neither a mode nor a date, with a bypass", async () => {
    const it = await lockable(at(), "lock/lifted");
    await retain(at(), it, { Mode: "GOVERNANCE", RetainUntilDate: daysFromNow(1) });
    await expectRefusal(retain(at(), it, {}), { code: "AccessDenied", status: 403 });
    await retain(at(), it, {}, { bypass: true });
    await remove(at(), it);
  });
  check("compliance retention is extended, and shortened by nobody", async () => {
    const it = await lockable(at(), "lock/compliance");
    const [soon, later] = [new Date(secondsFromNow(5)), new Date(secondsFromNow(8))];
    await retain(at(), it, { Mode: "COMPLIANCE", RetainUntilDate: later });
    const shorten = { Mode: "COMPLIANCE", RetainUntilDate: soon } as const;
    await expectRefusal(retain(at(), it, shorten), { code: "AccessDenied", status: 403 });
    const bypassing = retain(at(), it, shorten, { bypass: true });
    await expectRefusal(bypassing, { code: "AccessDenied", status: 403 });
    await expectRefusal(remove(at(), it, { bypass: true }), { code: "AccessDenied", status: 403 });
    await retain(at(), it, { Mode: "COMPLIANCE", RetainUntilDate: new Date(secondsFromNow(9)) });
  });
  check("retention that ends in the past is refused", async () => {
    const it = await lockable(at(), "lock/past");
    const past = { Mode: "GOVERNANCE", RetainUntilDate: daysFromNow(-1) } as const;
    await expectRefusal(retain(at(), it, past), { status: 400 });
  });
  check(
    "a legal hold keeps its version from being deleted, bypass or not, until it is off",
    async () => {
      const it = await lockable(at(), "lock/held");
      await hold(at(), it, "ON");
      expect(await holdOf(at(), it)).toBe("ON");
      await expectRefusal(remove(at(), it, { bypass: true }), {
        code: "AccessDenied",
        status: 403,
      });
      await hold(at(), it, "OFF");
      expect(await holdOf(at(), it)).toBe("OFF");
      await remove(at(), it);
    },
  );
  check(
    "retention and legal hold belong to a version and leave its bytes as they are",
    async () => {
      const first = await lockable(at(), "lock/versions", "first");
      const second = await lockable(at(), "lock/versions", "second");
      await hold(at(), first, "ON");
      await retain(at(), first, { Mode: "GOVERNANCE", RetainUntilDate: daysFromNow(1) });
      const where = { Bucket: at().locked, VersionId: first.VersionId };
      expect(await get(at(), "lock/versions", where)).toBe("first");
      expect((await head(at(), "lock/versions", where)).Metadata).toEqual({ owner: "harbour" });
      await remove(at(), second);
      await hold(at(), first, "OFF");
      await remove(at(), first, { bypass: true });
    },
  );
  check("without Object Lock on the bucket neither retention nor hold can be set", async () => {
    const { bucket } = at();
    await put(at(), { Key: "lock/plain", Body: "the same" });
    const it = { Bucket: bucket, Key: "lock/plain" };
    const retaining = retain(at(), it, { Mode: "GOVERNANCE", RetainUntilDate: daysFromNow(1) });
    await expectRefusal(retaining, { code: "InvalidRequest", status: 400 });
    await expectRefusal(hold(at(), it, "ON"), { code: "InvalidRequest", status: 400 });
    expect(await get(at(), "lock/plain")).toBe("the same");
  });
  check("retention of a missing object fails with NoSuchKey", async () => {
    const it = { Bucket: at().locked, Key: "lock/missing" };
    const retaining = retain(at(), it, { Mode: "GOVERNANCE", RetainUntilDate: daysFromNow(1) });
    await expectRefusal(retaining, { code: "NoSuchKey", status: 404 });
  });
}

interface Version {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string | undefined;
}

async function lockable(place: Place, Key: string, Body = "content"): Promise<Version> {
  const Bucket = place.locked;
  const { VersionId } = await put(place, { Bucket, Key, Body, Metadata: { owner: "harbour" } });
  return { Bucket, Key, VersionId };
}

const retain = (
  { client }: Place,
  version: Version,
  Retention: ObjectLockRetention,
  { bypass = false } = {},
) => {
  const BypassGovernanceRetention = bypass || undefined;
  return client.send(
    new PutObjectRetentionCommand({ ...version, Retention, BypassGovernanceRetention }),
  );
};

async function retentionOf({ client }: Place, version: Version) {
  const { Retention } = await client.send(new GetObjectRetentionCommand(version));
  return { mode: Retention?.Mode, until: Retention?.RetainUntilDate };
}

const hold = ({ client }: Place, version: Version, Status: "ON" | "OFF") =>
  client.send(new PutObjectLegalHoldCommand({ ...version, LegalHold: { Status } }));

async function holdOf({ client }: Place, version: Version) {
  return (await client.send(new GetObjectLegalHoldCommand(version))).LegalHold?.Status;
}

const remove = (
  { client }: { readonly client: S3Client },
  version: Version,
  { bypass = false } = {},
) => {
  const BypassGovernanceRetention = bypass || undefined;
  return client.send(new DeleteObjectCommand({ ...version, BypassGovernanceRetention }));
};

/** Whole seconds, as stores keep them. */
function secondsFromNow(seconds: number): number {
  return (Math.floor(Date.now() / 1000) + seconds) * 1000;
}

function daysFromNow(days: number): Date {
  return new Date(secondsFromNow(days * 86_400));
}
