/** What every transport makes of the answers of stores, and of their silence. */
import type { ServerResponse } from "node:http";

import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  HeadObjectCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { afterEach, describe, expect, it } from "vitest";

import type { Answer, OperationCommand } from "../../src/s3/transport.ts";
import { startRawS3 } from "../support/raw-s3.ts";
import type { RawAnswer, RawS3 } from "../support/raw-s3.ts";

const copy = new CopyObjectCommand({ Bucket: "harbour", Key: "crate", CopySource: "harbour/box" });
const head = new HeadObjectCommand({ Bucket: "harbour", Key: "crate" });
const tag = new PutObjectTaggingCommand({
  Bucket: "harbour",
  Key: "crate",
  Tagging: { TagSet: [] },
});

const copied =
  '<?xml version="1.0"?><CopyObjectResult><ETag>"e1"</ETag><LastModified>2026-01-01T00:00:00.000Z</LastModified></CopyObjectResult>';
const slowDown =
  "<Error><Code>SlowDown</Code><Message>Please &lt;wait&gt;.</Message><RequestId>r1</RequestId></Error>";

const halfway: RawAnswer = (_request, response) =>
  void response.writeHead(200).write("<CopyObject");

function answering(status: number, body = "", headers: Record<string, string> = {}): RawAnswer {
  return (_request, response) => void response.writeHead(status, headers).end(body);
}

/** Writes to the connection itself, past everything that would put the answer right. */
function answeringBytes(bytes: string): RawAnswer {
  return (_request, response: ServerResponse) => void response.socket?.end(bytes);
}

/** Sends a command once, by the transport under test, to this server. */
export type OpenTransport = (server: RawS3) => (command: OperationCommand) => Promise<Answer>;

