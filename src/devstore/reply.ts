/** The answer to one call, before it goes over the wire. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Nothing, text, or the bytes of an object whose length is in the headers. */
  readonly body?: string | AsyncIterable<Buffer>;
  /** Called once when the body was sent or given up. */
  readonly release?: () => void;
  /** The keys that a call of many keys was about, for the access log. */
  readonly keys?: readonly string[];
}

/** An answer that consists of headers only. */
export function emptyReply(status: number, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers };
}

/** An answer in XML. */
export function xmlReply(body: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status: 200, headers: { "content-type": "application/xml", ...headers }, body };
}
