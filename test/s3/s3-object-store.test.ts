import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

import { afterEach, describe, expect, it } from "vitest";

import { StoreError } from "../../src/s3/failures.ts";
import type { ObjectStore } from "../../src/s3/object-store.ts";
import { createS3ObjectStore } from "../../src/s3/s3-object-store.ts";
import { partBytes } from "../../src/s3/write-object.ts";
import { startRawS3 } from "../support/raw-s3.ts";
import type { RawAnswer, RawRequest, RawS3 } from "../support/raw-s3.ts";

const object = { bucket: "harbour", key: "manifest.csv" };
const content = "0123456789";
const etag = '"e1"';

const running: RawS3[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

interface Started {
  readonly store: ObjectStore;
  readonly requests: readonly RawRequest[];
  /** How long each wait before a repeat would have been; none of them takes time here. */
  readonly sleeps: readonly number[];
}

async function start(answer: RawAnswer): Promise<Started> {
  const server = await startRawS3(answer);
  running.push(server);
  const sleeps: number[] = [];
  const sleep = async (milliseconds: number) => void sleeps.push(milliseconds);
  const store = createS3ObjectStore(server.client, { sleep, random: () => 0.5 });
  return { store, requests: server.requests, sleeps };
}

/** Gives these answers one after the other, and the last one again and again. */
function inTurn(...answers: readonly RawAnswer[]): RawAnswer {
  let turn = 0;
  return (request, response) => answers[Math.min(turn++, answers.length - 1)]?.(request, response);
}

function saying(status: number, body = "", headers: Record<string, string> = {}): RawAnswer {
  return (_request, response) => void response.writeHead(status, headers).end(body);
}

/** What HEAD answers for the object. */
const found = saying(200, "", { etag, "content-length": String(content.length) });

function refusing(status: number, code: string, headers: Record<string, string> = {}): RawAnswer {
  return saying(status, `<Error><Code>${code}</Code><Message>No.</Message></Error>`, headers);
}

/** The object from the byte that is asked for on; with `until`, the connection breaks there. */
function giving({ until }: { until?: number } = {}): RawAnswer {
  return (request, response) => {
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
    const [from, end] = [Number(first ?? 0), Number(last || content.length - 1) + 1];
    const range = { "content-range": `bytes ${from}-${end - 1}/${content.length}` };
    const length = { "content-length": String(end - from), etag };
    response.writeHead(
      first === undefined ? 200 : 206,
      first === undefined ? length : { ...length, ...range },
    );
    if (until === undefined) response.end(content.slice(from, end));
    else response.write(content.slice(from, until), () => response.destroy());
  };
}

const dropping: RawAnswer = (_request, response: ServerResponse) => void response.destroy();

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof StoreError ? error.failure : error;
}

describe("a call of the engine's own", () => {
  it("is made again, with longer and longer waits, while the failure is worth it", async () => {
    const { store, sleeps } = await start(
      inTurn(dropping, saying(503), saying(500), saying(408), found),
    );

    expect(await store.head(object)).toMatchObject({ etag: "e1" });
    expect(sleeps).toEqual([100, 200, 400, 800]);
  });

  it("is given up after five attempts", async () => {
    const { store, requests } = await start(saying(503));

    expect(await failureOf(store.head(object))).toMatchObject({
      code: "ServiceUnavailable",
      kind: "throttle",
    });
    expect(requests).toHaveLength(5);
  });

  it("is not made again when the answer will not change", async () => {
    const { store, requests } = await start(saying(403));

    expect(await failureOf(store.head(object))).toMatchObject({ code: "AccessDenied" });
    expect(requests).toHaveLength(1);
  });

  it("tries an answer without ETag or length again, and takes it for broken in the end", async () => {
    const healed = await start(inTurn(saying(200), found));
    expect(await healed.store.head(object)).toMatchObject({ etag: "e1", sizeBytes: 10 });
    const never = await start(saying(200));
    expect(await failureOf(never.store.head(object))).toMatchObject({ code: "AnswerBroken" });
  });

  it("waits as long as the store asks, but not for ever", async () => {
    const { store, sleeps } = await start(
      inTurn(
        saying(503, "", { "retry-after": "3" }),
        saying(503, "", { "retry-after": "999" }),
        found,
      ),
    );
    await store.head(object);

    expect(sleeps).toEqual([3_000, 30_000]);
  });
});