export function transportContract(openTransport: OpenTransport): void {
  const running: RawS3[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.close()));
  });

  async function start(answer: RawAnswer, settings = {}): Promise<RawS3> {
    const server = await startRawS3(answer, settings);
    running.push(server);
    return server;
  }

  /** What the transport makes of this answer. */
  async function sendTo(command: OperationCommand, answer: RawAnswer): Promise<Answer> {
    return openTransport(await start(answer))(command);
  }

  describe("an answer of a store", () => {
    it("is given with its status and what the SDK read in it", async () => {
      const answer = await sendTo(copy, answering(200, copied));

      expect(answer).toMatchObject({
        ok: true,
        status: 200,
        output: { CopyObjectResult: { ETag: '"e1"' } },
      });
    });

    it("is a failure when it says no, with code, ids and patience of the store", async () => {
      const headers = { "retry-after": "2", "x-amz-request-id": "r7", "x-amz-id-2": "h7" };
      const answer = await sendTo(copy, answering(503, slowDown, headers));

      expect(answer).toEqual({
        ok: false,
        failure: {
          code: "SlowDown",
          status: 503,
          kind: "throttle",
          retryAfterMs: 2000,
          message:
            "Please <wait>. (Service: Amazon S3; Status Code: 503; Error Code: SlowDown; " +
            "Request ID: r7; S3 Extended Request ID: h7)",
        },
      });
    });

    it.for([
      [404, "NoSuchKey"],
      [403, "AccessDenied"],
      [412, "PreconditionFailed"],
      [400, "BadRequest"],
    ] as const)(
      "to a HEAD with the status %i has the code %s, since it has no body",
      async ([status, code]) => {
        expect(await sendTo(head, answering(status))).toMatchObject({
          ok: false,
          failure: { code, status },
        });
      },
    );

    it("that is a page of a proxy is judged by its status", async () => {
      const page = "<html><body><h1>503</h1><br>No server is available</body></html>";

      expect(await sendTo(copy, answering(503, page))).toMatchObject({
        failure: { code: "ServiceUnavailable", status: 503, kind: "throttle" },
      });
    });

    it("that refuses at great length is read only in part, and judged by its status", async () => {
      const endless = `<Error><Code>InternalError</Code><Message>${"x".repeat(1024 * 1024)}</Message></Error>`;

      expect(await sendTo(copy, answering(500, endless))).toMatchObject({
        failure: { code: "InternalError", status: 500, kind: "transient" },
      });
    });

    it("that redirects is not followed", async () => {
      const other = await start(answering(200, copied));
      const location = `http://${(await other.client.config.endpoint?.())?.hostname}/`;
      const answer = await sendTo(
        copy,
        answering(307, "", { location, "x-amz-bucket-region": "eu-west-1" }),
      );

      expect(answer).toMatchObject({
        failure: { code: "TemporaryRedirect", status: 307, kind: "permanent" },
      });
      expect(other.requests).toEqual([]);
    });
  });

  describe("a 200 with an error in it", () => {
    it.for([
      ["plain", copy, slowDown],
      ["with a declaration", copy, `<?xml version="1.0" encoding="UTF-8"?>\n${slowDown}`],
      ["followed by a line break", copy, `${slowDown}\n`],
      ["after blanks that kept the connection alive", copy, `   \n${slowDown}`],
      ["wrapped in another element", copy, `<Response>${slowDown}</Response>`],
      ["for an operation that has no body", tag, slowDown],
      [
        "for a whole batch",
        new DeleteObjectsCommand({ Bucket: "harbour", Delete: { Objects: [{ Key: "a" }] } }),
        slowDown,
      ],
    ] as const)(
      "fails with its own code and the status that came: %s",
      async ([, command, body]) => {
        expect(await sendTo(command, answering(200, body))).toEqual({
          ok: false,
          failure: {
            code: "SlowDown",
            status: 200,
            kind: "throttle",
            message:
              "Please <wait>. (Service: Amazon S3; Status Code: 200; Error Code: SlowDown; Request ID: r1)",
          },
        });
      },
    );

    it("is no failure of the batch when it belongs to one key of it", async () => {
      const command = new DeleteObjectsCommand({
        Bucket: "harbour",
        Delete: { Objects: [{ Key: "a" }] },
      });
      const body =
        "<DeleteResult><Error><Key>a</Key><Code>AccessDenied</Code></Error></DeleteResult>";

      expect(await sendTo(command, answering(200, body))).toMatchObject({
        ok: true,
        output: { Errors: [{ Key: "a", Code: "AccessDenied" }] },
      });
    });
  });

  describe("a 200 that does not say what it ought to", () => {
    it("is left to the judge of the copy, who sees no ETag in it, when the result is empty", async () => {
      const answer = await sendTo(copy, answering(200, "<CopyObjectResult/>"));

      expect(answer).toMatchObject({ ok: true, status: 200 });
      expect(answer).not.toHaveProperty("output.CopyObjectResult.ETag");
      expect(answer).not.toHaveProperty("output.CopyObjectResult.LastModified");
    });

    it.for([
      ["no body at all", copy, ""],
      ["only blanks", copy, "  \n "],
      [
        "no body for a completed upload",
        new CompleteMultipartUploadCommand({ Bucket: "b", Key: "k", UploadId: "u" }),
        "",
      ],
      ["text", copy, "Welcome"],
      ["HTML", copy, "<html><body>Welcome</body></html>"],
      ["other XML", copy, "<ListBucketResult><Name>harbour</Name></ListBucketResult>"],
      ["the result of another call", copy, "<CopyPartResult><ETag>x</ETag></CopyPartResult>"],
      ["HTML that is not XML", copy, "<html><br></body></html>"],
      ["XML that stops", copy, copied.slice(0, 70)],
    ] as const)("is a broken answer: %s", async ([, command, body]) => {
      expect(await sendTo(command, answering(200, body))).toMatchObject({
        ok: false,
        failure: { code: "AnswerBroken", status: 200, kind: "transient" },
      });
    });

    it.for([
      ["longer than its body", 1000],
      ["shorter than its body", 60],
    ] as const)("is a broken answer when its length is %s", async ([, length]) => {
      const bytes = `HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n\r\n${copied}`;

      expect(await sendTo(copy, answeringBytes(bytes))).toMatchObject({
        ok: false,
        failure: { code: "AnswerBroken", status: 200, kind: "transient" },
      });
    });

    it("is a broken answer when a chunk of it is missing", async () => {
      const bytes = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n40\r\n<CopyObjectResult>";

      expect(await sendTo(copy, answeringBytes(bytes))).toMatchObject({
        failure: { code: "AnswerBroken", status: 200 },
      });
    });
  });

  describe("a call without an answer", () => {
    it("fails when the connection ends", async () => {
      expect(await sendTo(copy, answeringBytes(""))).toMatchObject({
        failure: { code: "ConnectionFailed", status: null, kind: "transient" },
      });
    });

    it("fails when what comes is not HTTP", async () => {
      expect(await sendTo(copy, answeringBytes("SSH-2.0-OpenSSH\r\n\r\n"))).toMatchObject({
        failure: { code: "AnswerBroken", status: null, kind: "transient" },
      });
    });

    it("fails when nobody listens", async () => {
      const server = await startRawS3(answering(200));
      const send = openTransport(server);
      await server.close();

      expect(await send(copy)).toMatchObject({
        failure: { code: "ConnectionFailed", kind: "transient" },
      });
    });

    it("fails when the store stays silent for too long", async () => {
      const server = await start(() => {}, { requestTimeoutMs: 50 });

      expect(await openTransport(server)(copy)).toMatchObject({
        failure: { code: "TimedOut", status: null },
      });
    });

    it("fails when the answer stops halfway for too long", async () => {
      const server = await start(halfway, { requestTimeoutMs: 1000 });

      expect(await openTransport(server)(copy)).toMatchObject({
        failure: { code: "TimedOut", status: 200 },
      });
    });

    it("is made once: retries are not the transport's", async () => {
      const server = await start(answering(503, slowDown));
      await openTransport(server)(copy);

      expect(server.requests).toHaveLength(1);
    });

    it("waits for a free connection without being late for that", async () => {
      const connections = new Set<unknown>();
      const waiting: ServerResponse[] = [];
      const server = await start(
        (_request, response) => {
          connections.add(response.socket);
          // Nobody is answered alone, so both connections are in use all the time.
          if (waiting.push(response) === 2) for (const one of waiting.splice(0)) one.end(copied);
        },
        { connectionsMax: 2 },
      );
      const send = openTransport(server);
      const answers = await Promise.all(Array.from({ length: 40 }, () => send(copy)));

      expect(answers.every(({ ok }) => ok)).toBe(true);
      expect(connections.size).toBe(2);
    });
  });

  describe("a call that must not be made", () => {
    it("is one with an empty key, which would reach the bucket", async () => {
      const server = await start(answering(204));
      const answer = await openTransport(server)(
        new DeleteObjectCommand({ Bucket: "harbour", Key: "" }),
      );

      expect(answer).toMatchObject({ failure: { code: "EmptyKey", kind: "permanent" } });
      expect(server.requests).toEqual([]);
    });

    it("is one that HTTP cannot carry", async () => {
      const command = new CopyObjectCommand({
        Bucket: "harbour",
        Key: "crate",
        CopySource: "harbour/箱",
      });

      expect(await sendTo(command, answering(200, copied))).toMatchObject({
        failure: { code: "RequestInvalid", status: null, kind: "permanent" },
      });
    });
  });
}
