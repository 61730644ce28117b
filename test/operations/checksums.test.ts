import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { computedAlgorithms, createChecksum } from "../../src/operations/checksums/checksum.ts";
import { fc } from "../support/fast-check.ts";

const hexOf = (algorithm: (typeof computedAlgorithms)[number], pieces: readonly Uint8Array[]) => {
  const checksum = createChecksum(algorithm)!;
  for (const piece of pieces) checksum.update(piece);
  return checksum.digest().toString("hex");
};

describe("checksums", () => {
  // The check values of the catalogue of parametrised CRC algorithms.
  test.each([
    ["CRC32", "cbf43926"],
    ["CRC32C", "e3069283"],
    ["CRC64NVME", "ae8b14860a799888"],
  ] as const)("%s of the nine digits is the known value", (algorithm, value) => {
    expect(hexOf(algorithm, [Buffer.from("123456789")])).toBe(value);
  });

  test.each([
    ["CRC32", "00000000"],
    ["CRC32C", "00000000"],
    ["CRC64NVME", "0000000000000000"],
    ["MD5", "d41d8cd98f00b204e9800998ecf8427e"],
  ] as const)("%s of nothing is the known value", (algorithm, value) => {
    expect(hexOf(algorithm, [])).toBe(value);
  });

  test.each(computedAlgorithms)("%s is the same however the bytes are cut", (algorithm) => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 8 }), (pieces) => {
        expect(hexOf(algorithm, pieces)).toBe(hexOf(algorithm, [Buffer.concat(pieces)]));
      }),
    );
  });

  test("the CRC of 64 bits is that of the definition, bit by bit", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(BigInt(`0x${hexOf("CRC64NVME", [bytes])}`)).toBe(bitByBit(bytes));
      }),
    );
  });

  test("SHA-256 is Node's", () => {
    const expected = createHash("sha256").update("abc").digest("hex");
    expect(hexOf("SHA256", [Buffer.from("abc")])).toBe(expected);
  });
});

function bitByBit(bytes: Uint8Array): bigint {
  const all = 0xffff_ffff_ffff_ffffn;
  let value = all;
  for (const byte of bytes) {
    value ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++)
      value = value & 1n ? (value >> 1n) ^ 0x9a6c_9329_ac4b_c9b5n : value >> 1n;
  }
  return value ^ all;
}
