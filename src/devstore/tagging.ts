import { readDocument } from "./body.ts";
import { readXml } from "./read-xml.ts";
import { emptyReply, xmlReply } from "./reply.ts";
import { bucketNamed, findObject, versionHeaders } from "./store.ts";
import { readTagging, writeTagging } from "./tags.ts";
import type { Tag } from "./objects.ts";
import type { Reply } from "./reply.ts";
import type { Call } from "./request.ts";

/** PutObjectTagging: replaces the whole set. */
export async function putObjectTagging(call: Call): Promise<Reply> {
  const tags = readTagging(readXml(await readDocument(call)));
  return emptyReply(200, replaceTags(call, tags));
}

/** DeleteObjectTagging: succeeds also when there were none. */
export function deleteObjectTagging(call: Call): Reply {
  return emptyReply(204, replaceTags(call, []));
}

/** GetObjectTagging */
export function getObjectTagging(call: Call): Reply {
  const bucket = bucketNamed(call.store, call.bucket);
  const version = findObject(bucket, { key: call.key, versionId: call.query.get("versionId") });
  return xmlReply(writeTagging(version.tags), versionHeaders(bucket, version.id));
}

function replaceTags(
  { store, key, query, ...call }: Call,
  tags: readonly Tag[],
): Record<string, string> {
  const bucket = bucketNamed(store, call.bucket);
  const version = findObject(bucket, { key, versionId: query.get("versionId") });
  store.commit({ type: "TagsReplaced", bucket: bucket.name, key, id: version.id, tags });
  return versionHeaders(bucket, version.id);
}
