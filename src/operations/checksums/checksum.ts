/** Checksums of whole objects, by the names that S3 has for them. */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { ChecksumAlgorithm } from "../../job/spec.ts";
import { createCrc64Nvme } from "./crc64-nvme.ts";
import { crc32c } from "./crc32c.ts";

/** Takes the bytes in pieces. */
export interface Checksum {
  update(piece: Uint8Array): void;
  /** To be called once, at the end. */
  digest(): Buffer;
}

/** Null for an algorithm that is not computed here. */
export function createChecksum(algorithm: ChecksumAlgorithm): Checksum | null {
  switch (algorithm) {
    case "CRC32":
      return fourBytes((piece, before) => crc32(piece, before));
    case "CRC32C":
      return fourBytes(crc32c);
    case "CRC64NVME":
      return createCrc64Nvme();
    case "MD5":
    case "SHA1":
    case "SHA256":
    case "SHA512": {
      const hash = createHash(algorithm.toLowerCase());
      return { update: (piece) => void hash.update(piece), digest: () => hash.digest() };
    }
    case "XXHASH3":
    case "XXHASH64":
    case "XXHASH128":
      return null;
  }
}

/** The algorithms that are computed here. */
export const computedAlgorithms: readonly ChecksumAlgorithm[] = [
  "CRC32",
  "CRC32C",
  "CRC64NVME",
  "MD5",
  "SHA1",
  "SHA256",
  "SHA512",
];

function fourBytes(step: (piece: Uint8Array, before: number) => number): Checksum {
  let value = 0;
  return {
    update: (piece) => {
      value = step(piece, value);
    },
    digest: () => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value >>> 0);
      return bytes;
    },
  };
}
