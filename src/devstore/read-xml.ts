import { S3Error } from "./errors.ts";

/** An element of a request body. Attributes are checked and dropped: no body that is read here needs one. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  /** Text directly in this element, references resolved. */
  readonly text: string;
}

const depthMax = 8;

/**
 * Reads the small part of XML that S3 requests are written in: elements, text, comments, the five entities and numeric
 * references. A document type, CDATA, processing instructions and namespace prefixes are refused, so nothing can expand
 * or point elsewhere.
 *
 * @throws S3Error MalformedXML
 */
export function readXml(bytes: Buffer): XmlElement {
  const cursor = { text: decodeUtf8(bytes), place: 0 };
  take(cursor, /\uFEFF?(?:<\?xml[^?>]*\?>)?/y);
  skipBlanks(cursor);
  const root = readElement(cursor, 1);
  skipBlanks(cursor);
  if (cursor.place !== cursor.text.length) throw new S3Error("MalformedXML");
  return root;
}

/** The only child of that name. @throws S3Error MalformedXML when there is none or more than one. */
export function childNamed(parent: XmlElement, name: string): XmlElement {
  const child = optionalChild(parent, name);
  if (child === undefined) throw new S3Error("MalformedXML");
  return child;
}

/** The only child of that name, if there is one. @throws S3Error MalformedXML when there is more than one. */
export function optionalChild(parent: XmlElement, name: string): XmlElement | undefined {
  const found = parent.children.filter((child) => child.name === name);
  if (found.length > 1) throw new S3Error("MalformedXML");
  return found[0];
}

/** Refuses elements that the schema of `parent` does not know. @throws S3Error MalformedXML */
export function expectOnly(parent: XmlElement, names: readonly string[]): void {
  if (parent.children.some((child) => !names.includes(child.name)))
    throw new S3Error("MalformedXML");
}

interface Cursor {
  readonly text: string;
  place: number;
}

function readElement(cursor: Cursor, depth: number): XmlElement {
  if (depth > depthMax) throw new S3Error("MalformedXML");
  const tag = take(
    cursor,
    /<([A-Za-z][\w.-]*)((?:\s+[A-Za-z][\w:.-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y,
  );
  if (tag === undefined) throw new S3Error("MalformedXML");
  const name = tag[1]!;
  if (tag[3] === "/") return { name, children: [], text: "" };
  const children: XmlElement[] = [];
  let text = "";
  for (;;) {
    text += resolveReferences(take(cursor, /[^<]*/y)![0]);
    if (take(cursor, comment) !== undefined) continue;
    const end = take(cursor, /<\/([A-Za-z][\w.-]*)\s*>/y);
    if (end === undefined) children.push(readElement(cursor, depth + 1));
    else if (end[1] === name) return { name, children, text };
    else throw new S3Error("MalformedXML");
  }
}

const comment = /<!--(?:(?!--)[^])*-->/y;

function skipBlanks(cursor: Cursor): void {
  do take(cursor, /\s*/y);
  while (take(cursor, comment) !== undefined);
}

/** Matches a sticky expression at the cursor and moves behind it. */
function take(cursor: Cursor, expression: RegExp): RegExpExecArray | undefined {
  expression.lastIndex = cursor.place;
  const match = expression.exec(cursor.text);
  if (match === null) return undefined;
  cursor.place += match[0].length;
  return match;
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

function resolveReferences(text: string): string {
  // A parser of XML reads every line end as one line feed; what is meant literally comes as a reference.
  const lines = text.includes("\r") ? text.replaceAll(/\r\n?/g, "\n") : text;
  if (!lines.includes("&")) return lines;
  return lines.replaceAll(/&([^;&]*)(;?)/g, (_, name: string, semicolon: string) => {
    const character = semicolon === "" ? undefined : (entities[name] ?? numericReference(name));
    if (character === undefined) throw new S3Error("MalformedXML");
    return character;
  });
}

function numericReference(name: string): string | undefined {
  const digits = /^#(?:x([\dA-Fa-f]{1,6})|(\d{1,7}))$/.exec(name);
  if (digits === null) return undefined;
  const code = digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16);
  return code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)
    ? undefined
    : String.fromCodePoint(code);
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new S3Error("MalformedXML");
  }
}
