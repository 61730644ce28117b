import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  RestoreObjectCommand,
} from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTestStore, refusalOf, storages, type TestStore } from "../support/devstore.ts";

const hourMs = 3_600_000;
const start = Date.parse("2026-03-01T09:15:00Z");

// Modelled on the S3 User Guide, and not compared with Amazon's own.
describe.each(storages)("restoring archived objects, kept in %s", (storage) => {
  let opened: TestStore;
  let now = start;
  beforeEach(async () => {
    now = start;
    opened = await openTestStore({ storage, archiveNow: () => new Date(now) });
  });
  afterEach(() => opened.close());

  const target = { Bucket: "bucket", Key: "a" };
  const archive = (StorageClass: "GLACIER" | "DEEP_ARCHIVE" | "STANDARD" = "GLACIER") =>
    opened.client.send(new PutObjectCommand({ ...target, Body: "cargo", StorageClass }));
  const ask = async (Days: number, Tier: "Bulk" | "Standard" | "Expedited" = "Standard") => {
    const RestoreRequest = { Days, GlacierJobParameters: { Tier } };
    const command = new RestoreObjectCommand({ ...target, RestoreRequest });
    return (await opened.client.send(command)).$metadata.httpStatusCode;
  };
  const read = async () =>
    (await opened.client.send(new GetObjectCommand(target))).Body!.transformToString();
  const told = async () => (await opened.client.send(new HeadObjectCommand(target))).Restore;

  test("not restored: accepted, under way, and readable hours later until the midnight after its days", async () => {
    await archive();
    expect(await told()).toBeUndefined();
    expect(await ask(2)).toBe(202);
    expect(await told()).toBe('ongoing-request="true"');
    expect(await refusalOf(read())).toMatchObject({ code: "InvalidObjectState", status: 403 });
    now += 5 * hourMs;
    expect(await read()).toBe("cargo");
    expect(await told()).toBe(
      'ongoing-request="false", expiry-date="Wed, 04 Mar 2026 00:00:00 GMT"',
    );
    now = Date.parse("2026-03-04T00:00:00Z");
    expect(await refusalOf(read())).toMatchObject({ code: "InvalidObjectState" });
    expect(await ask(1)).toBe(202);
  });

  test("readable already: 200, and the expiry is that of the new request", async () => {
    await archive();
    await ask(1);
    now += 24 * hourMs;
    expect(await ask(10)).toBe(200);
    expect(await told()).toContain("Fri, 13 Mar 2026 00:00:00 GMT");
    expect(await read()).toBe("cargo");
  });

  test("under way, same days, a faster tier: it is speeded up", async () => {
    await archive();
    await ask(3, "Bulk");
    expect(await ask(3, "Standard")).toBe(202);
    now += 5 * hourMs;
    expect(await read()).toBe("cargo");
  });

  test.each([
    ["other days", 4, "Standard"],
    ["other days and a faster tier", 4, "Expedited"],
    ["the same tier", 3, "Standard"],
    ["a slower tier", 3, "Bulk"],
  ] as const)("under way, %s: RestoreAlreadyInProgress", async (_what, days, tier) => {
    await archive();
    await ask(3, "Standard");
    expect(await refusalOf(ask(days, tier))).toMatchObject({
      code: "RestoreAlreadyInProgress",
      status: 409,
    });
  });

  test("an object that is not archived: InvalidObjectState", async () => {
    await archive("STANDARD");
    expect(await refusalOf(ask(1))).toMatchObject({ code: "InvalidObjectState", status: 403 });
  });

  test("deep archive takes longer and knows no expedited tier", async () => {
    await archive("DEEP_ARCHIVE");
    expect(await refusalOf(ask(1, "Expedited"))).toMatchObject({ status: 400 });
    expect(await ask(1)).toBe(202);
    now += 11 * hourMs;
    expect(await refusalOf(read())).toMatchObject({ code: "InvalidObjectState" });
    now += hourMs;
    expect(await read()).toBe("cargo");
  });
});
