/**
 * Keys as a manifest writes them. S3 wants them URL-encoded (S3 Batch Operations guide, "Specifying a manifest"), and
 * like the encoders in use we take a plus for a space. What need not be encoded may stand as it is.
 */
import { err, ok } from "../lib/result.ts";
import type { Result } from "../lib/result.ts";
import { shown } from "./shown.ts";

/** Longest key that S3 knows, in bytes of UTF-8. */
const KEY_BYTES_MAX = 1024;

/** No character of a string takes more bytes of UTF-8 for each unit of its length. */
const UTF8_BYTES_PER_UNIT_MAX = 3;
const BAD_PERCENT = /%(?![0-9A-Fa-f]{2}).{0,2}/su;
const INVALID = "Invalid object key format";

/** The key that a raw key stands for, or the reason why there is none. */
export function decodeKey(rawKey: string): Result<string, string> {
  if (rawKey === "") return err(`${INVALID}: the key is empty; every row names one object`);
  const decoded = percentDecode(rawKey);
  if (!decoded.ok) return decoded;
  if (isTooLong(decoded.value)) {
    return err(
      `${INVALID}: ${shown(rawKey)} is ${Buffer.byteLength(decoded.value)} bytes long; S3 knows no key over ${KEY_BYTES_MAX} bytes`,
    );
  }
  return decoded;
}

function percentDecode(rawKey: string): Result<string, string> {
  const spaced = rawKey.includes("+") ? rawKey.replaceAll("+", " ") : rawKey;
  if (!spaced.includes("%")) return ok(spaced);
  try {
    return ok(decodeURIComponent(spaced));
  } catch {
    return err(whyNotDecoded(rawKey));
  }
}

function whyNotDecoded(rawKey: string): string {
  const bad = BAD_PERCENT.exec(rawKey);
  return bad === null
    ? `${INVALID}: ${shown(rawKey)} is not UTF-8 when decoded; encode the bytes of the key's UTF-8 form`
    : `${INVALID}: ${shown(bad[0])} in ${shown(rawKey)} is not percent-encoding; write a percent sign as %25`;
}

function isTooLong(key: string): boolean {
  if (key.length * UTF8_BYTES_PER_UNIT_MAX <= KEY_BYTES_MAX) return false;
  return Buffer.byteLength(key) > KEY_BYTES_MAX;
}
