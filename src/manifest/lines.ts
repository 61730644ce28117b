/**
 * Cuts a stream of bytes into blocks of whole lines. A line feed always ends a line, also inside quotes: a row of a
 * manifest never holds a line break, which is what makes any line feed a place where reading can begin.
 */

/** Lines that follow one another, each with its line end; only the last line of a file may lack it. */
export interface LineBlock {
  /** Where its first byte lies in the file. */
  readonly offset: number;
  readonly bytes: Buffer;
}

export interface LineBounds {
  /** Where the first byte of the source lies in the file. */
  readonly offset: number;
  /** Only lines that begin before this byte are given. */
  readonly end: number;
  /** The source may begin within a line: give only what follows the first line feed. */
  readonly skipsFirst: boolean;
}

/** Longest line, without its line end. */
export const LINE_BYTES_MAX = 64 * 1024;

/** The byte that ends a line. */
export const LINE_FEED = 0x0a;
/** A line of the greatest length may still wait for the second byte of its CRLF. */
const WAITING_BYTES_MAX = LINE_BYTES_MAX + 1;

/**
 * The whole lines that begin within the bounds. A line that grows too long is given up: its beginning is the last
 * block, longer than `LINE_BYTES_MAX` and without line end, so that whoever splits the lines finds it and says so.
 */
export async function* wholeLines(
  source: AsyncIterable<Buffer>,
  bounds: LineBounds,
): AsyncGenerator<LineBlock> {
  let { offset } = bounds;
  let isSkipping = bounds.skipsFirst;
  const waiting = createWaitingBytes();

  for await (const block of source) {
    let bytes = block;
    if (isSkipping) {
      const lineFeed = bytes.indexOf(LINE_FEED);
      const skipped = lineFeed === -1 ? bytes.length : lineFeed + 1;
      offset += skipped;
      if (offset >= bounds.end) return;
      if (lineFeed === -1) continue;
      isSkipping = false;
      bytes = bytes.subarray(skipped);
    }

    const { length, isLast } = cutAfterLine(bytes, bounds.end - offset - waiting.bytes());
    if (length > 0) {
      const whole = waiting.take(bytes.subarray(0, length));
      yield { offset, bytes: whole };
      offset += whole.length;
    }
    if (isLast) return;
    waiting.add(bytes.subarray(length));
    if (waiting.bytes() > WAITING_BYTES_MAX) break;
  }
  if (waiting.bytes() > 0) yield { offset, bytes: waiting.take() };
}

/**
 * How many bytes of a block are whole lines, given the place in it where no further line may begin. The line that is
 * under way there still belongs, so the first line feed at or after the byte before that place is the last.
 */
function cutAfterLine(bytes: Buffer, end: number): { length: number; isLast: boolean } {
  if (end <= bytes.length) {
    const lastLineFeed = bytes.indexOf(LINE_FEED, Math.max(end - 1, 0));
    if (lastLineFeed !== -1) return { length: lastLineFeed + 1, isLast: true };
  }
  return { length: bytes.lastIndexOf(LINE_FEED) + 1, isLast: false };
}

interface WaitingBytes {
  bytes(): number;
  add(bytes: Buffer): void;
  /** Everything that waits and what is given, as one. */
  take(following?: Buffer): Buffer;
}

/** The beginning of a line whose end has not come. A list, so that a store that sends byte by byte costs no square. */
function createWaitingBytes(): WaitingBytes {
  let pieces: Buffer[] = [];
  let bytesWaiting = 0;
  return {
    bytes: () => bytesWaiting,
    add(bytes) {
      if (bytes.length === 0) return;
      pieces.push(bytes);
      bytesWaiting += bytes.length;
    },
    take(following) {
      const all = following === undefined ? pieces : [...pieces, following];
      pieces = [];
      bytesWaiting = 0;
      return all.length === 1 && all[0] !== undefined ? all[0] : Buffer.concat(all);
    },
  };
}
