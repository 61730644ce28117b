/**
 * Decompresses gzip (RFC 1952), of one member or several, in blocks of some 128 KiB. Each block tells the place before
 * it, from which the decompression can be begun again, in another process too.
 */
import { crc32 } from "node:zlib";
import { BLOCK_BYTES, Inflater, InflateError, PADDING_BYTES, WINDOW_BYTES } from "./inflate.ts";
import type { BlockState } from "./inflate.ts";

/** A place in a gzip file between two symbols, and all that is needed to go on from it. */
export interface GzipPlace {
  /** The next bit of the file. */
  readonly inputBit: number;
  /** Decompressed bytes before it. */
  readonly outputBytes: number;
  /** What of a member comes next. */
  readonly next: MemberPart;
  readonly block: BlockState;
  /** The last bytes before it that the member may look back to. */
  readonly window: Uint8Array;
  /** CRC-32 and length of the member's bytes before it. */
  readonly crc: number;
  readonly memberBytes: number;
}

export type MemberPart = "head" | "blocks" | "tail";

export interface GzipBlock {
  /** Where its first byte lies among the decompressed ones. */
  readonly offset: number;
  readonly bytes: Buffer;
  /** Where it can be decompressed from. */
  readonly from: GzipPlace;
  /** The byte of the file after the last one that it needs. */
  readonly inputEnd: number;
}

/** The beginning of a member, at a byte of the file. */
export function memberStart(at: { readonly input: number; readonly output: number }): GzipPlace {
  return {
    inputBit: at.input * 8,
    outputBytes: at.output,
    next: "head",
    block: { phase: "header", isLast: false, storedLeft: 0, lengths: null },
    window: new Uint8Array(0),
    crc: 0,
    memberBytes: 0,
  };
}

/**
 * The blocks from a place on. The source begins at the byte that holds the place's bit. `isWhole`: it goes to the end of
 * the file, so that an early end is an error; otherwise what its last bytes hold may be missing. Throws `InflateError`.
 */
export async function* gunzip(
  source: AsyncIterable<Buffer>,
  { from, isWhole }: { readonly from: GzipPlace; readonly isWhole: boolean },
): AsyncGenerator<GzipBlock> {
  const reader = new GzipReader(from);
  for await (const bytes of source) {
    reader.feed(bytes);
    for (let block = reader.next(); block !== null; block = reader.next()) yield block;
  }
  if (isWhole) {
    reader.end();
    for (let block = reader.next(); block !== null; block = reader.next()) yield block;
  }
  const last = reader.take();
  if (last !== null) yield last;
}

const HEAD_BYTES = 10;
const TAIL_BYTES = 8;
/** A name or a comment in a head may be long; a head that never ends must not fill the memory. */
const HEAD_BYTES_MAX = 64 * 1024;

class GzipReader {
  readonly #inflater = new Inflater();
  #next: MemberPart | "over";
  #inputBase: number;
  #outputBytes: number;
  #crc: number;
  #memberBytes: number;
  /** From here on in the output the CRC is not known yet. */
  #checkedTo = WINDOW_BYTES;
  #from: GzipPlace;

  constructor(from: GzipPlace) {
    this.#from = from;
    this.#next = from.next;
    this.#outputBytes = from.outputBytes;
    this.#crc = from.crc;
    this.#memberBytes = from.memberBytes;
    this.#inputBase = Math.floor(from.inputBit / 8);
    this.#inflater.bit = from.inputBit % 8;
    this.#inflater.out.set(from.window, WINDOW_BYTES - from.window.length);
    this.#inflater.outStart = WINDOW_BYTES - from.window.length;
    this.#inflater.begin(from.block);
  }

  feed(bytes: Uint8Array): void {
    const inflater = this.#inflater;
    const done = inflater.bit >>> 3;
    const left = inflater.input.length - PADDING_BYTES - done;
    const input = new Uint8Array(left + bytes.length + PADDING_BYTES);
    input.set(inflater.input.subarray(done, done + left));
    input.set(bytes, left);
    inflater.input = input;
    inflater.bit &= 7;
    this.#inputBase += done;
  }

  end(): void {
    this.#inflater.isFinal = true;
  }

