/** What came of one call on the wire, and the headers in it. */
export interface Received {
  /** 0: no answer came, and `error` says why. */
  readonly status: number;
  /** Its headers as they came, with a line end after each. */
  readonly headers: string;
  /** Of the body, at most a piece more than is wanted: each character is a byte. */
  readonly body: string;
  /** Why the answer ended before its end; null when it did not. */
  readonly error: unknown;
}

/** A header of an answer; names are in lower case. Where one comes twice, the first. */
export function headerOf({ headers }: Pick<Received, "headers">, name: string): string | undefined {
  for (let end = 0, start = 0; (end = headers.indexOf("\r\n", start)) !== -1; start = end + 2) {
    if (isNamed(headers, start, name)) return headers.slice(start + name.length + 1, end).trim();
  }
  return undefined;
}

const colon = 0x3a;
/** By which capital and small letters differ; a minus has it, and no other character of a name becomes one by it. */
const smallBit = 0x20;

/** Whether the line that begins there is the header of this name: small letters, digits and minus. Most are told by where their colon is. */
export function isNamed(headers: string, start: number, name: string): boolean {
  if (headers.charCodeAt(start + name.length) !== colon) return false;
  for (let at = 0; at < name.length; at++) {
    if ((headers.charCodeAt(start + at) | smallBit) !== name.charCodeAt(at)) return false;
  }
  return true;
}

export function headersOf({ headers }: Pick<Received, "headers">): Record<string, string> {
  const all: Record<string, string> = {};
  for (const line of headers.split("\r\n")) {
    const end = line.indexOf(":");
    if (end > 0) all[line.slice(0, end).toLowerCase()] = line.slice(end + 1).trim();
  }
  return all;
}
