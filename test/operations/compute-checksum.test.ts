import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import type { ComputeChecksumParameters } from "../../src/job/spec.ts";
import { operationOf } from "../../src/operations/index.ts";
import { failing } from "../support/engine.ts";
import { answered, performOnce } from "../support/many-calls.ts";

const spec = (parameters: Partial<ComputeChecksumParameters> = {}) =>
  ({
    kind: "COMPUTE_CHECKSUM",
    parameters: { algorithm: "CRC32", type: "FULL_OBJECT", ...parameters },
  }) as const;
const object = (pieces: readonly string[], length = pieces.join("").length) =>
  answered({
    Body: Readable.from(pieces.map((piece) => Buffer.from(piece))),
    ContentLength: length,
    ETag: '"3c3c"',
  });

describe("compute checksum", () => {
  test("the message of a success is Amazon's JSON, with the equals sign escaped", async () => {
    const { judgement } = await performOnce(spec(), () => object(["12345", "6789"]));
    expect(judgement).toEqual({
      succeeded: true,
      message:
        '{"checksum_base64":"y/Q5Jg\\u003d\\u003d","etag":"3c3c","checksumAlgorithm":"CRC32","checksumType":"FULL_OBJECT","checksum_hex":"CBF43926"}',
    });
    expect(JSON.parse((judgement as { message: string }).message)).toMatchObject({
      checksum_base64: "y/Q5Jg==",
    });
  });

  test("reads the version of the row", async () => {
    const { made } = await performOnce(spec(), () => object([]), { task: { versionId: "v1" } });
    expect(made).toMatchObject([
      { name: "GetObject", input: { Bucket: "photos", Key: "a.jpg", VersionId: "v1" } },
    ]);
  });

  test("a refusal is recorded as PermanentFailure with status 200, and the store's status in the message", async () => {
    const { judgement } = await performOnce(spec(), () => failing("NoSuchKey"));
    expect(judgement).toEqual({
      succeeded: false,
      failure: {
        code: "NoSuchKey",
        status: 404,
        message: "NoSuchKey.",
        kind: "permanent",
        recordedAs: {
          code: "PermanentFailure",
          status: 200,
          message: 'error details: {"failureMessage":"NoSuchKey.","errorCode":"404"}',
        },
      },
    });
  });

  test("a throttled read is tried again, not failed at once", async () => {
    const slow = failing("SlowDown", { status: 503, kind: "throttle" });
    const { judgement } = await performOnce(spec(), () => slow);
    expect(judgement).toMatchObject({
      failure: { kind: "throttle", code: "SlowDown", recordedAs: { code: "PermanentFailure" } },
    });
  });

  test("half an object has no checksum: it is read again", async () => {
    const { judgement } = await performOnce(spec(), () => object(["1234"], 9));
    expect(judgement).toMatchObject({ failure: { kind: "transient" } });
  });

  test("an object that breaks off has no checksum: it is read again", async () => {
    async function* broken() {
      yield Buffer.from("1234");
      throw Object.assign(new Error("aborted"), { code: "ECONNRESET" });
    }
    const Body = Readable.from(broken());
    const { judgement } = await performOnce(spec(), () => answered({ Body, ContentLength: 9 }));
    expect(judgement).toMatchObject({ failure: { kind: "transient" } });
  });

  test("composite checksums and algorithms that are not computed here are refused", () => {
    const problemsOf = (parameters: Partial<ComputeChecksumParameters>) =>
      operationOf(spec(parameters))
        .check()
        .map(({ path, code }) => `${path.join(".")} ${code}`);
    expect(problemsOf({ type: "COMPOSITE" })).toEqual(["type NOT_SUPPORTED"]);
    expect(problemsOf({ algorithm: "XXHASH3" })).toEqual(["algorithm NOT_SUPPORTED"]);
    expect(problemsOf({ algorithm: "CRC64NVME" })).toEqual([]);
  });
});
