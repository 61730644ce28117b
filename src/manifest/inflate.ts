/**
 * Decompresses DEFLATE (RFC 1951), and can be stopped and started again between any two symbols: what Node's zlib cannot
 * do. That is what lets a chunk of rows be read out of the middle of a gzip file of many gigabytes.
 */
import { decodeSlowly, fixedLengths, huffmanCode, TABLE_BITS } from "./huffman.ts";
import type { HuffmanCode } from "./huffman.ts";

/** Where a decompression stands in a stream of blocks. */
export type Phase = "header" | "stored" | "coded" | "end";

/** Everything but the window and the place in the input that a decompression needs to go on. */
export interface BlockState {
  readonly phase: Phase;
  /** The block is the last of its stream. */
  readonly isLast: boolean;
  /** Bytes that a stored block still has. */
  readonly storedLeft: number;
  /** Lengths of the codes of the block: 288 of literals and lengths, then of distances; null when it has none. */
  readonly lengths: Uint8Array | null;
}

/** The bytes are not DEFLATE. */
export class InflateError extends Error {
  override readonly name = "InflateError";
}

/** Longest distance that DEFLATE looks back. */
export const WINDOW_BYTES = 32 * 1024;
/** Decompressed bytes that are handed on together. */
export const BLOCK_BYTES = 128 * 1024;
const MATCH_MAX = 258;
const OUT_BYTES = WINDOW_BYTES + BLOCK_BYTES + MATCH_MAX;
const LITERALS = 288;
/** More than any block header needs. */
const HEADER_BYTES_MAX = 640;
/** A symbol with its distance, and what one look at the input reads beyond it. */
const SYMBOL_BYTES_MAX = 8;
/** Zeros after the input, so that no look goes beyond it. */
export const PADDING_BYTES = 8;

const lengthBases = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
  163, 195, 227, 258,
];
const lengthExtras = [
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
];
const distanceBases = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049,
  3073, 4097, 6145, 8193, 12_289, 16_385, 24_577,
];
const distanceExtras = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
const LENGTH_BASES = Int32Array.from(lengthBases);
const LENGTH_EXTRAS = Int32Array.from(lengthExtras);
const DISTANCE_BASES = Int32Array.from(distanceBases);
const DISTANCE_EXTRAS = Int32Array.from(distanceExtras);
/** The order in which a header gives the lengths of the code of lengths. */
const LENGTHS_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** One stream of blocks. Its input is set from outside, and its output taken from outside. */
export class Inflater {
  /** Input, followed by `PADDING_BYTES` zeros, and the next bit of it. */
  input: Uint8Array = new Uint8Array(PADDING_BYTES);
  bit = 0;
  /** No input will follow. */
  isFinal = false;
  /** The window, and behind it what was decompressed since it was last taken. */
  readonly out = Buffer.alloc(OUT_BYTES);
  outEnd = WINDOW_BYTES;
  /** Where in `out` the stream begins, or the window: nothing before it may be looked back to. */
  outStart = WINDOW_BYTES;
  #state: BlockState = { phase: "header", isLast: false, storedLeft: 0, lengths: null };
  #literals: HuffmanCode | null = null;
  #distances: HuffmanCode | null = null;

  get state(): BlockState {
    return this.#state;
  }

