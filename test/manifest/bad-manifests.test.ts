import { describe, expect, it } from "vitest";
import type { ManifestField } from "../../src/job/spec.ts";
import { csvReader, openManifest, readPart } from "../support/manifests.ts";

/** What a manifest does wrong, the manifest, and where and how it is named. Rows from 0, columns from 1. */
type BadManifest = readonly [
  defect: string,
  content: string | Buffer,
  row: number | null,
  column: number | null,
  reason: RegExp,
];

const twoColumns: readonly BadManifest[] = [
  ["a header", "Bucket,Key\nb,k\n", 0, null, /^Manifest file.*header.*delete the first line$/],
  ["a header in capitals", "BUCKET,KEY\nb,k\n", 0, null, /header/],
  ["a quoted header", '"bucket","key"\r\n"b","k"\r\n', 0, null, /header/],
  ["a header with more columns", "bucket,key,version_id\nb,k\n", 0, null, /header/],
  ["a header with spaces", "Bucket, Key\nb,k\n", 0, null, /header/],
  ["a byte order mark", "\uFEFFb,k\n", 0, 1, /byte order mark.*without BOM$/],
  ["a byte order mark before a quote", '\uFEFF"b","k"\n', 0, 1, /byte order mark/],
  ["a byte order mark before a header", "\uFEFFBucket,Key\n", 0, 1, /byte order mark/],
  ["UTF-16, little end first", Buffer.from("\uFEFFb,k\n", "utf16le"), 0, 1, /UTF-16.*as UTF-8/],
  ["UTF-16, big end first", Buffer.from("feff0062002c006b", "hex"), 0, 1, /UTF-16/],
  ["gzip", Buffer.from("1f8b0800000000000003", "hex"), 0, 1, /gzip.*plain text/],
  ["Latin-1", Buffer.from("b,k\nb,caf\xe9\n", "latin1"), 1, 2, /not UTF-8.*save.*as UTF-8/],
  ["Latin-1 in the bucket", Buffer.from("b\xe9,k\n", "latin1"), 0, 1, /not UTF-8/],
  ["Latin-1 after a quoted comma", Buffer.from('"b","a,\xe9"\n', "latin1"), 0, 2, /not UTF-8/],
  ["half a character", Buffer.from("b,k\nb,\xe2\x82\nb,k\n", "latin1"), 1, 2, /not UTF-8/],
  ["a surrogate as UTF-8", Buffer.from("b,\xed\xa0\x80\n", "latin1"), 0, 2, /not UTF-8/],
  ["a NUL byte", "b,k\nb,a\0b\n", 1, 2, /NUL byte.*%00/],
  ["a NUL byte in the bucket", "b\0,k\n", 0, 1, /NUL byte/],
  ["line ends of old Macs", "b,k\rb,l\r", 0, 2, /carriage return.*LF or CRLF/],
  ["CR twice before LF", "b,k\nb,l\r\r\n", 1, 2, /carriage return/],
  ["a carriage return in quotes", '"b","k\rl"\n', 0, 2, /carriage return.*%0D/],
  ["an empty first line", "\nb,k\n", 0, null, /line is empty; delete it/],
  ["an empty line in the middle", "b,k\n\nb,l\n", 1, null, /line is empty/],
  ["an empty CRLF line in the middle", "b,k\r\n\r\nb,l\r\n", 1, null, /line is empty/],
  ["an empty line among quoted ones", '"b","k"\n\n"b","l"\n', 1, null, /line is empty/],
  ["two empty lines at the end", "b,k\n\n\n", 1, null, /line is empty/],
  ["a line of spaces", "b,k\n   \n", 1, null, /1 column, Fields lists 2/],
  ["too few columns", "b,k\nb\n", 1, null, /the row has 1 column, Fields lists 2; every row/],
  ["too many columns", "b,k\nb,k,v\n", 1, null, /3 columns, Fields lists 2; .*%2C/],
  ["a row of a report", "b,k,,failed,404,NoSuchKey,x\n", 0, null, /report.*--fields report/],
  ["a comma at the end", "b,k,\n", 0, null, /3 columns/],
  ["another separator", "b;k\n", 0, null, /1 column/],
  ["too many quoted columns", '"b","k","v"\n', 0, null, /3 columns/],
  ["a quote in the middle of a column", 'b,k\nb,a"b\n', 1, 2, /quote stands inside.*%22/],
  ["a quote after a space", 'b, "k"\n', 0, 2, /quote stands inside/],
  ["a quote that is not closed", 'b,k\n"b","k\nb,l\n', 1, 2, /quote is not closed/],
  ["a quote not closed at the end of file", '"b","k', 0, 2, /quote is not closed/],
  ["a line break in quotes", 'b,k\n"b","k\nl"\n', 1, 2, /quote is not closed.*%0A/],
  ["a CRLF in quotes", '"b","k\r\nl"\r\n', 0, 2, /quote is not closed/],
  ["text after a closing quote", '"b"x,k\n', 0, 1, /text follows a closing quote/],
  ["a space after a closing quote", '"b","k" \n', 0, 2, /text follows a closing quote/],
  ["a quote escaped by a backslash", '"b","a\\"b"\n', 0, 2, /text follows a closing quote/],
  ["an empty bucket", "b,k\n,k\n", 1, 1, /bucket is empty/],
  ["a space before the bucket", " b,k\n", 0, 1, /" b" begins or ends with a space/],
  ["a space after the bucket", "b ,k\n", 0, 1, /"b " begins or ends with a space/],
  ["a later space after the bucket", "b,k\nb ,k\n", 1, 1, /begins or ends with a space/],
  ["a URL for a bucket", "s3://b,k\n", 0, 1, /"s3:\/\/b" is not the name of a bucket/],
  ["an access point", "arn:aws:s3:eu-central-1:123456789012:accesspoint:a,k\n", 0, 1, /is an ARN/],
  ["a bucket by its ARN", "b,k\narn:aws:s3:::b,k\n", 1, 1, /is an ARN; write the name/],
  ["a colon in the bucket", "tenant:b,k\n", 0, 1, /not the name of a bucket/],
  ["a directory bucket", "b--euc1-az1--x-s3,k\n", 0, 1, /directory bucket.*not supported/],
  ["a bucket of 256 characters", `${"b".repeat(256)},k\n`, 0, 1, /not the name of a bucket/],
  ["another bucket", "b,k\nc,k\n", 1, 1, /^Invalid Manifest Content: .*"c".*"b"; make one job/],
  ["an empty key", "b,k\nb,\n", 1, 2, /^Invalid object key format: the key is empty/],
  ["an empty quoted key", '"b",""\n', 0, 2, /^Invalid object key format: the key is empty/],
  ["a lone percent sign", "b,100%\n", 0, 2, /^Invalid object key format: "%" in "100%".*%25$/],
  ["a percent sign before no hex", "b,a%zzb\n", 0, 2, /"%zz" in "a%zzb" is not percent-encoding/],
  ["encoded Latin-1", "b,caf%E9\n", 0, 2, /"caf%E9" is not UTF-8 when decoded/],
  ["an encoded surrogate", "b,%ED%A0%80\n", 0, 2, /not UTF-8 when decoded/],
  ["an overlong encoding", "b,%C0%AF\n", 0, 2, /not UTF-8 when decoded/],
  ["a key of 1025 bytes", `b,${"k".repeat(1025)}\n`, 0, 2, /is 1025 bytes long.*1024 bytes/],
  ["a key of 1026 bytes in 342 characters", `b,${"箱".repeat(342)}\n`, 0, 2, /is 1026 bytes/],
  ["a space at the end of the row", "b,k \n", 0, 2, /row ends with a space: "k ".*%20/],
  ["a tab at the end of the row", "b,k\t\r\n", 0, 2, /row ends with a space: "k\\t"/],
  ["a line of 64 KiB and a byte", `b,k\n${"x".repeat(65_537)}\n`, 1, null, /longer than 65536/],
  ["a long line in quotes", `"b","${"x".repeat(65_537)}"\n`, 0, null, /longer than 65536/],
  ["a long line of wide characters", `b,${"箱".repeat(21_846)}\n`, 0, null, /longer than 65536/],
];

