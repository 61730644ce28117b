import { owner } from "./bucket.ts";
import { S3Error } from "./errors.ts";
import { compareKeys } from "./key-order.ts";
import { xmlReply } from "./reply.ts";
import { bucketNamed } from "./store.ts";
import { xmlDocument, xmlElement, xmlText, xmlTime } from "./xml.ts";
import type { Bucket, ObjectVersion } from "./objects.ts";
import type { Reply } from "./reply.ts";
import type { Call } from "./request.ts";

const pageMax = 1000;

/** Where a listing goes on: behind a key, a common prefix with all under it, or a version of a key. */
interface Marker {
  readonly key: string;
  readonly prefix?: boolean;
  readonly versionId?: string;
}

/** One entry of a listing, in order. */
type Entry =
  | { readonly kind: "prefix"; readonly prefix: string }
  | {
      readonly kind: "version";
      readonly key: string;
      readonly version: ObjectVersion;
      readonly latest: boolean;
    };

interface Page {
  readonly entries: readonly Entry[];
  /** Undefined on the last page. */
  readonly next: Marker | undefined;
}

/** ListObjectsV2 */
export function listObjectsV2({ store, bucket: name, query }: Call): Reply {
  if (query.get("list-type") !== "2") throw new S3Error("NotImplemented");
  const bucket = bucketNamed(store, name);
  const encode = readEncoding(query);
  const pageSize = readMaxKeys(query);
  const token = query.get("continuation-token");
  const startAfter = query.get("start-after");
  const after =
    token === undefined
      ? startAfter === undefined
        ? undefined
        : { key: startAfter }
      : readToken(token);
  const page = readPage(bucket, { query, pageSize, after, allVersions: false });
  const withOwner = query.get("fetch-owner") === "true";
  return xmlReply(
    xmlDocument(
      "ListBucketResult",
      xmlText("Name", name),
      xmlText("Prefix", encode(query.get("prefix") ?? "")),
      optionalText("Delimiter", query.get("delimiter"), encode),
      xmlText("MaxKeys", pageSize),
      xmlText("EncodingType", query.get("encoding-type")),
      xmlText("KeyCount", page.entries.length),
      xmlText("IsTruncated", page.next !== undefined),
      xmlText("ContinuationToken", token),
      xmlText("NextContinuationToken", page.next && writeToken(page.next)),
      optionalText("StartAfter", startAfter, encode),
      ...page.entries.map((entry) =>
        entry.kind === "prefix"
          ? writePrefix(entry.prefix, encode)
          : xmlElement(
              "Contents",
              xmlText("Key", encode(entry.key)),
              writeVersion(entry.version),
              withOwner ? writeOwner() : "",
            ),
      ),
    ),
  );
}

/** ListObjectVersions: newest version of each key first. */
export function listObjectVersions({ store, bucket: name, query }: Call): Reply {
  const bucket = bucketNamed(store, name);
  const encode = readEncoding(query);
  const pageSize = readMaxKeys(query);
  const page = readPage(bucket, {
    query,
    pageSize,
    after: readVersionMarker(query),
    allVersions: true,
  });
  return xmlReply(
    xmlDocument(
      "ListVersionsResult",
      xmlText("Name", name),
      xmlText("Prefix", encode(query.get("prefix") ?? "")),
      xmlText("KeyMarker", encode(query.get("key-marker") ?? "")),
      xmlText("VersionIdMarker", query.get("version-id-marker") ?? ""),
      optionalText("Delimiter", query.get("delimiter"), encode),
      xmlText("MaxKeys", pageSize),
      xmlText("EncodingType", query.get("encoding-type")),
      xmlText("IsTruncated", page.next !== undefined),
      optionalText("NextKeyMarker", page.next?.key, encode),
      xmlText("NextVersionIdMarker", page.next?.versionId),
      ...page.entries.map((entry) =>
        entry.kind === "prefix"
          ? writePrefix(entry.prefix, encode)
          : writeVersionEntry(entry, encode(entry.key)),
      ),
    ),
  );
}

interface PageOptions {
  readonly query: ReadonlyMap<string, string>;
  readonly pageSize: number;
  readonly after: Marker | undefined;
  readonly allVersions: boolean;
}

function readPage(bucket: Bucket, options: PageOptions): Page {
  const entries: Entry[] = [];
  let last: Marker | undefined;
  if (options.pageSize === 0) return { entries, next: undefined };
  for (const entry of readEntries(bucket, options)) {
    if (entries.length === options.pageSize) return { entries, next: last };
    entries.push(entry);
    last =
      entry.kind === "prefix"
        ? { key: entry.prefix, prefix: true }
        : { key: entry.key, ...(options.allVersions ? { versionId: entry.version.id } : {}) };
  }
  return { entries, next: undefined };
}

