import { createHash } from "node:crypto";
import { constants, deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { RestartPoint } from "../../src/job/events.ts";
import { gunzip, memberStart } from "../../src/manifest/gunzip.ts";
import type { GzipBlock, GzipPlace } from "../../src/manifest/gunzip.ts";
import { InflateError } from "../../src/manifest/inflate.ts";
import { placeOf, pointOf } from "../../src/manifest/restart-point.ts";
import { fc } from "../support/fast-check.ts";

const start = memberStart({ input: 0, output: 0 });

/** Text with long and short repetitions, noise, and runs: every kind of symbol that DEFLATE has. */
const content = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
      fc.nat(5000).map((row) => Buffer.from(`"photos","2026/11/${row}.jpg","","true"\n`)),
      fc
        .tuple(fc.nat(255), fc.integer({ min: 1, max: 70_000 }))
        .map(([byte, count]) => Buffer.alloc(count, byte)),
      fc.nat(1e6).map((seed) => noise(seed, 40_000)),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => Buffer.concat(pieces));
const compression = fc.record({
  level: fc.constantFrom(0, 1, 3, 6, 9),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FIXED,
  ),
  memLevel: fc.constantFrom(1, 8, 9),
  windowBits: fc.constantFrom(9, 12, 15),
});

describe("decompressing gzip", () => {
  it("gives what was compressed, in whatever pieces it comes, and however it was compressed", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(content, compression), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 70_000 }),
        async (members, pieceBytes) => {
          const packed = Buffer.concat(members.map(([bytes, options]) => gzipSync(bytes, options)));
          const blocks = await readBlocks(packed, { from: start, pieceBytes });

          const whole = Buffer.concat(members.map(([bytes]) => bytes));
          expect(Buffer.concat(blocks.map(({ bytes }) => bytes)).equals(whole)).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("goes on from the place before any block, given only the bytes from there to the end of the block", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(content, compression), { minLength: 1, maxLength: 3 }),
        async (members) => {
          const packed = Buffer.concat(members.map(([bytes, options]) => gzipSync(bytes, options)));
          for (const block of await readBlocks(packed, { from: start })) {
            const range = packed.subarray(
              Math.floor(block.from.inputBit / 8),
              block.inputEnd + 1024,
            );
            const isWhole = block.inputEnd + 1024 >= packed.length;
            const [again] = await readBlocks(range, { from: block.from, isWhole, isRange: true });
            expect(again?.offset).toBe(block.offset);
            expect(again?.bytes.subarray(0, block.bytes.length).equals(block.bytes)).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("goes on from a place beyond what 32 bits count, as it stands in an event", async () => {
    const far = { input: 5 * 2 ** 30, output: 2 ** 36 + 1, ofMember: 3 * 2 ** 32 };
    const whole = Buffer.concat([noise(1, 300_000), Buffer.alloc(300_000, "row\n")]);
    const packed = Buffer.concat([gzipSync(whole), gzipSync(noise(2, 200_000), { level: 0 })]);
    const blocks = await readBlocks(packed, { from: start });
    expect(blocks.length).toBeGreaterThan(5);

    for (const [index, { from }] of blocks.entries()) {
      const point = pointOf({
        ...from,
        inputBit: from.inputBit + far.input * 8,
        outputBytes: from.outputBytes + far.output,
        memberBytes: from.memberBytes + far.ofMember,
      });
      const place = placeOf(JSON.parse(JSON.stringify(point)) as RestartPoint);
      const range = packed.subarray(Math.floor(from.inputBit / 8));
      const again = await readBlocks(range, { from: place });
      expect(again.map(({ offset, inputEnd }) => ({ offset, inputEnd }))).toEqual(
        blocks.slice(index).map(({ offset, inputEnd }) => ({
          offset: offset + far.output,
          inputEnd: inputEnd + far.input,
        })),
      );
      const rest = Buffer.concat(blocks.slice(index).map(({ bytes }) => bytes));
      expect(Buffer.concat(again.map(({ bytes }) => bytes)).equals(rest)).toBe(true);
    }
  });

  it("can be stopped in the middle of a block that has no end for megabytes", async () => {
    const whole = Buffer.from(
      Array.from({ length: 60_000 }, (_, row) => `"b","k/${row}"\n`).join(""),
    );
    const packed = gzipSync(whole, { strategy: constants.Z_FIXED, memLevel: 9 });
    const blocks = await readBlocks(packed, { from: start });
    const last = blocks.at(-1)!;

    expect(last.from.block.phase).toBe("coded");
    const range = packed.subarray(Math.floor(last.from.inputBit / 8));
    const again = await readBlocks(range, { from: last.from, isRange: true });
    expect(Buffer.concat(again.map(({ bytes }) => bytes)).equals(last.bytes)).toBe(true);
  });

  it("reads heads with a name, a comment, an extra field and a check sum", async () => {
    const body = deflateRawSync("rows");
    const tail = gzipSync("rows").subarray(-8);
    const head = Buffer.from([0x1f, 0x8b, 8, 2 + 4 + 8 + 16, 0, 0, 0, 0, 0, 3]);
    const extra = Buffer.from([3, 0, 1, 2, 3]);
    const names = Buffer.from("name\0comment\0");
    const packed = Buffer.concat([head, extra, names, Buffer.from([9, 9]), body, tail]);

    const blocks = await readBlocks(packed, { from: start, pieceBytes: 1 });
    expect(Buffer.concat(blocks.map(({ bytes }) => bytes)).toString()).toBe("rows");
  });

  it.each([
    ["plain text", Buffer.from('"b","k"\n'), /not gzip/],
    ["nothing", Buffer.alloc(0), /ends early/],
    ["a cut file", gzipSync(noise(1, 5000)).subarray(0, 3000), /ends early/],
    ["a file without its check sum", gzipSync("rows").subarray(0, -8), /ends early/],
    ["a wrong check sum", damaged(gzipSync("rows"), -7), /check sum/],
    ["a wrong length", damaged(gzipSync("rows"), -2), /check sum/],
    ["something after the end", Buffer.concat([gzipSync("rows"), Buffer.from("more")]), /not gzip/],
    ["a head that never ends", Buffer.concat([namedHead(), Buffer.alloc(70_000, 65)]), /no end/],
  ])("refuses %s", async (_, packed, message) => {
    await expect(readBlocks(packed, { from: start })).rejects.toThrow(message);
  });

  it("never crashes or hangs on damaged bytes: it gives the same bytes, or says what is wrong", async () => {
    await fc.assert(
      fc.asyncProperty(
        content,
        compression,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        async (bytes, options, changes) => {
          const packed = gzipSync(bytes, options);
          for (const [at, value] of changes) packed[at % packed.length] = value;
          const read = await readBlocks(packed, { from: start }).catch((error: unknown) => error);
          const isSame =
            Array.isArray(read) &&
            Buffer.concat(read.map((block: GzipBlock) => block.bytes)).equals(bytes);
          expect(isSame || read instanceof InflateError).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

interface Reading {
  readonly from: GzipPlace;
  readonly pieceBytes?: number;
  readonly isWhole?: boolean;
  /** The bytes begin at the place and not at the beginning of the file. */
  readonly isRange?: boolean;
}

async function readBlocks(packed: Buffer, reading: Reading): Promise<GzipBlock[]> {
  const { from, pieceBytes = 65_536, isWhole = true } = reading;
  async function* pieces() {
    for (let at = 0; at < packed.length; at += pieceBytes) {
      yield packed.subarray(at, at + pieceBytes);
    }
  }
  const blocks: GzipBlock[] = [];
  for await (const block of gunzip(pieces(), { from, isWhole })) blocks.push(block);
  return blocks;
}

/** Bytes without any pattern, the same ones for the same seed. */
function noise(seed: number, length: number): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < length; at += 64) {
    pieces.push(createHash("sha512").update(`${seed} ${at}`).digest());
  }
  return Buffer.concat(pieces).subarray(0, length);
}

function damaged(packed: Buffer, at: number): Buffer {
  const copy = Buffer.from(packed);
  const index = copy.length + at;
  copy[index] = copy[index]! ^ 1;
  return copy;
}

function namedHead(): Buffer {
  return Buffer.from([0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3]);
}
