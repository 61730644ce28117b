/** Rows become a gzip file in which each chunk is a member of its own, so that a chunk can be read alone. */
import { createHash, randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { ListedObject } from "../s3/object-listing.ts";

/** How a list becomes files. */
export interface Packing {
  readonly compress: (text: Buffer) => Promise<Buffer>;
  readonly randomId: () => string;
}

const usualPacking: Packing = { compress: promisify(gzip), randomId: randomUUID };

/** A chunk in a file that is being made. */
export interface PackedChunk {
  /** Decompressed bytes. */
  readonly start: number;
  readonly end: number;
  /** Compressed bytes. */
  readonly memberStart: number;
  readonly inputEnd: number;
  readonly rows: number;
  readonly lastKey: string;
}

export interface PackedWriter {
  add(objects: readonly ListedObject[]): Promise<void>;
  readonly rows: number;
  readonly sizeBytes: number;
  /** What was added since it was last taken, as a file under a name that no other has. */
  take(): {
    readonly name: string;
    readonly bytes: Buffer;
    readonly md5: string;
    readonly chunks: readonly PackedChunk[];
  };
}

/** Writes the columns Bucket, Key and, for objects with versions, VersionId. */
export function createPackedWriter(options: {
  readonly bucket: string;
  readonly part: number;
  /** The usual one when left out. */
  readonly packing?: Packing;
}): PackedWriter {
  const { bucket, part, packing = usualPacking } = options;
  let members: Buffer[] = [];
  let chunks: PackedChunk[] = [];
  let [rows, sizeBytes, textBytes] = [0, 0, 0];
  return {
    get rows() {
      return rows;
    },
    get sizeBytes() {
      return sizeBytes;
    },
    async add(objects) {
      const text = Buffer.from(objects.map((object) => lineOf(bucket, object)).join(""));
      const member = await packing.compress(text);
      chunks.push({
        start: textBytes,
        end: textBytes + text.length,
        memberStart: sizeBytes,
        inputEnd: sizeBytes + member.length,
        rows: objects.length,
        lastKey: objects.at(-1)!.key,
      });
      members.push(member);
      rows += objects.length;
      sizeBytes += member.length;
      textBytes += text.length;
    },
    take() {
      const bytes = Buffer.concat(members);
      const taken = {
        // Who lost the part may still write: never over what another has recorded.
        name: `${String(part).padStart(4, "0")}-${packing.randomId()}.csv.gz`,
        bytes,
        md5: createHash("md5").update(bytes).digest("hex"),
        chunks,
      };
      members = [];
      chunks = [];
      [rows, sizeBytes, textBytes] = [0, 0, 0];
      return taken;
    },
  };
}

function lineOf(bucket: string, { key, versionId }: ListedObject): string {
  const columns = [bucket, encodeKey(key), ...(versionId === null ? [] : [versionId])];
  return `"${columns.join('","')}"\n`;
}

/** As inventories write keys; nothing that is left needs quoting. */
function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll("%2F", "/");
}
