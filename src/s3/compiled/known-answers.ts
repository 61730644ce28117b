/**
 * The answers that nearly every call gets, read in a microsecond. Only those of exactly the shape that is known are read
 * here; undefined means that the SDK has to be asked, whose judgement is the one that counts
 * (test/s3/compiled/known-answers.test.ts compares them).
 */
import type { ServiceOutputTypes } from "@aws-sdk/client-s3";
import { errorBodyBytesMax } from "../error-answer.ts";
import { answeredFailure } from "../failures.ts";
import type { Answer } from "../transport.ts";
import { headerOf, type Received } from "./received.ts";

/** `command`: the name of the command's class. */
export function readKnownAnswer(command: string, received: Received): Answer | undefined {
  const { status, body, error } = received;
  if (error !== null) return undefined;
  if (status >= 400) return readRefusal(received);
  if (status < 200 || status >= 300) return undefined;
  if (command === "CopyObjectCommand") return readCopied(received);
  if (body !== "" || !commandsWithoutResult.has(command)) return undefined;
  if (command !== "DeleteObjectCommand") return answered(received, {});
  const marker = headerOf(received, "x-amz-delete-marker");
  return answered(received, marker === undefined ? {} : { DeleteMarker: marker === "true" });
}

/** Whose success is an empty body. */
const commandsWithoutResult: ReadonlySet<string> = new Set([
  "DeleteObjectCommand",
  "DeleteObjectTaggingCommand",
  "PutObjectAclCommand",
  "PutObjectLegalHoldCommand",
  "PutObjectRetentionCommand",
  "PutObjectTaggingCommand",
  "RestoreObjectCommand",
]);

interface Output {
  $metadata?: { readonly httpStatusCode: number };
  VersionId?: string;
  DeleteMarker?: boolean;
  CopyObjectResult?: { readonly ETag: string };
}

/** `fields` become the output; of the headers, it has the one that tells which version came of it. */
function answered(received: Received, fields: Output): Answer {
  const { status } = received;
  const version = headerOf(received, "x-amz-version-id");
  const output: Output = fields;
  output.$metadata = { httpStatusCode: status };
  if (version !== undefined) output.VersionId = version;
  return { ok: true, status, output: output as ServiceOutputTypes };
}

/** Days that every year has. */
const day =
  "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))";
const time = "(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?Z";
const modified = `(?:<LastModified>\\d{4}-${day}T${time}</LastModified>\\s*)?`;
const copied = new RegExp(
  `^(?:<\\?xml [^>]*\\?>)?\\s*<CopyObjectResult(?: xmlns="[^"<>]*")?>\\s*${modified}<ETag>(&quot;|"|)[\\w-]+\\1</ETag>\\s*${modified}(?:<(Checksum\\w+)>[^<>]*</\\2>\\s*)*</CopyObjectResult>\\s*$`,
);

const tagStart = "<ETag>";
const tagEnd = "</ETag>";
const quote = "&quot;";

/** That there is an ETag is all that a judge wants to know of a result. */
function readCopied(received: Received): Answer | undefined {
  const { body } = received;
  if (!copied.test(body)) return undefined;
  const tag = body.slice(body.indexOf(tagStart) + tagStart.length, body.indexOf(tagEnd));
  const ETag = tag.startsWith(quote) ? `"${tag.slice(quote.length, -quote.length)}"` : tag;
  return answered(received, { CopyObjectResult: { ETag } });
}

/** Plain elements with plain text. */
const refused =
  /^(?:<\?xml [^>]*\?>)?\s*<Error(?: xmlns="[^"<>]*")?>\s*((?:<(\w+)>[^<>]*<\/\2>\s*)*)<\/Error>\s*$/;
const element = /<(\w+)>([^<>]*)</g;
const code = /^[A-Z]\w+$/;
/** ASCII without entities, and without spaces at the ends, which the SDK may trim. */
const plain = /^(?! )[\x20-\x25\x27-\x7e]+(?<! )$/;
const usedElements: ReadonlySet<string> = new Set(["Code", "Message", "RequestId", "HostId"]);
/** Names that the SDK makes up itself, and so are looked at by who knows it. */
const unclear: ReadonlySet<string> = new Set([
  "Unknown",
  "UnknownError",
  "NotFound",
  "S3ServiceException",
  "Error",
]);

function readRefusal(received: Received): Answer | undefined {
  if (received.body.length > errorBodyBytesMax) return undefined;
  const fields = refused.exec(received.body)?.[1];
  if (fields === undefined) return undefined;
  const told = new Map<string, string>();
  for (const [, name = "", text = ""] of fields.matchAll(element)) {
    if (!usedElements.has(name)) continue;
    if (told.has(name) || (text !== "" && !plain.test(text))) return undefined;
    told.set(name, text);
  }
  const said = told.get("Code") ?? "";
  const message = told.get("Message") ?? "";
  if (!code.test(said) || unclear.has(said) || message === "" || unclear.has(message))
    return undefined;
  const failure = answeredFailure({
    status: received.status,
    code: said,
    message,
    requestId: headerOf(received, "x-amz-request-id") ?? told.get("RequestId"),
    extendedRequestId: headerOf(received, "x-amz-id-2") ?? told.get("HostId"),
    retryAfter: headerOf(received, "retry-after"),
    bucketRegion: headerOf(received, "x-amz-bucket-region"),
  });
  return { ok: false, failure };
}
