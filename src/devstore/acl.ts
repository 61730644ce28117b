import { readAcl } from "./attributes.ts";
import { readDocument } from "./body.ts";
import { owner } from "./bucket.ts";
import { S3Error } from "./errors.ts";
import { childNamed, optionalChild, readXml } from "./read-xml.ts";
import { escapeXml, xmlDocument, xmlElement, xmlText } from "./xml.ts";
import { emptyReply, xmlReply } from "./reply.ts";
import { bucketNamed, findObject, versionHeaders } from "./store.ts";
import type { XmlElement } from "./read-xml.ts";
import type { Reply } from "./reply.ts";
import type { Call } from "./request.ts";

const allUsers = `uri="http://acs.amazonaws.com/groups/global/AllUsers"`;
const authenticatedUsers = `uri="http://acs.amazonaws.com/groups/global/AuthenticatedUsers"`;

/** What a canned ACL grants beside the owner's own full control. The bucket's owner and the object's are one here. */
const cannedGrants: Readonly<
  Record<string, readonly (readonly [grantee: string, permission: string])[]>
> = {
  "public-read": [[allUsers, "READ"]],
  "public-read-write": [
    [allUsers, "READ"],
    [allUsers, "WRITE"],
  ],
  "authenticated-read": [[authenticatedUsers, "READ"]],
};

const headerPermissions: Readonly<Record<string, string>> = {
  "x-amz-grant-full-control": "FULL_CONTROL",
  "x-amz-grant-read": "READ",
  "x-amz-grant-read-acp": "READ_ACP",
  "x-amz-grant-write-acp": "WRITE_ACP",
  // Not a header of objects: only a list in a body can say it.
  "x-amz-grant-write": "WRITE",
};

/**
 * GetObjectAcl: what was said when the object was written. It is remembered and not enforced: only the holder of the
 * store's key can read anything.
 */
export function getObjectAcl(call: Call): Reply {
  const bucket = bucketNamed(call.store, call.bucket);
  const version = findObject(bucket, { key: call.key, versionId: call.query.get("versionId") });
  const ownerElement = xmlElement(
    "Owner",
    xmlText("ID", owner.id),
    xmlText("DisplayName", owner.displayName),
  );
  const list = xmlElement("AccessControlList", ...writeGrants(version.acl));
  return xmlReply(
    xmlDocument("AccessControlPolicy", ownerElement, list),
    versionHeaders(bucket, version.id),
  );
}

/** PutObjectAcl: by headers or by a list in the body. */
export async function putObjectAcl(call: Call): Promise<Reply> {
  const document = await readDocument(call);
  const bucket = bucketNamed(call.store, call.bucket);
  const version = findObject(bucket, { key: call.key, versionId: call.query.get("versionId") });
  const headers = readAcl(call.headers);
  const hasHeaders = Object.keys(headers).length > 0;
  if (hasHeaders && document.length > 0) throw new S3Error("UnexpectedContent");
  if (!hasHeaders && document.length === 0) throw new S3Error("MissingSecurityHeader");
  const acl = hasHeaders ? headers : readPolicy(readXml(document));
  const { store, key } = call;
  const changes = { acl };
  store.commit({ type: "VersionChanged", bucket: bucket.name, key, id: version.id, changes });
  return emptyReply(200, versionHeaders(bucket, version.id));
}

/** A list in a body, as the headers that say the same. */
function readPolicy(root: XmlElement): Record<string, string> {
  if (root.name !== "AccessControlPolicy") throw new S3Error("MalformedACLError");
  const list = optionalChild(root, "AccessControlList");
  const ownerId = optionalChild(root, "Owner");
  if (list === undefined || ownerId === undefined) throw new S3Error("MalformedACLError");
  // The owner of an object cannot be changed by its list.
  if (childNamed(ownerId, "ID").text !== owner.id) throw new S3Error("AccessDenied");
  const acl: Record<string, string> = { "x-amz-grant-full-control": "" };
  for (const grant of list.children) {
    const permission = childNamed(grant, "Permission").text;
    const header = Object.entries(headerPermissions).find(([, name]) => name === permission)?.[0];
    if (grant.name !== "Grant" || header === undefined) throw new S3Error("MalformedACLError");
    const grantee = readGrantee(childNamed(grant, "Grantee"));
    acl[header] = acl[header] ? `${acl[header]}, ${grantee}` : grantee;
  }
  return acl;
}

function readGrantee(element: XmlElement): string {
  const names = { ID: "id", URI: "uri", EmailAddress: "emailAddress" } as const;
  for (const [name, kind] of Object.entries(names)) {
    const text = optionalChild(element, name)?.text;
    if (text !== undefined && text !== "") return `${kind}="${text}"`;
  }
  throw new S3Error("MalformedACLError");
}

function writeGrants(acl: Readonly<Record<string, string>>): string[] {
  const ownerGrant = writeGrant(`id="${owner.id}"`, "FULL_CONTROL");
  const canned = acl["x-amz-acl"];
  const headers = Object.entries(headerPermissions).filter(([header]) => header in acl);
  const granted = headers.flatMap(([header, permission]) =>
    acl[header]!.split(",")
      .filter((grantee) => grantee.trim() !== "")
      .map((grantee) => writeGrant(grantee.trim(), permission)),
  );
  // Grants replace the default ACL, the owner's own entry included; a list in a body may hold none at all.
  if (headers.length > 0) return granted;
  return [
    ownerGrant,
    ...(cannedGrants[canned ?? ""] ?? []).map(([grantee, permission]) =>
      writeGrant(grantee, permission),
    ),
  ];
}

/** `id="…"`, `uri="…"` or `emailAddress="…"`, quotes optional. */
function writeGrant(grantee: string, permission: string): string {
  const equals = grantee.indexOf("=");
  const kind = grantee.slice(0, equals);
  const value = escapeXml(grantee.slice(equals + 1).replaceAll('"', ""));
  const shape =
    kind === "uri"
      ? ["Group", "URI"]
      : kind === "emailAddress"
        ? ["AmazonCustomerByEmail", "EmailAddress"]
        : ["CanonicalUser", "ID"];
  const type = `xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="${shape[0]}"`;
  return `<Grant><Grantee ${type}><${shape[1]}>${value}</${shape[1]}></Grantee>${xmlText("Permission", permission)}</Grant>`;
}
