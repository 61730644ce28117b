import { createHash } from "node:crypto";
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { writeReportFiles, type ChunkOutcomes } from "../../src/report/csv-report.ts";
import { reportFileKey } from "../../src/report/report.ts";
import { hostileKeys } from "../support/hostile-keys.ts";
import { csvReader, readWhole } from "../support/manifests.ts";
import { chunk, failed, gone, jobId, report, succeeded, type Failure } from "./report-events.ts";
import { createReportStore } from "./report-store.ts";
import { fc } from "../support/fast-check.ts";

const keyOf = (status: "succeeded" | "failed", file = 0) =>
  reportFileKey({ prefix: "runs", jobId, status, file });

async function write(chunks: readonly ChunkOutcomes[], changes: Partial<typeof report> = {}) {
  const store = createReportStore();
  const written = await writeReportFiles({
    store: store.store,
    report: { ...report, ...changes },
    jobId,
    file: 0,
    bucket: "photos",
    chunks,
  });
  const textOf = (key: string | undefined) =>
    key === undefined ? null : store.objects.get(key)!.toString("utf8");
  return {
    ...store,
    written,
    succeededText: textOf(written.succeeded?.key),
    failedText: textOf(written.failed?.key),
  };
}

const s3Message = (message: string, facts: string) => `${message} (Service: Amazon S3; ${facts})`;
const large =
  "The specified copy source is larger than the maximum allowable size for a copy source: 5368709120";
const timedOut =
  'Lambda returned function error: {"errorMessage":"2026-03-01T09:14:02.113Z 6f0a Task timed out after 3.00 seconds"}';

