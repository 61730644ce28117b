/** Metadata that an object is given anew, as the fields of an SDK command (S3 API, CopyObject and PutObject). */
import { problem } from "../job/check-spec.ts";
import type { FieldProblem, ObjectMetadata, Tag } from "../job/spec.ts";
import { checkHeaderText, checkInstant } from "./check-parameters.ts";

export interface MetadataFields {
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly ContentType?: string | undefined;
  readonly Expires?: Date | undefined;
  readonly Metadata?: Record<string, string>;
}

export function metadataFields(metadata: ObjectMetadata): MetadataFields {
  return {
    CacheControl: metadata.cacheControl,
    ContentDisposition: metadata.contentDisposition,
    ContentEncoding: metadata.contentEncoding,
    ContentLanguage: metadata.contentLanguage,
    ContentType: metadata.contentType,
    Expires: metadata.expires === undefined ? undefined : new Date(metadata.expires),
    Metadata: Object.fromEntries(metadata.user.map(({ key, value }) => [key, value])),
  };
}

const systemHeaders = [
  "cacheControl",
  "contentDisposition",
  "contentEncoding",
  "contentLanguage",
  "contentType",
] as const;

export function checkMetadata(metadata: ObjectMetadata, path: readonly string[]): FieldProblem[] {
  return [
    ...systemHeaders.flatMap((name) =>
      checkHeaderText(metadata[name], { path: [...path, name], min: 1, max: 1024 }),
    ),
    ...checkInstant(metadata.expires, [...path, "expires"]),
    ...checkUserMetadata(metadata.user, [...path, "user"]),
  ];
}

/** All names and values together (S3 Control API, S3ObjectMetadata). */
const userMetadataCharactersMax = 8192;

function checkUserMetadata(user: readonly Tag[], path: readonly string[]): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const characters = user.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
  if (characters > userMetadataCharactersMax) {
    const message = `All user metadata together has at most ${userMetadataCharactersMax} characters; there are ${characters}.`;
    problems.push(problem(path, "TOO_LONG", message));
  }
  const seen = new Set<string>();
  for (const [index, { key, value }] of user.entries()) {
    const keyPath = [...path, String(index), "key"];
    const keyProblems = checkHeaderText(key, { path: keyPath, min: 1, max: 1024 });
    problems.push(...keyProblems);
    if (keyProblems.length === 0 && !headerName.test(key)) {
      const message = `${JSON.stringify(key)} cannot be part of a header's name.`;
      problems.push(problem(keyPath, "MALFORMED", message));
    }
    // Names of headers differ not by case: of two such the store would see one.
    if (seen.has(key.toLowerCase())) {
      const message = `The name ${JSON.stringify(key)} stands twice; upper and lower case are the same.`;
      problems.push(problem(keyPath, "DUPLICATE", message));
    }
    seen.add(key.toLowerCase());
    problems.push(
      ...checkHeaderText(value, { path: [...path, String(index), "value"], min: 0, max: 1024 }),
    );
  }
  return problems;
}

/** A token of RFC 9110. */
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
