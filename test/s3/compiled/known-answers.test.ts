import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  GetObjectTaggingCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { createDryClient } from "../../../src/s3/compiled/dry-client.ts";
import { headersOf, type Received } from "../../../src/s3/compiled/received.ts";
import { readKnownAnswer } from "../../../src/s3/compiled/known-answers.ts";
import { createS3Client } from "../../../src/s3/s3-client.ts";
import type { Answer } from "../../../src/s3/transport.ts";
import { storeSettings } from "../../support/compiled-requests.ts";

const object = { Bucket: "b", Key: "k" };
const commands = [
  new CopyObjectCommand({ ...object, CopySource: "b/a" }),
  new PutObjectTaggingCommand({ ...object, Tagging: { TagSet: [] } }),
  new DeleteObjectTaggingCommand(object),
  new DeleteObjectCommand(object),
  new GetObjectTaggingCommand(object),
];

const declared = '<?xml version="1.0" encoding="UTF-8"?>\n';
const name = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
const modified = "<LastModified>2026-01-01T00:00:00.000Z</LastModified>";
const etag = "<ETag>&quot;9b2cf535f27731c974343645a3985328&quot;</ETag>";

const copyResults = [
  `<CopyObjectResult>${modified}${etag}</CopyObjectResult>`,
  `${declared}<CopyObjectResult ${name}>${modified}${etag}</CopyObjectResult>`,
  `${declared}<CopyObjectResult ${name}>\n  ${etag}\n  ${modified}\n</CopyObjectResult>\n`,
  `<CopyObjectResult><ETag>"e-2"</ETag><ChecksumCRC32>AAAA==</ChecksumCRC32></CopyObjectResult>`,
];

const oddResults = [
  "",
  " \n",
  "<CopyObjectResult/>",
  "<CopyObjectResult></CopyObjectResult>",
  `<CopyObjectResult>${modified}</CopyObjectResult>`,
  `<CopyObjectResult><ETag></ETag></CopyObjectResult>`,
  `<CopyObjectResult>${etag}${etag}</CopyObjectResult>`,
  `<CopyObjectResult><ETag>a</LastModified></CopyObjectResult>`,
  `<CopyObjectResult><ETag>&lt;e&gt;</ETag></CopyObjectResult>`,
  `<CopyObjectResult><LastModified>yesterday</LastModified>${etag}</CopyObjectResult>`,
  `<CopyObjectResult>${etag}<Other>a</Other></CopyObjectResult>`,
  `<s3:CopyObjectResult>${etag}</s3:CopyObjectResult>`,
  `<CopyObjectResult>${etag}</CopyObjectResult><Error><Code>InternalError</Code></Error>`,
  `<Response><CopyObjectResult>${etag}</CopyObjectResult></Response>`,
  `<CopyObjectResult>${etag}`,
  `<CopyPartResult>${etag}</CopyPartResult>`,
  `<!-- a --><CopyObjectResult>${etag}</CopyObjectResult>`,
  "<html><body>Welcome</body></html>",
  "Welcome",
];

const plainErrors = [
  "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>a</Key><RequestId>r</RequestId><HostId>h</HostId></Error>",
  `${declared}<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message><Resource>/b/é &amp; k</Resource></Error>`,
  `${declared}<Error ${name}>\n<Code>AccessDenied</Code>\n<Message>Access Denied</Message>\n</Error>\n`,
  "<Error><Code>ExpiredToken</Code><Message>It's over (now).</Message><RequestId></RequestId></Error>",
];

