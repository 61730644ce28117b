const newline = 10;
/** An event has at most 768 KiB; JSON may write a byte of it as six. What is longer is given in pieces, and is no line. */
const lineBytesMax = 8 * 1024 * 1024;

/** The lines of a file, without their breaks; also the last one that has none. */
export async function* splitLines(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const block of blocks) {
    let start = 0;
    for (let end = block.indexOf(newline); end >= 0; end = block.indexOf(newline, start)) {
      yield Buffer.concat([...pieces, block.subarray(start, end)]);
      pieces = [];
      bytes = 0;
      start = end + 1;
    }
    pieces.push(block.subarray(start));
    bytes += block.length - start;
    if (bytes > lineBytesMax) {
      yield Buffer.concat(pieces);
      pieces = [];
      bytes = 0;
    }
  }
  if (bytes > 0) yield Buffer.concat(pieces);
}
