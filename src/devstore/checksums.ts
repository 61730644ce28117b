import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { S3Error } from "./errors.ts";
import { headerOf } from "./request.ts";
import type { IncomingHttpHeaders } from "node:http";
import type { Checksum } from "./objects.ts";

/** Computes one additional checksum over bytes that come in pieces. */
export interface ChecksumComputer {
  update(piece: Buffer): void;
  /** Base64. */
  value(): string;
}

const headerPrefix = "x-amz-checksum-";

/** Headers that begin like a checksum's and are none. */
const notChecksums: ReadonlySet<string> = new Set(["algorithm", "mode", "type"]);

/** The checksum that a request declares, with its value in the header or, by name only, in the trailer. */
export function declaredChecksum(
  headers: IncomingHttpHeaders,
): { algorithm: string; value?: string } | undefined {
  for (const name in headers) {
    if (!name.startsWith(headerPrefix)) continue;
    const algorithm = name.slice(headerPrefix.length);
    if (!notChecksums.has(algorithm)) return { algorithm, value: headerOf(headers, name) ?? "" };
  }
  const trailer = headerOf(headers, "x-amz-trailer")?.trim().toLowerCase();
  if (trailer === undefined) return undefined;
  if (!trailer.startsWith(headerPrefix)) throw new S3Error("NotImplemented");
  return { algorithm: trailer.slice(headerPrefix.length) };
}

/** @throws S3Error NotImplemented for the algorithms that this store does not compute. */
export function createChecksum(algorithm: string): ChecksumComputer {
  switch (algorithm) {
    case "crc32":
      return createCrc((piece, value) => crc32(piece, value));
    case "crc32c":
      return createCrc(crc32c);
    case "sha1":
    case "sha256": {
      const hash = createHash(algorithm);
      return { update: (piece) => void hash.update(piece), value: () => hash.digest("base64") };
    }
    default:
      throw new S3Error(
        "NotImplemented",
        `The checksum algorithm ${algorithm} is not implemented.`,
      );
  }
}

/** The header under which a checksum is answered. */
export function checksumHeaders(checksum: Checksum | undefined): Record<string, string> {
  if (checksum === undefined) return {};
  return {
    [headerPrefix + checksum.algorithm]: checksum.value,
    "x-amz-checksum-type": "FULL_OBJECT",
  };
}

/** The element in which a checksum is answered. */
export function checksumElementName(checksum: Checksum): string {
  return `Checksum${checksum.algorithm.toUpperCase()}`;
}

function createCrc(step: (piece: Buffer, value: number) => number): ChecksumComputer {
  let value = 0;
  return {
    update: (piece) => {
      value = step(piece, value);
    },
    value: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes.toString("base64");
    },
  };
}

/** The Castagnoli polynomial, bit-reversed; Node has only the other CRC-32. */
const crc32cTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});

function crc32c(piece: Buffer, before: number): number {
  let value = ~before >>> 0;
  for (const byte of piece) value = crc32cTable[(value ^ byte) & 0xff]! ^ (value >>> 8);
  return ~value >>> 0;
}