describe("the rows of a report", () => {
  test("are byte for byte those of S3 Batch Operations", async () => {
    const failures: readonly Failure[] = [
      {
        key: "big.iso",
        status: 400,
        code: "InvalidRequest",
        message: s3Message(
          large,
          "Status Code: 400; Error Code: InvalidRequest; Request ID: 7A1; S3 Extended Request ID: x/y=",
        ),
      },
      {
        key: "secret.txt",
        status: 403,
        code: "AccessDenied",
        message: s3Message(
          "Access Denied",
          "Status Code: 403; Error Code: AccessDenied; Request ID: 7A3; S3 Extended Request ID: q=",
        ),
      },
      {
        key: "old.txt",
        status: 400,
        code: "InvalidRequest",
        message: "Task failed due to missing VersionId",
      },
      { key: "slow.bin", status: 200, code: "PermanentFailure", message: timedOut },
      { key: "lost.bin", status: null, code: "ConnectionFailed", message: "" },
    ];
    const { succeededText, failedText } = await write([
      chunk([
        succeeded(["2024/a.jpg"]),
        succeeded(["in/a%20b.csv"], { versions: ["3sL4kqtJlcpXroDTDmJ"] }),
        failed(failures),
        succeeded(["doc%2C1.txt", "sum.bin"], {
          messages: ['{"pages": 4}', '{"checksum_base64":"bS9TOQ\\u003d\\u003d","etag":"3c3c"}'],
        }),
      ]),
    ]);
    expect(succeededText).toBe(
      `photos,2024/a.jpg,,succeeded,200,,Successful
photos,in/a%20b.csv,3sL4kqtJlcpXroDTDmJ,succeeded,200,,Successful
photos,doc%2C1.txt,,succeeded,200,,"{""pages"": 4}"
photos,sum.bin,,succeeded,200,,"{""checksum_base64"":""bS9TOQ\\u003d\\u003d"",""etag"":""3c3c""}"
`,
    );
    expect(failedText).toBe(
      `photos,big.iso,,failed,400,InvalidRequest,The specified copy source is larger than the maximum allowable size for a copy source: 5368709120 (Service: Amazon S3; Status Code: 400; Error Code: InvalidRequest; Request ID: 7A1; S3 Extended Request ID: x/y=)
photos,secret.txt,,failed,403,AccessDenied,Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; Request ID: 7A3; S3 Extended Request ID: q=)
photos,old.txt,,failed,400,InvalidRequest,Task failed due to missing VersionId
photos,slow.bin,,failed,200,PermanentFailure,"Lambda returned function error: {""errorMessage"":""2026-03-01T09:14:02.113Z 6f0a Task timed out after 3.00 seconds""}"
photos,lost.bin,,failed,,ConnectionFailed,
`,
    );
  });

  test("are read by a CSV parser as they were meant, whatever stands in them", async () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom(",", '"', "\r", "\n", " ", "é", "=", "a") }),
    );
    const task = fc.record({ key: text, versionId: text, code: text, message: text });
    await fc.assert(
      fc.asyncProperty(fc.array(task, { minLength: 1, maxLength: 20 }), async (tasks) => {
        const versions = tasks.map(({ versionId }) => versionId);
        const keys = tasks.map(({ key }) => key);
        const messages = tasks.map(({ message }) => message);
        const failures = tasks.map((one) => ({ ...one, status: 503 }));
        const { succeededText, failedText } = await write([
          chunk([succeeded(keys, { versions, messages }), failed(failures, { versions })]),
        ]);
        expect(rowsIn(succeededText)).toEqual(
          tasks.map(({ key, versionId, message }) => {
            return ["photos", key, versionId, "succeeded", "200", "", message];
          }),
        );
        expect(rowsIn(failedText)).toEqual(
          tasks.map(({ key, versionId, code, message }) => {
            return ["photos", key, versionId, "failed", "503", oneLine(code), oneLine(message)];
          }),
        );
      }),
    );
  });

  test("stand in the order of the chunks and of their events", async () => {
    const { succeededText, failedText } = await write([
      chunk([succeeded(["c", "a"]), failed([gone("z")]), succeeded(["b"])]),
      chunk([failed([gone("y"), gone("x")])]),
      chunk([]),
      chunk([succeeded(["d"])]),
    ]);
    expect(rowsIn(succeededText).map(([, key]) => key)).toEqual(["c", "a", "b", "d"]);
    expect(rowsIn(failedText).map(([, key]) => key)).toEqual(["z", "y", "x"]);
  });

  test("of failed tasks are a manifest with the same keys, whatever the store said", async () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom(",", '"', "\r", "\n", " ", "\t", "\0", "a") }),
    );
    const rawKey = fc.oneof(
      fc.constantFrom(...hostileKeys.map(([, key]) => encodeURIComponent(key))),
      fc.constantFrom("doc%2C1.txt", 'say "so"', "100%2525", "箱.txt", "a,b", " x", "a+b"),
    );
    const failure = fc.record({
      key: rawKey,
      status: fc.constantFrom(200, 404, null),
      code: text,
      message: text,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(failure, { minLength: 1, maxLength: 20 }), async (failures) => {
        const { failedText } = await write([chunk([failed(failures)])]);
        expect(await keysListedIn(failedText!)).toEqual(failures.map(({ key }) => key));
      }),
    );
  });

  test("of succeeded tasks keep a message that is several lines long", async () => {
    const messages = ["7 rows\r\n2 skipped\n"];
    const { succeededText } = await write([chunk([succeeded(["a"], { messages })])]);
    expect(succeededText).toBe('photos,a,,succeeded,200,,"7 rows\r\n2 skipped\n"\n');
  });
});

/** Raw keys of a manifest, read as a job would. */
async function keysListedIn(text: string): Promise<readonly string[]> {
  const others = Array.from({ length: 5 }, () => "IGNORE" as const);
  const { reader } = csvReader(text, { fields: ["BUCKET", "KEY", ...others] });
  const { entries } = await readWhole(reader);
  return entries.flat().map((entry) => entry.rawKey);
}

function oneLine(text: string): string {
  return text.replace(/[\0\r\n]+/g, " ").trimEnd();
}

function rowsIn(text: string | null): readonly (readonly string[])[] {
  return parse(text ?? "", { record_delimiter: "\n" });
}

