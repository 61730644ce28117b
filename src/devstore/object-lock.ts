/**
 * Object Lock: retention and legal holds of versions, in buckets that were made for it (S3 User Guide, "Locking objects
 * with Object Lock").
 */
import { readDocument } from "./body.ts";
import { S3Error } from "./errors.ts";
import { childNamed, expectOnly, optionalChild, readXml } from "./read-xml.ts";
import { emptyReply, xmlReply } from "./reply.ts";
import { headerOf } from "./request.ts";
import { bucketNamed, findObject } from "./store.ts";
import { xmlDocument, xmlElement, xmlText, xmlTime } from "./xml.ts";
import type { IncomingHttpHeaders } from "node:http";
import type { Bucket, DefaultRetention, ObjectVersion, Retention } from "./objects.ts";
import type { XmlElement } from "./read-xml.ts";
import type { Reply } from "./reply.ts";
import type { Call } from "./request.ts";

const dayMs = 86_400_000;

/** GetObjectLockConfiguration */
export function getObjectLockConfiguration({ store, bucket }: Call): Reply {
  const { objectLock } = bucketNamed(store, bucket);
  if (objectLock === undefined) throw new S3Error("ObjectLockConfigurationNotFoundError");
  const { defaultRetention } = objectLock;
  const rule =
    defaultRetention === undefined
      ? ""
      : xmlElement(
          "Rule",
          xmlElement(
            "DefaultRetention",
            xmlText("Mode", defaultRetention.mode),
            xmlText("Days", defaultRetention.days),
          ),
        );
  return xmlReply(
    xmlDocument("ObjectLockConfiguration", xmlText("ObjectLockEnabled", "Enabled"), rule),
  );
}

/** PutObjectLockConfiguration: sets or removes the default retention. */
export async function putObjectLockConfiguration(call: Call): Promise<Reply> {
  const root = readXml(await readDocument(call));
  const bucket = bucketNamed(call.store, call.bucket);
  if (root.name !== "ObjectLockConfiguration") throw new S3Error("MalformedXML");
  expectOnly(root, ["ObjectLockEnabled", "Rule"]);
  if (optionalChild(root, "ObjectLockEnabled")?.text !== "Enabled")
    throw new S3Error("MalformedXML");
  if (bucket.objectLock === undefined && bucket.versioning !== "Enabled")
    throw new S3Error("InvalidBucketState", "Versioning must be 'Enabled' on the bucket");
  const rule = optionalChild(root, "Rule");
  const retention = rule === undefined ? undefined : readDefaultRetention(rule);
  call.store.commit({ type: "ObjectLockConfigured", bucket: bucket.name, retention });
  return emptyReply(200);
}

function readDefaultRetention(rule: XmlElement): DefaultRetention {
  expectOnly(rule, ["DefaultRetention"]);
  const element = childNamed(rule, "DefaultRetention");
  expectOnly(element, ["Mode", "Days", "Years"]);
  const mode = readMode(childNamed(element, "Mode").text);
  const [days, years] = [optionalChild(element, "Days"), optionalChild(element, "Years")];
  if ((days === undefined) === (years === undefined)) throw new S3Error("MalformedXML");
  const count = Number((days ?? years)!.text) * (years === undefined ? 1 : 365);
  if (!Number.isInteger(count) || count < 1)
    throw new S3Error(
      "InvalidArgument",
      "Default retention period must be a positive integer value",
    );
  return { mode, days: count };
}

/** GetObjectRetention */
export function getObjectRetention(call: Call): Reply {
  const { version } = lockable(call);
  if (version.retention === undefined) throw new S3Error("NoSuchObjectLockConfiguration");
  const { mode, until } = version.retention;
  return xmlReply(
    xmlDocument("Retention", xmlText("Mode", mode), xmlText("RetainUntilDate", xmlTime(until))),
  );
}

/** PutObjectRetention. Neither mode nor date: the retention is lifted. */
export async function putObjectRetention(call: Call): Promise<Reply> {
  const root = readXml(await readDocument(call));
  const { bucket, version } = lockable(call);
  const wanted = readRetention(root, call.now);
  const before = activeRetention(version, call.now);
  if (before !== undefined && weakens(before, wanted)) {
    const bypasses = before.mode === "GOVERNANCE" && isBypassed(call.headers);
    if (!bypasses) throw new S3Error("AccessDenied", lockedMessage);
  }
  const { store, key } = call;
  const changes = { retention: wanted ?? null };
  store.commit({ type: "VersionChanged", bucket: bucket.name, key, id: version.id, changes });
  return emptyReply(200);
}

function readRetention(root: XmlElement, now: number): Retention | undefined {
  if (root.name !== "Retention") throw new S3Error("MalformedXML");
  expectOnly(root, ["Mode", "RetainUntilDate"]);
  const [mode, until] = [optionalChild(root, "Mode"), optionalChild(root, "RetainUntilDate")];
  if (mode === undefined && until === undefined) return undefined;
  if (mode === undefined || until === undefined) throw new S3Error("MalformedXML");
  return { mode: readMode(mode.text), until: readFutureDate(until.text, now) };
}

