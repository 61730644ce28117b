/** A stream that is taken in pieces of given lengths, one after another, without holding more than what came at once. */

export interface Pieces {
  /** The next so many bytes. @throws where the stream breaks or ends before they have come */
  take(bytes: number): AsyncGenerator<Uint8Array, void, void>;
  /** What was not taken is not wanted any more. */
  close(): Promise<void>;
}

/** As `aborted` errors of Node are: whoever reads it takes it for an answer that was cut. */
class EndedEarly extends Error {
  override readonly name = "EndedEarly";
  readonly code = "ECONNRESET";
}

export function createPieces(stream: AsyncIterable<Uint8Array>): Pieces {
  const iterator = stream[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array();
  return {
    async *take(bytes) {
      let left = bytes;
      while (left > 0) {
        if (rest.byteLength === 0) {
          const next = await iterator.next();
          if (next.done === true) throw new EndedEarly(`${left} bytes are missing`);
          rest = next.value;
        }
        const piece = rest.subarray(0, left);
        rest = rest.subarray(piece.byteLength);
        left -= piece.byteLength;
        yield piece;
      }
    },
    async close() {
      await iterator.return?.();
    },
  };
}
