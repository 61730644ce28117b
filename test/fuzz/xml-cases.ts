/** Answers of a store: statuses and bodies as S3 and others send them, made by a grammar, then often damaged. */
import { mutate, type Random } from "./random.ts";

export interface AnswerCase {
  readonly status: number;
  readonly body: Buffer;
  /** Sizes of the pieces in which the body comes. */
  readonly blockBytes: number;
  /** What a well-formed refusal was made to say; null when the body was damaged, or is no refusal. */
  readonly told: { readonly code: string; readonly message: string } | null;
  /** The body, undamaged, is the result of a copy. */
  readonly isCopyResult: boolean;
}

const statuses = [
  200, 200, 200, 200, 200, 201, 202, 204, 206, 300, 301, 304, 307, 400, 403, 404, 409, 412, 416,
  429, 500, 501, 503, 599,
] as const;
const codes = [
  "NoSuchKey",
  "SlowDown",
  "AccessDenied",
  "InternalError",
  "X",
  "A.B",
  "Throttling",
  "Ünïcode",
] as const;
const messages = [
  "The specified key does not exist.",
  "a & b",
  "<tag>",
  "\"'",
  "箱 🚢",
  "]]>",
  " spaces ",
  "&amp;",
  "x".repeat(3000),
  "\u0085",
] as const;
const declarations = [
  "",
  '<?xml version="1.0" encoding="UTF-8"?>',
  '<?xml version="1.0" encoding="UTF-8"?>\n',
  "<?xml version='1.0'?>\r\n ",
] as const;
const namespaces = ["", ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"', " a='b'"] as const;
const pieces = [
  "<",
  ">",
  "</",
  "/>",
  "&",
  "&amp;",
  "&#0;",
  "&#x110000;",
  "&#xD800;",
  "&#99999999999999999999;",
  "&lt;",
  "<!--",
  "-->",
  "<![CDATA[",
  "]]>",
  '<!DOCTYPE x [<!ENTITY a "b">]>',
  "<Error>",
  "</Error>",
  "<Error/>",
  "<Code>",
  "<Code/>",
  "<Code>NoSuchKey</Code>",
  "</Code>",
  "<CopyObjectResult>",
  "</CopyObjectResult>",
  "<ETag>x</ETag>",
  "<LastModified>2026-01-01T00:00:00.000Z</LastModified>",
  "<LastModified>x</LastModified>",
  "\0",
  "\uFEFF",
  " ",
  "\n",
  "<?xml?>",
  "__proto__",
  "<__proto__>",
  "<constructor>x</constructor>",
  "<html>",
  "{",
  "null",
  "x".repeat(70_000),
].map((text) => Buffer.from(text));
const badBytes = ["ff", "c3", "fffe", "00", "80"].map((hex) => Buffer.from(hex, "hex"));
const mutationPieces = [...pieces, ...badBytes];

export function answerCase(random: Random): AnswerCase {
  const status = random.pick(statuses);
  const blockBytes = random.pick([65_536, 65_536, 1 + random.below(64)]);
  const made = madeBody(random);
  if (random.oneIn(2)) return { status, blockBytes, ...made };
  const body = mutate(random, made.body, mutationPieces);
  return { status, blockBytes, body, told: null, isCopyResult: false };
}

type MadeBody = Pick<AnswerCase, "body" | "told" | "isCopyResult">;

function madeBody(random: Random): MadeBody {
  switch (random.below(5)) {
    case 0:
      return madeCopyResult(random);
    case 1:
      return { body: Buffer.from(random.pick(otherBodies)), told: null, isCopyResult: false };
    default:
      return madeError(random);
  }
}

const otherBodies = [
  "",
  " ",
  "\n",
  "<html><body><h1>It works!</h1></body></html>",
  "<!DOCTYPE html><html></html>",
  "OK",
  "{}",
  "null",
  '{"ETag":"x"}',
  "<CopyObjectResult/>",
  "<CopyObjectResult></CopyObjectResult>",
  "<Result><ETag>x</ETag></Result>",
  "<ListBucketResult><Name>b</Name></ListBucketResult>",
  "<CopyPartResult><ETag>x</ETag></CopyPartResult>",
  "<CopyObjectResult><ETag></ETag></CopyObjectResult>",
  "<",
  "<a",
  "<?xml version='1.0'?>",
  "\0\0\0",
  "<ETag>x</ETag>",
  "<x><CopyObjectResult><ETag>x</ETag></CopyObjectResult></x>",
] as const;

function madeCopyResult(random: Random): MadeBody {
  const members = [
    "<LastModified>2026-01-01T00:00:00.000Z</LastModified>",
    random.pick([
      "<ETag>&quot;0cc175b9c0f1b6a831c399e269772661&quot;</ETag>",
      '<ETag>"x"</ETag>',
      "<ETag>x</ETag>",
    ]),
    random.pick(["", "<ChecksumCRC32>AAAAAA==</ChecksumCRC32>"]),
  ];
  const space = random.pick(["", "\n", "  "]);
  const inner = (random.oneIn(2) ? members : members.toReversed()).join(space);
  const text = `${random.pick(declarations)}<CopyObjectResult${random.pick(namespaces)}>${space}${inner}${space}</CopyObjectResult>${random.pick(["", "\n"])}`;
  return { body: Buffer.from(text), told: null, isCopyResult: true };
}

function madeError(random: Random): MadeBody {
  const [code, message] = [random.pick(codes), random.pick(messages)];
  const members = [
    `<Code>${escaped(random, code)}</Code>`,
    `<Message>${escaped(random, message)}</Message>`,
    random.pick([
      "",
      "<RequestId>4442587FB7D0A2F9</RequestId>",
      "<Resource>/b/k</Resource><HostId>h</HostId>",
    ]),
  ];
  const space = random.pick(["", "\n", "  "]);
  const inner = (random.oneIn(3) ? members.toReversed() : members).join(space);
  const error = `<Error${random.pick(namespaces)}>${space}${inner}${space}</Error>`;
  const wrapped = random.oneIn(8) ? `<CopyObjectResult>${error}</CopyObjectResult>` : error;
  const text = `${random.pick(declarations)}${wrapped}${random.pick(["", "\n"])}`;
  // A wrapped refusal must fail, too; which code the SDK reads out of it is its own affair.
  const told = wrapped === error ? { code, message } : null;
  return { body: Buffer.from(text), told, isCopyResult: false };
}

/** The same text in one of the ways that XML has for it. */
function escaped(random: Random, text: string): string {
  const form = random.below(3);
  return Array.from(text)
    .map((character) => {
      const named = entities[character];
      const point = character.codePointAt(0) ?? 0;
      if (form === 1 && (named !== undefined || point > 0x7e)) return `&#${point};`;
      if (form === 2 && (named !== undefined || point > 0x7e)) return `&#x${point.toString(16)};`;
      return named ?? character;
    })
    .join("");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};