const oddErrors = [
  "<Error/>",
  "<Error></Error>",
  "<Error><Code>NoSuchKey</Code></Error>",
  "<Error><Code></Code><Message>m</Message></Error>",
  "<Error><Code>NoSuchKey</Code><Message></Message></Error>",
  "<Error><Code>NotFound</Code><Message>Not here</Message></Error>",
  "<Error><Code>NoSuchKey</Code><Message>UnknownError</Message></Error>",
  "<Error><Code>NoSuchKey</Code><Message> trimmed? </Message></Error>",
  "<Error><Code>NoSuchKey</Code><Message>a &lt;b&gt; &#65; é</Message></Error>",
  "<Error><Code>No Such Key</Code><Message>m</Message></Error>",
  "<Error><Code>A</Code><Code>B</Code><Message>m</Message></Error>",
  "<Error><Code>A1</Code><Message>m</Message><Inner><Code>B</Code></Inner></Error>",
  "<Error><Code>Some</Code><Message>m</Message>",
  "<Error>text<Code>Some</Code><Message>m</Message></Error>",
  "<ErrorResponse><Error><Code>Some</Code><Message>m</Message></Error></ErrorResponse>",
  '{"error":"no"}',
];

const dry = (() => {
  const settings = storeSettings();
  return createDryClient(createS3Client(settings), settings);
})();

const headerSets: readonly Readonly<Record<string, string>>[] = [
  {},
  { "X-Amz-Request-Id": "r9", "x-amz-id-2": "h9", "x-amz-version-id": "v1", "Retry-After": "3" },
  { "x-amz-delete-marker": "true", "x-amz-bucket-region": "eu-west-1" },
];

function received(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>>,
): Received {
  const raw = Object.entries(headers)
    .map(([header, value]) => `${header}: ${value}\r\n`)
    .join("");
  return { status, headers: raw, body: Buffer.from(body).toString("latin1"), error: null };
}

/** What operations may look at. The SDK has more in its output; the fields that it shares must be the same. */
function seen(answer: Answer) {
  if (!answer.ok) return answer;
  const { CopyObjectResult, VersionId, DeleteMarker } = answer.output as unknown as Record<
    string,
    unknown
  >;
  const result = CopyObjectResult as { ETag?: unknown } | undefined;
  return {
    ok: true,
    status: answer.status,
    copied: result && { etag: result.ETag },
    VersionId,
    DeleteMarker,
  };
}

const bodies = [...copyResults, ...oddResults, ...plainErrors, ...oddErrors];
const statuses = [200, 202, 204, 301, 307, 400, 403, 404, 412, 500, 501, 503];

describe("an answer that is read without the SDK", () => {
  test.each(commands.map((command) => [command.constructor.name, command] as const))(
    "of %s means what the SDK makes of it",
    async (commandName, command) => {
      let known = 0;
      for (const status of statuses) {
        for (const body of bodies) {
          for (const headers of headerSets) {
            const came = received(status, body, headers);
            const answer = readKnownAnswer(commandName, came);
            if (answer === undefined) continue;
            known += 1;
            const bytes = Buffer.from(body);
            const judged = await dry.judge(command, {
              status,
              headers: headersOf(came),
              bytes,
              error: null,
            });
            const at = JSON.stringify({ status, body, headers });
            expect([at, seen(answer)]).toEqual([at, seen(judged)]);
          }
        }
      }
      expect(known).toBeGreaterThan(80);
    },
  );

  test.each(copyResults)("is that of every common copy: %s", (body) => {
    expect(readKnownAnswer("CopyObjectCommand", received(200, body, {}))).toBeDefined();
  });

  test.each(oddResults)("is no odd answer to a copy: %s", (body) => {
    expect(readKnownAnswer("CopyObjectCommand", received(200, body, {}))).toBeUndefined();
  });

  test.each(plainErrors)("is every plain refusal: %s", (body) => {
    expect(readKnownAnswer("CopyObjectCommand", received(503, body, {}))).toBeDefined();
  });

  test.each(oddErrors)("is no odd refusal: %s", (body) => {
    expect(readKnownAnswer("CopyObjectCommand", received(404, body, {}))).toBeUndefined();
  });

  test("is none that ended too early, and none of a command whose result is a body", () => {
    const [body] = copyResults;
    const came = received(200, body!, {});
    expect(
      readKnownAnswer("CopyObjectCommand", { ...came, error: new Error("cut") }),
    ).toBeUndefined();
    expect(readKnownAnswer("GetObjectTaggingCommand", received(200, "", {}))).toBeUndefined();
    expect(readKnownAnswer("PutObjectTaggingCommand", received(200, " ", {}))).toBeUndefined();
  });
});
