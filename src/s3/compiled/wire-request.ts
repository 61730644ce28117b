/** A request as it is written: nothing of it is normalised, least of all the path. */
import { fill, join, type Fillings, type SlottedText } from "./slotted-text.ts";

export interface WireRequest {
  /** `https://host:port` */
  readonly origin: string;
  readonly method: string;
  /** From its first line to the empty one. Plain ASCII: who makes it sees to that. */
  readonly head: string;
  readonly body: Buffer | null;
}

/** What a head is written from. */
export interface RequestParts {
  readonly origin: string;
  readonly method: string;
  /** With the query. Like the headers without line breaks. */
  readonly target: SlottedText;
  readonly headers: readonly { readonly name: string; readonly value: SlottedText }[];
  readonly body: Buffer | null;
}

/** The head, with what each request has to say beside what it is told. */
export function headOf({ origin, method, target, headers, body }: RequestParts): SlottedText {
  const names = new Set(headers.map(({ name }) => name.toLowerCase()));
  const mayHaveBody = body !== null || method === "PUT" || method === "POST";
  return join(
    `${method} `,
    target,
    " HTTP/1.1\r\n",
    ...headers.map(({ name, value }) => join(`${name}: `, value, "\r\n")),
    names.has("host") ? "" : `host: ${new URL(origin).host}\r\n`,
    names.has("content-length") || !mayHaveBody ? "" : `content-length: ${body?.length ?? 0}\r\n`,
    "connection: keep-alive\r\n\r\n",
  );
}

/** A request in which nothing is filled in. */
export function writeRequest(parts: RequestParts): WireRequest {
  const { origin, method, body } = parts;
  return { origin, method, head: fill(headOf(parts), noFillings), body };
}

const noFillings: Fillings = {
  key: "",
  version: "",
  date: "",
  sessionToken: "",
  authorization: "",
};
