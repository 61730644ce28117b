import { owner } from "./bucket.ts";
import { escapeXml, xmlDocument, xmlElement, xmlText } from "./xml.ts";
import { xmlReply } from "./reply.ts";
import { bucketNamed, findObject, versionHeaders } from "./store.ts";
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

function writeGrants(acl: Readonly<Record<string, string>>): string[] {
  const ownerGrant = writeGrant(`id="${owner.id}"`, "FULL_CONTROL");
  const canned = acl["x-amz-acl"];
  const granted = Object.entries(headerPermissions).flatMap(([header, permission]) =>
    (acl[header]?.split(",") ?? []).map((grantee) => writeGrant(grantee.trim(), permission)),
  );
  // Grants replace the default ACL, the owner's own entry included.
  if (granted.length > 0) return granted;
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
