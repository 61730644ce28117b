/** A place in a gzip file as it stands in an event, and back. */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { RestartPoint } from "../job/events.ts";
import type { GzipPlace } from "./gunzip.ts";

export function pointOf({ block, ...place }: GzipPlace): RestartPoint {
  return {
    inputBit: place.inputBit,
    outputBytes: place.outputBytes,
    next: place.next,
    phase: block.phase,
    isLastBlock: block.isLast,
    storedLeft: block.storedLeft,
    codeLengths: block.lengths === null ? null : packed(block.lengths),
    window: packed(place.window),
    crc: place.crc,
    memberBytes: place.memberBytes,
  };
}

export function placeOf(point: RestartPoint): GzipPlace {
  return {
    inputBit: point.inputBit,
    outputBytes: point.outputBytes,
    next: point.next,
    block: {
      phase: point.phase,
      isLast: point.isLastBlock,
      storedLeft: point.storedLeft,
      lengths: point.codeLengths === null ? null : unpacked(point.codeLengths),
    },
    window: unpacked(point.window),
    crc: point.crc,
    memberBytes: point.memberBytes,
  };
}

function packed(bytes: Uint8Array): string {
  return deflateRawSync(bytes).toString("base64");
}

function unpacked(text: string): Uint8Array {
  return inflateRawSync(Buffer.from(text, "base64"));
}