  /** Goes on from a state, or begins a new stream. */
  begin(state?: BlockState): void {
    this.#state = state ?? { phase: "header", isLast: false, storedLeft: 0, lengths: null };
    if (this.#state.lengths !== null) this.#useCodes(this.#state.lengths);
  }

  /** Makes room: what was decompressed is taken away, but for the window. */
  slide(): void {
    const taken = this.outEnd - WINDOW_BYTES;
    if (taken <= 0) return;
    this.out.copyWithin(0, taken, this.outEnd);
    this.outStart = Math.max(0, this.outStart - taken);
    this.outEnd = WINDOW_BYTES;
  }

  /** Decompresses as far as it can: until the output is full, the stream ends, or more input is needed. */
  run(): "full" | "end" | "starved" {
    for (;;) {
      if (this.#state.phase === "end") return "end";
      if (this.outEnd >= WINDOW_BYTES + BLOCK_BYTES) return "full";
      const went =
        this.#state.phase === "header"
          ? this.#readHeader()
          : this.#state.phase === "stored"
            ? this.#copyStored()
            : this.#decode();
      if (!went) return "starved";
    }
  }

  #bytesLeft(): number {
    return this.input.length - PADDING_BYTES - (this.bit >>> 3);
  }

  #take(count: number): number {
    const at = this.bit >>> 3;
    const { input } = this;
    const bits = input[at]! | (input[at + 1]! << 8) | (input[at + 2]! << 16);
    const value = (bits >>> (this.bit & 7)) & ((1 << count) - 1);
    this.bit += count;
    this.#checkEnd();
    return value;
  }