describe("a read that breaks", () => {
  it("goes on at the byte that was reached, of the content that was begun", async () => {
    const { store, requests } = await start(
      inTurn(giving({ until: 4 }), giving({ until: 7 }), giving()),
    );

    expect((await buffer(await store.read(object))).toString()).toBe(content);
    expect(requests.map(({ headers }) => [headers.range, headers["if-match"]])).toEqual([
      [undefined, undefined],
      ["bytes=4-9", etag],
      ["bytes=7-9", etag],
    ]);
  });

  it("stays within its range", async () => {
    const { store, requests } = await start(inTurn(giving({ until: 4 }), giving()));

    expect(
      (await buffer(await store.read(object, { range: { start: 2, end: 6 } }))).toString(),
    ).toBe("2345");
    expect(requests.map(({ headers }) => headers.range)).toEqual(["bytes=2-5", "bytes=4-5"]);
  });

  it("fails when the object was changed meanwhile", async () => {
    const { store } = await start(
      inTurn(giving({ until: 4 }), refusing(412, "PreconditionFailed")),
    );

    expect(await failureOf(buffer(await store.read(object)))).toMatchObject({
      code: "PreconditionFailed",
    });
  });

  it("fails when it gets no further", async () => {
    const { store, requests } = await start(inTurn(giving({ until: 4 }), dropping));

    expect(await failureOf(buffer(await store.read(object)))).toMatchObject({
      code: "ConnectionFailed",
    });
    expect(requests).toHaveLength(6);
  });

  it("fails when the store begins at the first byte again", async () => {
    const { store } = await start(inTurn(giving({ until: 4 }), saying(200, content, { etag })));

    expect(await failureOf(buffer(await store.read(object)))).toMatchObject({
      code: "AnswerBroken",
    });
  });

  it("is not made again for a reader who has left", async () => {
    const { store, requests } = await start(giving({ until: 4 }));
    for await (const piece of await store.read(object)) {
      expect(piece.byteLength).toBe(4);
      break;
    }

    expect(requests).toHaveLength(1);
  });
});

const uploadBegun =
  "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>";
const uploadDone =
  "<CompleteMultipartUploadResult><Key>manifest.csv</Key></CompleteMultipartUploadResult>";

/** The calls that make up an upload, by what they are for. */
function purposeOf({ method, url }: RawRequest): "begin" | "part" | "complete" | "abort" | "head" {
  if (method === "HEAD") return "head";
  if (method === "DELETE") return "abort";
  if (method === "PUT") return "part";
  return url.includes("uploads") ? "begin" : "complete";
}

/** A store that takes an upload; some of its answers can be replaced. */
function taking(answers: Partial<Record<ReturnType<typeof purposeOf>, RawAnswer>> = {}): RawAnswer {
  const all = {
    begin: saying(200, uploadBegun),
    part: saying(200, "", { etag: '"part"' }),
    complete: saying(200, uploadDone),
    abort: saying(204),
    head: saying(404),
    ...answers,
  };
  return (request, response) => all[purposeOf(request)](request, response);
}

const threeParts = Buffer.alloc(2 * partBytes + 1, "x");

describe("a small write", () => {
  it("is one PUT that carries its MD5, its type and the owner of the bucket", async () => {
    const { store, requests } = await start(saying(200));
    await store.write(object, Buffer.from(content), {
      contentType: "text/csv",
      expectedBucketOwner: "123456789012",
    });

    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: "PUT",
      body: Buffer.from(content),
      headers: {
        "content-type": "text/csv",
        "content-md5": createHash("md5").update(content).digest("base64"),
        "x-amz-expected-bucket-owner": "123456789012",
      },
    });
    expect(requests[0]?.headers).not.toHaveProperty("x-amz-trailer");
  });

  it("is made again with the same bytes", async () => {
    const { store, requests } = await start(inTurn(saying(503), saying(200)));
    await store.write(object, Buffer.from(content));

    expect(requests.map(({ body }) => body.toString())).toEqual([content, content]);
  });
});