function* readEntries(
  bucket: Bucket,
  { query, after, allVersions }: PageOptions,
): Generator<Entry> {
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const start = after === undefined || compareKeys(after.key, prefix) < 0 ? prefix : after.key;
  let group = after?.prefix === true ? after.key : undefined;
  for (const key of bucket.order.from(start)) {
    // In order, all keys with the prefix stand together, right from the prefix on.
    if (!key.startsWith(prefix)) return;
    if (group !== undefined && key.startsWith(group)) continue;
    if (after !== undefined && key === after.key && after.versionId === undefined) continue;
    const versions = bucket.keys.get(key)!;
    if (!allVersions && versions.at(-1)!.deleteMarker) continue;
    const cut = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    if (cut !== -1) {
      group = key.slice(0, cut + delimiter.length);
      yield { kind: "prefix", prefix: group };
    } else if (allVersions) {
      yield* versionsAfter(versions, key, after);
    } else {
      yield { kind: "version", key, version: versions.at(-1)!, latest: true };
    }
  }
}

function* versionsAfter(
  versions: readonly ObjectVersion[],
  key: string,
  after: Marker | undefined,
): Generator<Entry> {
  const seen = after?.key === key ? versions.findIndex(({ id }) => id === after.versionId) : -1;
  for (let place = (seen === -1 ? versions.length : seen) - 1; place >= 0; place--) {
    yield {
      kind: "version",
      key,
      version: versions[place]!,
      latest: place === versions.length - 1,
    };
  }
}

function writeVersion(version: ObjectVersion): string {
  return [
    xmlText("LastModified", xmlTime(version.modifiedAt)),
    xmlText("ETag", `"${version.etag}"`),
    xmlText("Size", version.size),
    xmlText("StorageClass", version.storageClass),
  ].join("");
}

function writeVersionEntry(entry: Entry & { kind: "version" }, key: string): string {
  const { version, latest } = entry;
  const named = [
    xmlText("Key", key),
    xmlText("VersionId", version.id),
    xmlText("IsLatest", latest),
  ];
  return version.deleteMarker
    ? xmlElement(
        "DeleteMarker",
        ...named,
        xmlText("LastModified", xmlTime(version.modifiedAt)),
        writeOwner(),
      )
    : xmlElement("Version", ...named, writeVersion(version), writeOwner());
}

function writeOwner(): string {
  return xmlElement("Owner", xmlText("ID", owner.id), xmlText("DisplayName", owner.displayName));
}

function writePrefix(prefix: string, encode: (text: string) => string): string {
  return xmlElement("CommonPrefixes", xmlText("Prefix", encode(prefix)));
}

function optionalText(
  name: string,
  text: string | undefined,
  encode: (text: string) => string,
): string {
  return xmlText(name, text === undefined ? undefined : encode(text));
}

/** How keys are written: as they are, or percent-encoded with a plus for a space, slashes left alone. */
function readEncoding(query: ReadonlyMap<string, string>): (text: string) => string {
  const encoding = query.get("encoding-type");
  if (encoding === undefined) return (text) => text;
  if (encoding !== "url")
    throw new S3Error("InvalidArgument", "Invalid Encoding Method specified in Request");
  return (text) => encodeURIComponent(text).replaceAll("%20", "+").replaceAll("%2F", "/");
}

function readMaxKeys(query: ReadonlyMap<string, string>): number {
  const text = query.get("max-keys");
  if (text === undefined) return pageMax;
  if (!/^\d{1,10}$/.test(text) || Number(text) > 2_147_483_647) {
    throw new S3Error(
      "InvalidArgument",
      "Argument maxKeys must be an integer between 0 and 2147483647",
    );
  }
  return Math.min(pageMax, Number(text));
}

function readVersionMarker(query: ReadonlyMap<string, string>): Marker | undefined {
  const key = query.get("key-marker") ?? "";
  const versionId = query.get("version-id-marker") ?? "";
  if (key === "") {
    if (versionId === "") return undefined;
    throw new S3Error(
      "InvalidArgument",
      "A version-id marker cannot be specified without a key marker.",
    );
  }
  if (versionId !== "") return { key, versionId };
  const delimiter = query.get("delimiter") ?? "";
  return { key, prefix: delimiter !== "" && key.endsWith(delimiter) };
}

function writeToken(marker: Marker): string {
  return Buffer.from(
    JSON.stringify([marker.prefix === true ? "under" : "key", marker.key]),
  ).toString("base64url");
}

function readToken(token: string): Marker {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, "base64url").toString());
    if (Array.isArray(parsed) && typeof parsed[1] === "string")
      return { key: parsed[1], prefix: parsed[0] === "under" };
  } catch {
    // Not one of ours: refused below.
  }
  throw new S3Error("InvalidArgument", "The continuation token provided is incorrect");
}