  #checkEnd(): void {
    if (this.bit > (this.input.length - PADDING_BYTES) * 8) throw new InflateError("it ends early");
  }

  /** Near the end of the input it is the missing rest that looks like damage. */
  #damaged(bit: number, message: string): InflateError {
    const bitsGiven = (this.input.length - PADDING_BYTES) * 8;
    const isAtEnd = this.isFinal && bit + SYMBOL_BYTES_MAX * 8 > bitsGiven;
    return new InflateError(isAtEnd ? "it ends early" : message);
  }

  #endBlock(): void {
    const phase = this.#state.isLast ? "end" : "header";
    this.#state = { phase, isLast: this.#state.isLast, storedLeft: 0, lengths: null };
  }

  #readHeader(): boolean {
    if (!this.isFinal && this.#bytesLeft() < HEADER_BYTES_MAX) return false;
    const isLast = this.#take(1) === 1;
    const kind = this.#take(2);
    if (kind === 3) throw new InflateError("a block is of no known kind");
    if (kind === 0) {
      this.bit = Math.ceil(this.bit / 8) * 8;
      const storedLeft = this.#take(16);
      if ((this.#take(16) ^ 0xff_ff) !== storedLeft)
        throw new InflateError("the length of a block is damaged");
      this.#state = { phase: "stored", isLast, storedLeft, lengths: null };
      if (storedLeft === 0) this.#endBlock();
      return true;
    }
    const lengths = kind === 1 ? fixedLengths() : this.#readLengths();
    this.#useCodes(lengths);
    this.#state = { phase: "coded", isLast, storedLeft: 0, lengths };
    return true;
  }

  #useCodes(lengths: Uint8Array): void {
    this.#literals = huffmanCode(lengths.subarray(0, LITERALS));
    this.#distances = huffmanCode(lengths.subarray(LITERALS));
    if (this.#literals === null || this.#distances === null || lengths[256] === 0)
      throw new InflateError("the codes of a block are damaged");
  }

  #readLengths(): Uint8Array {
    const literals = this.#take(5) + 257;
    const distances = this.#take(5) + 1;
    const given = this.#take(4) + 4;
    const ofLengths = new Uint8Array(19);
    for (let index = 0; index < given; index++) ofLengths[LENGTHS_ORDER[index]!] = this.#take(3);
    const code = huffmanCode(ofLengths);
    if (code === null) throw new InflateError("the codes of a block are damaged");
    const all = new Uint8Array(literals + distances);
    for (let index = 0; index < all.length;) {
      const symbol = this.#takeSymbol(code);
      if (symbol < 16) {
        all[index++] = symbol;
        continue;
      }
      if (symbol === 16 && index === 0) throw new InflateError("the codes of a block are damaged");
      const repeated = symbol === 16 ? all[index - 1]! : 0;
      const times =
        symbol === 16 ? this.#take(2) + 3 : symbol === 17 ? this.#take(3) + 3 : this.#take(7) + 11;
      if (index + times > all.length) throw new InflateError("the codes of a block are damaged");
      all.fill(repeated, index, index + times);
      index += times;
    }
    const lengths = new Uint8Array(LITERALS + 32);
    lengths.set(all.subarray(0, literals));
    lengths.set(all.subarray(literals), LITERALS);
    return lengths;
  }

  #takeSymbol(code: HuffmanCode): number {
    const at = this.bit >>> 3;
    const { input } = this;
    const bits = (input[at]! | (input[at + 1]! << 8) | (input[at + 2]! << 16)) >>> (this.bit & 7);
    const entry = code.table[bits & ((1 << TABLE_BITS) - 1)]! || decodeSlowly(code, bits);
    if (entry === 0) throw new InflateError("a symbol is damaged");
    this.bit += entry & 15;
    this.#checkEnd();
    return entry >>> 4;
  }

  #copyStored(): boolean {
    const from = this.bit >>> 3;
    const room = WINDOW_BYTES + BLOCK_BYTES - this.outEnd;
    const count = Math.min(this.#state.storedLeft, this.#bytesLeft(), room);
    if (count === 0) {
      if (this.isFinal) throw new InflateError("it ends early");
      return false;
    }
    this.out.set(this.input.subarray(from, from + count), this.outEnd);
    this.outEnd += count;
    this.bit += count * 8;
    this.#state = { ...this.#state, storedLeft: this.#state.storedLeft - count };
    if (this.#state.storedLeft === 0) this.#endBlock();
    return true;
  }

  /** Whole symbols, as long as there is room and input. The loop that all the time goes into. */
  #decode(): boolean {
    const { input, out, outStart } = this;
    const literals = this.#literals!;
    const distances = this.#distances!;
    const { table } = literals;
    const bitsGiven = (input.length - PADDING_BYTES) * 8;
    const bitMax = this.isFinal ? bitsGiven : bitsGiven - SYMBOL_BYTES_MAX * 8;
    const outMax = WINDOW_BYTES + BLOCK_BYTES;
    const mask = (1 << TABLE_BITS) - 1;
    let { bit, outEnd: end } = this;
    while (bit <= bitMax && end < outMax) {
      let at = bit >>> 3;
      let bits =
        (input[at]! | (input[at + 1]! << 8) | (input[at + 2]! << 16) | (input[at + 3]! << 24)) >>>
        (bit & 7);
      let entry = table[bits & mask]! || decodeSlowly(literals, bits);
      const symbol = entry >>> 4;
      let used = entry & 15;
      if (symbol < 256) {
        if (entry === 0) throw this.#damaged(bit, "a symbol is damaged");
        out[end++] = symbol;
        bit += used;
        continue;
      }
      bit += used;
      if (symbol === 256) {
        this.bit = bit;
        this.outEnd = end;
        this.#checkEnd();
        this.#endBlock();
        return true;
      }
      if (symbol > 285) throw this.#damaged(bit, "a length is damaged");
      used = LENGTH_EXTRAS[symbol - 257]!;
      const length = LENGTH_BASES[symbol - 257]! + ((bits >>> (entry & 15)) & ((1 << used) - 1));
      bit += used;
      at = bit >>> 3;
      bits =
        (input[at]! | (input[at + 1]! << 8) | (input[at + 2]! << 16) | (input[at + 3]! << 24)) >>>
        (bit & 7);
      entry = distances.table[bits & mask]! || decodeSlowly(distances, bits);
      const place = entry >>> 4;
      if (entry === 0 || place > 29) throw this.#damaged(bit, "a distance is damaged");
      bit += entry & 15;
      at = bit >>> 3;
      bits = (input[at]! | (input[at + 1]! << 8) | (input[at + 2]! << 16)) >>> (bit & 7);
      used = DISTANCE_EXTRAS[place]!;
      const distance = DISTANCE_BASES[place]! + (bits & ((1 << used) - 1));
      bit += used;
      if (end - distance < outStart)
        throw this.#damaged(bit, "a distance leads before the beginning");
      for (const stop = end + length; end < stop; end++) out[end] = out[end - distance]!;
    }
    const went = bit > this.bit;
    this.bit = bit;
    this.outEnd = end;
    this.#checkEnd();
    if (!went && this.isFinal) throw new InflateError("it ends early");
    return went;
  }
}
