import { describe, expect, test } from "vitest";
import { AnswerMalformed } from "../../../src/s3/compiled/answer-malformed.ts";
import { AnswerReader } from "../../../src/s3/compiled/answer-reader.ts";
import { headerOf, headersOf } from "../../../src/s3/compiled/received.ts";
import { fc } from "../../support/fast-check.ts";

/** Reads an answer that comes in these pieces. */
function read(pieces: readonly string[], method = "PUT") {
  const reader = new AnswerReader(method);
  let isWhole = false;
  for (const piece of pieces) {
    isWhole = reader.take(piece);
    if (isWhole) break;
  }
  const { status, keeps, headers, body } = reader;
  return { isWhole, status, keeps, headers, body, reader };
}

const ok = "HTTP/1.1 200 OK\r\n";

/** Name, text as it comes, what it says, and whether the connection can be used again. */
const answers: readonly (readonly [string, string, { status: number; body: string }, boolean])[] = [
  ["a length", `${ok}Content-Length: 5\r\n\r\nhello`, { status: 200, body: "hello" }, true],
  ["a length of zero", `${ok}content-length:0\r\n\r\n`, { status: 200, body: "" }, true],
  ["no reason", "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", { status: 200, body: "ok" }, true],
  ["status 204", "HTTP/1.1 204 No Content\r\nx: y\r\n\r\n", { status: 204, body: "" }, true],
  [
    "status 304 with a length",
    "HTTP/1.1 304 N\r\nContent-Length: 9\r\n\r\n",
    { status: 304, body: "" },
    true,
  ],
  [
    "chunks with extensions and trailers",
    `${ok}Transfer-Encoding: Chunked\r\n\r\n5;a=b\r\nhello\r\n00A\r\n, harbour!\r\n0\r\nx-t: 1\r\n\r\n`,
    { status: 200, body: "hello, harbour!" },
    true,
  ],
  [
    "100 before it",
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n${ok}Content-Length: 1\r\n\r\n!`,
    { status: 200, body: "!" },
    true,
  ],
  [
    "an end of the connection that is announced",
    `${ok}Connection: Close\r\nContent-Length: 2\r\n\r\nok`,
    { status: 200, body: "ok" },
    false,
  ],
  [
    "an older version",
    "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
    { status: 200, body: "ok" },
    false,
  ],
];

describe("an answer", () => {
  test.each(answers)("with %s", (_name, text, said, keeps) => {
    expect(read([text])).toMatchObject({ ...said, keeps, isWhole: true });
  });

  test.each(answers)("with %s reads the same however it is cut", (_name, text, said, keeps) => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: text.length - 1 }), { maxLength: 12 });
    fc.assert(
      fc.property(cuts, (places) => {
        const ends = [...places.toSorted((a, b) => a - b), text.length];
        const pieces = ends.map((end, index) =>
          text.slice(index === 0 ? 0 : ends[index - 1]!, end),
        );
        expect(read(pieces)).toMatchObject({ ...said, keeps, isWhole: true });
      }),
    );
    expect(read(text.split(""))).toMatchObject({ ...said, keeps, isWhole: true });
  });

  test("to HEAD has no body, whatever its headers say", () => {
    const text = `${ok}Content-Length: 5\r\n\r\n`;
    expect(read([text], "HEAD")).toMatchObject({
      status: 200,
      body: "",
      isWhole: true,
      keeps: true,
    });
  });

  test("without a length ends with the connection, which is not used again", () => {
    const { isWhole, body, keeps, reader } = read([`${ok}x: y\r\n\r\nhel`, "lo"]);
    expect([isWhole, body, keeps, reader.end()]).toEqual([false, "hello", false, true]);
  });

  test("that is not whole does not end with the connection", () => {
    for (const text of [
      "HTTP/1.1 2",
      `${ok}Content-Length: 5\r\n\r\nhel`,
      `${ok}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`,
    ])
      expect([read([text]).isWhole, read([text]).reader.end()]).toEqual([false, false]);
  });

  test("that more follows than it says is taken, and its connection is not used again", () => {
    const said = { status: 200, body: "ok", isWhole: true, keeps: false };
    expect(read([`${ok}Content-Length: 2\r\n\r\nokHTTP/1.1 200`])).toMatchObject(said);
    const chunks = `${ok}Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nmore`;
    expect(read([chunks])).toMatchObject(said);
  });

  test("that refuses with more than anybody reads is cut off", () => {
    const refusal = "HTTP/1.1 500 Error\r\nContent-Length: 9999999\r\n\r\n";
    const { isWhole, keeps, body } = read([refusal, "x".repeat(100_000)]);
    expect([isWhole, keeps, body.length]).toEqual([true, false, 100_000]);
  });

  test.each([
    ["is not HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n"],
    ["is of another version", "HTTP/2 200 OK\r\n\r\n"],
    ["has a status of two digits", "HTTP/1.1 20 OK\r\n\r\n"],
    ["has a folded header", `${ok}x: y\r\n z\r\nContent-Length: 0\r\n\r\n`],
    ["has a space before a colon", `${ok}Content-Length : 0\r\n\r\n`],
    ["has a line without a colon", `${ok}nothing\r\n\r\n`],
    ["has a line feed alone in a header", `${ok}x: y\nz: a\r\n\r\n`],
    ["has two lengths", `${ok}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
    [
      "has a length and chunks",
      `${ok}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ["has a length that is no number", `${ok}Content-Length: +1\r\n\r\na`],
    ["has a list of lengths", `${ok}Content-Length: 1, 1\r\n\r\na`],
    ["is compressed", `${ok}Transfer-Encoding: gzip, chunked\r\n\r\n`],
    ["changes the protocol", "HTTP/1.1 101 Switching\r\n\r\n"],
    ["has a chunk whose size is no number", `${ok}Transfer-Encoding: chunked\r\n\r\nx\r\n`],
    ["has a size with a sign", `${ok}Transfer-Encoding: chunked\r\n\r\n-1\r\n`],
    [
      "has a chunk that is longer than it says",
      `${ok}Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n`,
    ],
    [
      "has a size that ends in a line feed alone",
      `${ok}Transfer-Encoding: chunked\r\n\r\n1\na\r\n`,
    ],
    [
      "has an endless line between chunks",
      `${ok}Transfer-Encoding: chunked\r\n\r\n1;${"x".repeat(5000)}`,
    ],
    ["has an endless head", `${ok}x: ${"y".repeat(70_000)}`],
    ["has a head that is too long", `${ok}x: ${"y".repeat(70_000)}\r\n\r\n`],
  ])("that %s is none", (_name, text) => {
    expect(() => read([text])).toThrow(AnswerMalformed);
    expect(() => read(text.split(""))).toThrow(AnswerMalformed);
  });
});

describe("headers", () => {
  const headers =
    "Date: Thu, 01 Jan 2026 00:00:00 GMT\r\nX-Amz-Request-Id:  r9 \r\nx-y:\r\nX-Y: 2\r\n";

  test("are found by their names in lower case, the first of equal names", () => {
    expect(headerOf({ headers }, "x-amz-request-id")).toBe("r9");
    expect(headerOf({ headers }, "date")).toBe("Thu, 01 Jan 2026 00:00:00 GMT");
    expect(headerOf({ headers }, "x-y")).toBe("");
    expect(headerOf({ headers }, "x-amz-request")).toBeUndefined();
    expect(headerOf({ headers: "" }, "date")).toBeUndefined();
  });

  test("are given as one object", () => {
    expect(headersOf({ headers })).toEqual({
      date: "Thu, 01 Jan 2026 00:00:00 GMT",
      "x-amz-request-id": "r9",
      "x-y": "2",
    });
  });
});