describe("a large write", () => {
  it("goes in parts, each call of it with the owner of the bucket", async () => {
    const { store, requests } = await start(taking());
    await store.write(object, threeParts, {
      contentType: "text/csv",
      expectedBucketOwner: "123456789012",
    });

    expect(requests.map(purposeOf)).toEqual(["begin", "part", "part", "part", "complete"]);
    expect(new Set(requests.map(({ headers }) => headers["x-amz-expected-bucket-owner"]))).toEqual(
      new Set(["123456789012"]),
    );
    expect(requests[0]?.headers["content-type"]).toBe("text/csv");
    expect(requests.map(({ body }) => body.byteLength).slice(1, 4)).toEqual(
      expect.arrayContaining([partBytes, partBytes, 1]),
    );
  });

  it("fills a part while the one before is on its way, and takes no more of its stream meanwhile", async () => {
    let onTheirWay = 0;
    let taken = 0;
    const { store } = await start(
      taking({
        part: (request, response) => {
          const number = Number(/partNumber=(\d+)/.exec(request.url)?.[1]);
          onTheirWay += 1;
          expect(onTheirWay).toBe(1);
          const wanted = Math.min((number + 1) * 2, 12);
          const answer = () => {
            if (taken < wanted) return void setImmediate(answer);
            // The next one full, and the piece that shows that it is not the last.
            expect(taken).toBeLessThanOrEqual(wanted + 1);
            onTheirWay -= 1;
            response.writeHead(200, { etag: '"part"' }).end();
          };
          answer();
        },
      }),
    );
    async function* halfParts(): AsyncGenerator<Uint8Array> {
      for (; taken < 12; taken++) yield Buffer.alloc(partBytes / 2);
    }

    expect(await store.write(object, halfParts())).toMatchObject({ sizeBytes: 6 * partBytes });
  });

  it("repeats a part that failed", async () => {
    const { store, requests } = await start(
      taking({ part: inTurn(saying(500), saying(200, "", { etag: '"part"' })) }),
    );
    await store.write(object, threeParts);

    expect(requests.filter((request) => purposeOf(request) === "part")).toHaveLength(4);
  });

  it("sends each part as it was, also when parts fail and their memory is used again", async () => {
    let calls = 0;
    const answers = [500, 200, 503, 200, 200];
    const { store, requests } = await start(
      taking({
        part: (request, response) =>
          saying(answers[calls++ % answers.length]!, "", { etag: '"part"' })(request, response),
      }),
    );
    async function* parts(): AsyncGenerator<Uint8Array> {
      for (let number = 1; number <= 8; number++) yield Buffer.alloc(partBytes, number);
    }
    const written = await store.write(object, parts());

    const md5 = createHash("md5");
    for (let number = 1; number <= 8; number++) md5.update(Buffer.alloc(partBytes, number));
    expect(written).toEqual({ sizeBytes: 8 * partBytes, md5: md5.digest("hex") });
    for (const { url, body } of requests.filter((request) => purposeOf(request) === "part")) {
      const number = Number(/partNumber=(\d+)/.exec(url)?.[1]);
      expect(body.equals(Buffer.alloc(number === 9 ? 0 : partBytes, number))).toBe(true);
    }
  });

  it("is aborted when a part is refused, after the parts on their way have come in", async () => {
    const { store, requests } = await start(taking({ part: refusing(403, "AccessDenied") }));

    expect(await failureOf(store.write(object, threeParts))).toMatchObject({
      code: "AccessDenied",
      status: 403,
    });
    expect(requests.map(purposeOf).at(-1)).toBe("abort");
    expect(requests.at(-1)?.url).toContain("uploadId=u1");
  });

  it("fails for the reason of the failure, not for that of the abort", async () => {
    const { store } = await start(
      taking({ part: refusing(403, "AccessDenied"), abort: refusing(404, "NoSuchUpload") }),
    );

    expect(await failureOf(store.write(object, threeParts))).toMatchObject({
      code: "AccessDenied",
    });
  });

  it("closes its stream when it cannot begin", async () => {
    let closed = false;
    async function* pieces(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.alloc(partBytes);
      } finally {
        closed = true;
      }
    }
    const { store } = await start(taking({ begin: refusing(403, "AccessDenied") }));

    expect(await failureOf(store.write(object, pieces()))).toMatchObject({ code: "AccessDenied" });
    expect(closed).toBe(true);
  });

  it("is completed again when the answer is a 200 with an error in it", async () => {
    const { store, requests } = await start(
      taking({ complete: inTurn(refusing(200, "InternalError"), saying(200, uploadDone)) }),
    );
    await store.write(object, threeParts);

    expect(requests.map(purposeOf).slice(-2)).toEqual(["complete", "complete"]);
  });

  it("has succeeded when the answer was lost, the upload is gone and the object is there", async () => {
    const md5s = [
      threeParts.subarray(0, partBytes),
      threeParts.subarray(0, partBytes),
      Buffer.from("x"),
    ].map((part) => createHash("md5").update(part).digest());
    const whole = createHash("md5").update(Buffer.concat(md5s)).digest("hex");
    const { store } = await start(
      taking({
        complete: inTurn(dropping, refusing(404, "NoSuchUpload")),
        head: saying(200, "", { etag: `"${whole}-3"` }),
      }),
    );

    expect(await store.write(object, threeParts)).toMatchObject({
      sizeBytes: threeParts.byteLength,
    });
  });

  it("has failed when the upload is gone and another object is there", async () => {
    const { store } = await start(
      taking({
        complete: refusing(404, "NoSuchUpload"),
        head: saying(200, "", { etag: '"another-3"' }),
      }),
    );

    expect(await failureOf(store.write(object, threeParts))).toMatchObject({
      code: "NoSuchUpload",
    });
  });

  it("has failed when a page of HTML is all that comes back", async () => {
    const { store } = await start(
      taking({ complete: saying(200, "<html><body>Welcome</body></html>") }),
    );

    expect(await failureOf(store.write(object, threeParts))).toMatchObject({
      code: "AnswerBroken",
    });
  });
});
