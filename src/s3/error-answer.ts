import type { ErrorAnswer } from "./failures.ts";

/** What the body of a refusal says. */
export type ErrorBody = Pick<ErrorAnswer, "code" | "message" | "requestId" | "extendedRequestId">;

/** Most bytes of a refusal that are read: the longest known ones have a few thousand. */
export const errorBodyBytesMax = 64 * 1024;

/**
 * The `<Error>` of an answer, or undefined when there is none. It is looked for anywhere in the text, because stores
 * have been seen to wrap it; but the answer to DeleteObjects lists an `<Error>` for each key that was refused, so there
 * (`rootOnly`) it must be the whole answer.
 */
export function readErrorBody(text: string, { rootOnly = false } = {}): ErrorBody | undefined {
  const start = text.search(rootOnly ? /(?<=^\s*(<\?xml[^>]*>\s*)?)<Error[\s/>]/ : /<Error[\s/>]/);
  if (start === -1) return undefined;
  const error = text.slice(start);
  return {
    code: readElement(error, "Code"),
    message: readElement(error, "Message"),
    requestId: readElement(error, "RequestId"),
    extendedRequestId: readElement(error, "HostId"),
  };
}

function readElement(text: string, name: string): string | undefined {
  const match = new RegExp(`<${name}>([^<]*)</${name}>`).exec(text);
  return match?.[1] === undefined || match[1] === "" ? undefined : decodeEntities(match[1]);
}

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d+)|#x([\da-f]+)|(amp|lt|gt|quot|apos));/gi,
    (entity, decimal, hexadecimal, name) => {
      if (name !== undefined) return namedEntities[String(name).toLowerCase()] ?? entity;
      const codePoint = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal);
      return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : entity;
    },
  );
}

const namedEntities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};
