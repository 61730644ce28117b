/** The last of what a process wrote: 4 KiB, as Lambda gives it with an answer. */

const bytesMax = 4096;

export interface LogTail {
  add(piece: Buffer): void;
  text(): string;
}

export function createLogTail(): LogTail {
  let kept: Buffer = Buffer.alloc(0);
  return {
    add(piece) {
      kept = Buffer.concat([kept, piece]).subarray(-bytesMax);
    },
    text: () => kept.toString("utf8"),
  };
}