const versions: readonly BadManifest[] = [
  ["a space before the version", "b,k, v\n", 0, 3, /^Invalid version ID format: " v" begins/],
  ["a space after the version", "b,k,v \n", 0, 3, /^Invalid version ID format: "v " begins/],
  ["a space within the version", "b,k,v w\n", 0, 3, /^Invalid version ID format: "v w" is not/],
  ["a version that is not ASCII", "b,k,\u00fc\n", 0, 3, /^Invalid version ID format/],
  ["a version that is too long", `b,k,${"v".repeat(1025)}\n`, 0, 3, /^Invalid version ID format/],
  ["a missing version column", "b,k,v\nb,k\n", 1, null, /2 columns, Fields lists 3; every row/],
  ["a header with the version", "Bucket,Key,VersionId\n", 0, null, /header/],
];

const ignored: readonly BadManifest[] = [
  ["a space at the end of an ignored column", "b,k,x \n", 0, 3, /row ends with a space/],
  ["a bad byte in an ignored column", Buffer.from("b,k,\xff\n", "latin1"), 0, 3, /not UTF-8/],
];

describe.for([
  ["two columns", ["BUCKET", "KEY"], twoColumns],
  ["versions", ["BUCKET", "KEY", "VERSION_ID"], versions],
  ["an ignored column", ["BUCKET", "KEY", "IGNORE"], ignored],
] as const satisfies readonly (readonly [
  string,
  readonly ManifestField[],
  readonly BadManifest[],
])[])("a CSV manifest of %s", ([, fields, manifests]) => {
  it.for(manifests)("is refused for %s", async ([, content, row, column, reason]) => {
    for (const blockBytes of [1, 7, 100_000]) {
      const { reader } = csvReader(content, { fields, blockBytes });
      const { problem } = await readPart(reader, await openManifest(reader), 0);

      expect(problem).toMatchObject({ code: "InvalidManifestContent", row, column });
      expect(problem?.reason).toMatch(reason);
      expect(problem?.reason.length).toBeLessThanOrEqual(200);
      expect(problem?.reason).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}]/u);
    }
  });
});

