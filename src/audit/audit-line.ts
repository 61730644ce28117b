/**
 * A line of an audit: a JSON object whose first members are its number and the hash of the line before, and whose last is
 * its own hash, over every byte before that. So a line cannot be changed, dropped or moved without leaving a trace.
 */
import { createHash } from "node:crypto";

export interface AuditLine {
  readonly line: number;
  /** Hash of the line before; of nothing, for the first. */
  readonly previous: string;
  readonly hash: string;
  readonly members: Readonly<Record<string, unknown>>;
}

/** What the first line follows. */
export const noLine = "0".repeat(64);

/** `,"hash":"` and 64 digits and `"}`. */
const sealPattern = /^,"hash":"([0-9a-f]{64})"\}$/;
const sealBytes = 75;

/** The text of a line, and its hash. Without a line break. */
export function sealLine(
  place: Pick<AuditLine, "line" | "previous">,
  members: Readonly<Record<string, unknown>>,
): { readonly text: string; readonly hash: string } {
  const { line, previous } = place;
  const body = JSON.stringify({ line, previous, ...members }).slice(0, -1);
  const hash = createHash("sha256").update(body).digest("hex");
  return { text: `${body},"hash":"${hash}"}`, hash };
}

/** `changed`: it is a line, and its hash is not its own. Null: it is none. */
export function readLine(
  bytes: Uint8Array,
): { readonly line: AuditLine; readonly changed: boolean } | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length <= sealBytes) return null;
  const body = buffer.subarray(0, -sealBytes);
  const hash = sealPattern.exec(buffer.subarray(-sealBytes).toString("latin1"))?.[1];
  const members = parse(`${body.toString("utf8")}}`);
  if (hash === undefined || members === null) return null;
  const { line, previous, ...others } = members;
  if (!Number.isSafeInteger(line) || typeof previous !== "string") return null;
  // Over the bytes themselves: text would hide that some of them are not UTF-8.
  const changed = createHash("sha256").update(body).digest("hex") !== hash;
  return { line: { line: line as number, previous, hash, members: others }, changed };
}

function parse(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value = JSON.parse(text) as unknown;
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}
