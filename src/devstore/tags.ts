import { S3Error } from "./errors.ts";
import { childNamed, expectOnly, optionalChild } from "./read-xml.ts";
import { decodeForm } from "./request.ts";
import { xmlDocument, xmlElement, xmlText } from "./xml.ts";
import type { Tag } from "./objects.ts";
import type { XmlElement } from "./read-xml.ts";

const tagsMax = 10;
const keyLengthMax = 128;
const valueLengthMax = 256;

/** Tags of an `x-amz-tagging` header: a query string. */
export function parseTaggingHeader(header: string | undefined): readonly Tag[] {
  if (header === undefined || header === "") return [];
  const tags = header.split("&").map((pair) => {
    const equals = pair.indexOf("=");
    return equals === -1
      ? { key: decodeForm(pair), value: "" }
      : { key: decodeForm(pair.slice(0, equals)), value: decodeForm(pair.slice(equals + 1)) };
  });
  if (hasDuplicates(tags)) {
    throw new S3Error(
      "InvalidArgument",
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
    );
  }
  return checkTags(tags);
}

/** Tags of a `Tagging` document. */
export function readTagging(root: XmlElement): readonly Tag[] {
  if (root.name !== "Tagging") throw new S3Error("MalformedXML");
  expectOnly(root, ["TagSet"]);
  const set = childNamed(root, "TagSet");
  expectOnly(set, ["Tag"]);
  const tags = set.children.map((tag) => {
    expectOnly(tag, ["Key", "Value"]);
    return { key: childNamed(tag, "Key").text, value: optionalChild(tag, "Value")?.text ?? "" };
  });
  if (hasDuplicates(tags))
    throw new S3Error("InvalidTag", "Cannot provide multiple Tags with the same key");
  return checkTags(tags);
}

/** Tags as a `Tagging` document. */
export function writeTagging(tags: readonly Tag[]): string {
  const elements = tags.map(({ key, value }) =>
    xmlElement("Tag", xmlText("Key", key), xmlText("Value", value)),
  );
  return xmlDocument("Tagging", xmlElement("TagSet", ...elements));
}

function checkTags(tags: readonly Tag[]): readonly Tag[] {
  if (tags.length > tagsMax)
    throw new S3Error("BadRequest", `Object tags cannot be greater than ${tagsMax}`);
  for (const { key, value } of tags) {
    if (key === "" || key.length > keyLengthMax || !isTagText(key)) {
      throw new S3Error("InvalidTag", "The TagKey you have provided is invalid");
    }
    if (value.length > valueLengthMax || !isTagText(value)) {
      throw new S3Error("InvalidTag", "The TagValue you have provided is invalid");
    }
    if (key.startsWith("aws:"))
      throw new S3Error("InvalidTag", "System tags cannot be added/updated by requester");
  }
  return tags;
}

/** Letters, digits and spaces of any script, and `_ . : / = + - @`. */
function isTagText(text: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{Z}_.:/=+\-@]*$/u.test(text);
}

function hasDuplicates(tags: readonly Tag[]): boolean {
  return new Set(tags.map(({ key }) => key)).size < tags.length;
}