describe("the files of a report", () => {
  const both = [chunk([succeeded(["ä", "b"]), failed([gone("c")])])];

  test("are told with key, MD5, size and rows", async () => {
    const { written, objects } = await write(both);
    const factsOf = (status: "succeeded" | "failed", rows: number) => {
      const bytes = objects.get(keyOf(status))!;
      const md5 = createHash("md5").update(bytes).digest("hex");
      return { key: keyOf(status), md5, sizeBytes: bytes.length, rows };
    };
    expect(written.succeeded).toEqual(factsOf("succeeded", 2));
    expect(written.failed).toEqual(factsOf("failed", 1));
  });

  test("have the same keys and bytes when the same events are written again", async () => {
    const first = await write(both);
    const again = await write(both);
    expect(again.written).toEqual(first.written);
    expect(again.objects).toEqual(first.objects);
  });

  test("are not begun for a status that has no task", async () => {
    const fine = await write([chunk([succeeded(["a"])])]);
    expect(fine.written.failed).toBeNull();
    expect(fine.begun).toEqual([keyOf("succeeded")]);
    const bad = await write([chunk([failed([gone("a")])])]);
    expect(bad.written.succeeded).toBeNull();
    expect(bad.begun).toEqual([keyOf("failed")]);
    const none = await write([]);
    expect(none.written).toMatchObject({ succeeded: null, failed: null });
    expect(none.begun).toEqual([]);
  });

  test("leave out what succeeded when only failures are wanted", async () => {
    const { written, begun } = await write(both, { scope: "FAILED_TASKS_ONLY" });
    expect(written.succeeded).toBeNull();
    expect(written.failed).toMatchObject({ rows: 1 });
    expect(begun).toEqual([keyOf("failed")]);
  });

  test("are hashed over the hashes of all chunks in order, whatever the scope", async () => {
    const chunks = [
      chunk([succeeded(["a"])], "aa".repeat(32)),
      chunk([failed([gone("b")])], "bb".repeat(32)),
    ];
    const expected = createHash("sha256")
      .update("aa".repeat(32) + "bb".repeat(32))
      .digest("hex");
    const all = await write(chunks);
    const failedOnly = await write(chunks, { scope: "FAILED_TASKS_ONLY" });
    const swapped = await write(chunks.toReversed());
    expect(all.written.outcomesHash).toBe(expected);
    expect(failedOnly.written.outcomesHash).toBe(expected);
    expect(swapped.written.outcomesHash).not.toBe(expected);
  });

  test("ask for the hash of a chunk after its events are read", async () => {
    let read = 0;
    const events = async function* () {
      yield succeeded(["a"]);
      read += 1;
      yield await Promise.resolve(succeeded(["b"]));
      read += 1;
    };
    const { succeededText } = await write([{ events: events(), outcomesHash: () => `${read}` }]);
    expect(rowsIn(succeededText).length).toBe(2);
    expect(read).toBe(2);
  });

  test("are written for the owner that the bucket must have", async () => {
    const { options } = await write(both, { expectedBucketOwner: "123456789012" });
    for (const key of [keyOf("succeeded"), keyOf("failed")]) {
      expect(options.get(key)).toEqual({
        contentType: "text/csv",
        expectedBucketOwner: "123456789012",
      });
    }
  });
});

describe("the key of a report file", () => {
  test.each([
    [null, "job-"],
    ["runs", "runs/job-"],
    ["runs/", "runs/job-"],
    ["a/b//", "a/b/job-"],
  ])("with the prefix %j begins with %j", (prefix, start) => {
    const key = reportFileKey({ prefix, jobId, status: "failed", file: 3 });
    expect(key).toMatch(/\/results\/[0-9a-f]{40}\.csv$/);
    expect(key.startsWith(`${start}${jobId}/results/`)).toBe(true);
  });

  test("differs by job, status and number, and by nothing else", () => {
    const keys = ["1", "11"].flatMap((id) =>
      (["succeeded", "failed"] as const).flatMap((status) =>
        [0, 1, 11].map((file) => reportFileKey({ prefix: null, jobId: id, status, file })),
      ),
    );
    expect(new Set(keys).size).toBe(12);
    expect(keyOf("failed", 3)).toBe(keyOf("failed", 3));
  });
});