/** Compliance can only be extended; governance can be made stricter by anyone who may set it. */
function weakens(before: Retention, wanted: Retention | undefined): boolean {
  if (wanted === undefined || wanted.until < before.until) return true;
  return before.mode === "COMPLIANCE" && wanted.mode !== "COMPLIANCE";
}

/** GetObjectLegalHold */
export function getObjectLegalHold(call: Call): Reply {
  const { version } = lockable(call);
  if (version.legalHold === undefined) throw new S3Error("NoSuchObjectLockConfiguration");
  return xmlReply(xmlDocument("LegalHold", xmlText("Status", version.legalHold ? "ON" : "OFF")));
}

/** PutObjectLegalHold */
export async function putObjectLegalHold(call: Call): Promise<Reply> {
  const root = readXml(await readDocument(call));
  const { bucket, version } = lockable(call);
  if (root.name !== "LegalHold") throw new S3Error("MalformedXML");
  expectOnly(root, ["Status"]);
  const legalHold = readHold(childNamed(root, "Status").text);
  const { store, key } = call;
  const changes = { legalHold };
  store.commit({ type: "VersionChanged", bucket: bucket.name, key, id: version.id, changes });
  return emptyReply(200);
}

function lockable(call: Call): { bucket: Bucket; version: ObjectVersion } {
  const bucket = bucketNamed(call.store, call.bucket);
  if (bucket.objectLock === undefined)
    throw new S3Error("InvalidRequest", "Bucket is missing Object Lock Configuration");
  const version = findObject(bucket, { key: call.key, versionId: call.query.get("versionId") });
  return { bucket, version };
}

/** The lock that an upload asks for, or that its bucket gives to every new version. */
export function readLock(
  headers: IncomingHttpHeaders,
  { bucket, now }: { readonly bucket: Bucket; readonly now: number },
): Pick<ObjectVersion, "retention" | "legalHold"> {
  const mode = headerOf(headers, "x-amz-object-lock-mode");
  const until = headerOf(headers, "x-amz-object-lock-retain-until-date");
  const hold = headerOf(headers, "x-amz-object-lock-legal-hold");
  const asks = mode !== undefined || until !== undefined || hold !== undefined;
  if (asks && bucket.objectLock === undefined)
    throw new S3Error("InvalidRequest", "Bucket is missing Object Lock Configuration");
  if ((mode === undefined) !== (until === undefined)) {
    throw new S3Error(
      "InvalidArgument",
      "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
    );
  }
  const given =
    mode === undefined ? undefined : { mode: readMode(mode), until: readFutureDate(until!, now) };
  const usual = bucket.objectLock?.defaultRetention;
  const retention =
    given ??
    (usual === undefined ? undefined : { mode: usual.mode, until: now + usual.days * dayMs });
  return {
    ...(retention === undefined ? {} : { retention }),
    ...(hold === undefined ? {} : { legalHold: readHold(hold) }),
  };
}

/** How a lock is told with the object. */
export function lockHeaders({ retention, legalHold }: ObjectVersion): Record<string, string> {
  return {
    ...(retention === undefined
      ? {}
      : {
          "x-amz-object-lock-mode": retention.mode,
          "x-amz-object-lock-retain-until-date": xmlTime(retention.until),
        }),
    ...(legalHold === undefined
      ? {}
      : { "x-amz-object-lock-legal-hold": legalHold ? "ON" : "OFF" }),
  };
}

/** @throws S3Error AccessDenied when this version may not be removed. */
export function expectUnlocked(
  version: ObjectVersion,
  { headers, now }: Pick<Call, "headers" | "now">,
): void {
  const retention = activeRetention(version, now);
  const bypasses = retention?.mode === "GOVERNANCE" && isBypassed(headers);
  // A bypass never lifts a legal hold.
  if (version.legalHold === true || (retention !== undefined && !bypasses))
    throw new S3Error("AccessDenied", lockedMessage);
}

const lockedMessage = "Access Denied because object protected by object lock.";

function activeRetention({ retention }: ObjectVersion, now: number): Retention | undefined {
  return retention !== undefined && retention.until > now ? retention : undefined;
}

function isBypassed(headers: IncomingHttpHeaders): boolean {
  return headerOf(headers, "x-amz-bypass-governance-retention")?.toLowerCase() === "true";
}

function readMode(text: string): Retention["mode"] {
  if (text === "GOVERNANCE" || text === "COMPLIANCE") return text;
  throw new S3Error("MalformedXML");
}

function readHold(text: string): boolean {
  if (text === "ON" || text === "OFF") return text === "ON";
  throw new S3Error("MalformedXML");
}

function readFutureDate(text: string, now: number): number {
  const date = Date.parse(text);
  if (Number.isNaN(date)) throw new S3Error("MalformedXML");
  if (date <= now)
    throw new S3Error("InvalidArgument", "The retain until date must be in the future!");
  return date;
}