  /** The next full block; null when more input is needed or everything is read. */
  next(): GzipBlock | null {
    for (;;) {
      if (this.#next === "over") return null;
      if (this.#next === "head") {
        if (!this.#readHead()) return null;
      } else if (this.#next === "tail") {
        if (!this.#readTail()) return null;
      } else {
        const stopped = this.#inflater.run();
        if (stopped === "starved") return null;
        if (stopped === "full") return this.take();
        this.#next = "tail";
      }
      if (this.#inflater.outEnd >= WINDOW_BYTES + BLOCK_BYTES) return this.take();
    }
  }

  /** What is decompressed and was not taken; null when that is nothing. */
  take(): GzipBlock | null {
    const inflater = this.#inflater;
    const bytes = Buffer.from(inflater.out.subarray(WINDOW_BYTES, inflater.outEnd));
    if (bytes.length === 0) return null;
    this.#check();
    const offset = this.#outputBytes;
    const inputBit = this.#inputBase * 8 + inflater.bit;
    const block = { offset, bytes, from: this.#from, inputEnd: Math.ceil(inputBit / 8) };
    this.#outputBytes += bytes.length;
    inflater.slide();
    this.#checkedTo = WINDOW_BYTES;
    this.#from = {
      inputBit,
      outputBytes: this.#outputBytes,
      next: this.#next === "over" ? "head" : this.#next,
      block: inflater.state,
      window: Uint8Array.from(inflater.out.subarray(inflater.outStart, WINDOW_BYTES)),
      crc: this.#crc,
      memberBytes: this.#memberBytes,
    };
    return block;
  }

  #check(): void {
    const { out, outEnd } = this.#inflater;
    this.#crc = crc32(out.subarray(this.#checkedTo, outEnd), this.#crc);
    this.#memberBytes += outEnd - this.#checkedTo;
    this.#checkedTo = outEnd;
  }

  /** The bytes that were not used yet. A member's head and tail begin with a byte. */
  #bytes(): Uint8Array {
    const inflater = this.#inflater;
    inflater.bit = Math.ceil(inflater.bit / 8) * 8;
    return inflater.input.subarray(inflater.bit >>> 3, inflater.input.length - PADDING_BYTES);
  }

  #readHead(): boolean {
    const bytes = this.#bytes();
    const { isFinal } = this.#inflater;
    if (isFinal && bytes.length === 0 && this.#inputBase + (this.#inflater.bit >>> 3) > 0) {
      this.#next = "over";
      return true;
    }
    const length = headLength(bytes);
    if (length === null) {
      if (isFinal) throw new InflateError("it ends early");
      if (bytes.length > HEAD_BYTES_MAX) throw new InflateError("its head has no end");
      return false;
    }
    this.#inflater.bit += length * 8;
    this.#inflater.begin();
    // A member looks back to nothing of the one before.
    this.#inflater.outStart = this.#inflater.outEnd;
    this.#crc = 0;
    this.#memberBytes = 0;
    this.#checkedTo = this.#inflater.outEnd;
    this.#next = "blocks";
    return true;
  }

  #readTail(): boolean {
    const bytes = this.#bytes();
    if (bytes.length < TAIL_BYTES) {
      if (this.#inflater.isFinal) throw new InflateError("it ends early");
      return false;
    }
    this.#check();
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const isSound =
      view.getUint32(0, true) === this.#crc &&
      view.getUint32(4, true) === this.#memberBytes % 2 ** 32;
    if (!isSound) throw new InflateError("its check sum does not fit");
    this.#inflater.bit += TAIL_BYTES * 8;
    this.#next = "head";
    return true;
  }
}

/** Length of the head that the bytes begin with; null when it does not end in them. */
function headLength(bytes: Uint8Array): number | null {
  const isGzip = (bytes[0] ?? 0x1f) === 0x1f && (bytes[1] ?? 0x8b) === 0x8b;
  if (!isGzip) throw new InflateError("it is not gzip");
  if (bytes.length < HEAD_BYTES) return null;
  const flags = bytes[3]!;
  if (bytes[2] !== 8 || (flags & 0xe0) !== 0) throw new InflateError("it is gzip of another kind");
  let length = HEAD_BYTES;
  if ((flags & 4) !== 0) {
    if (bytes.length < length + 2) return null;
    length += 2 + bytes[length]! + bytes[length + 1]! * 256;
  }
  // A name, and a comment.
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    const zero = bytes.indexOf(0, length);
    if (zero === -1) return null;
    length = zero + 1;
  }
  if ((flags & 2) !== 0) length += 2;
  return length <= bytes.length ? length : null;
}