describe("a refused CSV manifest", () => {
  it("is refused for more rows than a job may have", async () => {
    const { reader } = csvReader("b,k\n".repeat(11), { rowsMax: 10, rowsPerChunk: 5 });
    const { chunks, problem } = await readPart(reader, await openManifest(reader), 0);

    expect(chunks).toHaveLength(2);
    expect(problem).toEqual({
      code: "InvalidManifestContent",
      row: null,
      column: null,
      reason:
        "The S3 Batch Operations job failed because it contains more keys than the maximum allowed in a single job",
    });
  });

  it("may have as many rows as a job may have", async () => {
    const { reader } = csvReader("b,k\n".repeat(10), { rowsMax: 10 });

    expect((await readPart(reader, await openManifest(reader), 0)).problem).toBeNull();
  });

  it("gives the whole chunks before the problem, and not the one it lies in", async () => {
    const { reader } = csvReader(`${"b,k\n".repeat(5)}b\n`, { rowsPerChunk: 2 });
    const { chunks, problem } = await readPart(reader, await openManifest(reader), 0);

    expect(chunks.map(({ rows }) => rows)).toEqual([2, 2]);
    expect(problem?.row).toBe(5);
  });

  it("is read no further than the problem", async () => {
    const { reader, store } = csvReader(`b\n${"b,k\n".repeat(1000)}`, { blockBytes: 10 });
    let bytesGiven = 0;
    store.onBlock = ({ bytes }) => (bytesGiven += bytes);
    await readPart(reader, await openManifest(reader), 0);

    expect(bytesGiven).toBe(10);
    expect(store.bodiesOpen()).toBe(0);
  });

  it("counts rows on from a checkpoint, and holds them to its bucket", async () => {
    const { reader } = csvReader("b,k\nb,k\nc,k\n", { rowsPerChunk: 1 });
    const opened = await openManifest(reader);
    const from = { offset: 8, rows: 2, bucket: "b" };

    expect((await readPart(reader, opened, 0, from)).problem).toMatchObject({
      row: 2,
      column: 1,
      reason: expect.stringMatching(/bucket "c", the rows before it "b"/) as string,
    });
  });

  it("shows what was found shortened, with nothing invisible in it", async () => {
    const key = `%zz\u202e\u0007\u{e0001}\u2028${"\u0001".repeat(100)}`;
    const { reader } = csvReader(`b,${key}\n`);
    const { problem } = await readPart(reader, await openManifest(reader), 0);

    expect(problem?.reason).toContain(
      String.raw`"%zz\u202e\u0007\u{e0001}\u2028\u0001\u0001\u0001"…`,
    );
  });

  it("is empty but for a line end and then has no chunk and no problem", async () => {
    for (const text of ["\n", "\r\n", "\r"]) {
      const { reader } = csvReader(text);
      expect(await readPart(reader, await openManifest(reader), 0)).toMatchObject({
        chunks: [],
        problem: null,
      });
    }
  });
});
