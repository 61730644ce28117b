import { describe, expect, test } from "vitest";
import { AwsChunkedDecoder } from "../../src/devstore/aws-chunked.ts";
import { fc } from "../support/fast-check.ts";

describe("an aws-chunked body", () => {
  test("is decoded the same wherever the network cuts it", () => {
    const chunk = fc.uint8Array({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(
        fc.array(chunk, { maxLength: 5 }),
        fc.array(fc.nat(200), { maxLength: 8 }),
        (chunks, cuts) => {
          const body = encode(chunks, "X-Amz-Checksum-Crc32: abc=\r\n");
          const decoder = new AwsChunkedDecoder();
          const places = [0, ...cuts.toSorted((left, right) => left - right), body.length];
          const content = places.flatMap((place, index) =>
            decoder.write(body.subarray(place, places[index + 1] ?? place)),
          );
          decoder.end();
          expect(Buffer.concat(content).equals(Buffer.concat(chunks))).toBe(true);
          expect(decoder.trailers.get("x-amz-checksum-crc32")).toBe("abc=");
        },
      ),
    );
  });

  test.each([
    "",
    "5\r\nhel",
    "5\r\nhello\r\n",
    "5\r\nhello\r\n0\r\n",
    "5\r\nhelloXX0\r\n\r\n",
    "-1\r\n",
    "0\r\n\r\nmore",
  ])("is refused when it is %j", (body) => {
    const decoder = new AwsChunkedDecoder();
    expect(() => {
      decoder.write(Buffer.from(body));
      decoder.end();
    }).toThrow("You did not provide the number of bytes");
  });
});

const encode = (chunks: readonly Uint8Array[], trailer: string) =>
  Buffer.concat([
    ...chunks.flatMap((chunk) => [
      Buffer.from(`${chunk.length.toString(16)}\r\n`),
      chunk,
      Buffer.from("\r\n"),
    ]),
    Buffer.from(`0\r\n${trailer}\r\n`),
  ]);
