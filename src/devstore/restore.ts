/**
 * Restoring archived objects (S3 User Guide, "Restoring an archived object"): requested, then under way, then readable
 * until it expires. Modelled on that text; nothing here was compared with Amazon's own.
 */
import { readDocument } from "./body.ts";
import { S3Error } from "./errors.ts";
import { childNamed, expectOnly, optionalChild, readXml } from "./read-xml.ts";
import { emptyReply } from "./reply.ts";
import { bucketNamed, findObject } from "./store.ts";
import type { ObjectVersion, Restoration, RestoreTier } from "./objects.ts";
import type { Reply } from "./reply.ts";
import type { Call } from "./request.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How long a restore takes, at most as the guide has it. A class that is not here is not archived. */
const durations: Readonly<Record<string, Readonly<Record<RestoreTier, number | null>>>> = {
  GLACIER: { Expedited: hourMs / 12, Standard: 5 * hourMs, Bulk: 12 * hourMs },
  DEEP_ARCHIVE: { Expedited: null, Standard: 12 * hourMs, Bulk: 48 * hourMs },
};

const tiers: readonly RestoreTier[] = ["Bulk", "Standard", "Expedited"];

/** RestoreObject */
export async function restoreObject(call: Call): Promise<Reply> {
  const wanted = readRequest(await readDocument(call));
  const { store, key } = call;
  const bucket = bucketNamed(store, call.bucket);
  const version = findObject(bucket, { key, versionId: call.query.get("versionId") });
  const now = call.archiveNow;
  const duration = durations[version.storageClass]?.[wanted.tier];
  if (duration === undefined)
    throw new S3Error(
      "InvalidObjectState",
      "Restore is not allowed for the object's current storage class",
    );
  if (duration === null)
    throw new S3Error("InvalidArgument", "Retrieval option is not supported by this storage class");
  const before = restorationOf(version, now);
  const restoration = {
    tier: wanted.tier,
    days: wanted.days,
    readyAt: now + duration,
    expiresAt: expiryOf(now, wanted.days),
  };
  const commit = (changed: Restoration) => {
    const changes = { restoration: changed };
    store.commit({ type: "VersionChanged", bucket: bucket.name, key, id: version.id, changes });
  };
  if (before === undefined) {
    commit(restoration);
    return emptyReply(202);
  }
  if (before.readyAt <= now) {
    commit({ ...restoration, readyAt: before.readyAt });
    return emptyReply(200);
  }
  const isFaster = tiers.indexOf(wanted.tier) > tiers.indexOf(before.tier);
  if (wanted.days !== before.days || !isFaster) throw new S3Error("RestoreAlreadyInProgress");
  commit({ ...before, tier: wanted.tier, readyAt: Math.min(before.readyAt, now + duration) });
  return emptyReply(202);
}

function readRequest(document: Buffer): { readonly days: number; readonly tier: RestoreTier } {
  const root = readXml(document);
  if (root.name !== "RestoreRequest") throw new S3Error("MalformedXML");
  expectOnly(root, ["Days", "GlacierJobParameters", "Tier"]);
  const days = Number(childNamed(root, "Days").text);
  if (!Number.isInteger(days) || days < 1) throw new S3Error("MalformedXML");
  const job = optionalChild(root, "GlacierJobParameters");
  const text = job === undefined ? "Standard" : childNamed(job, "Tier").text;
  const tier = tiers.find((name) => name === text);
  if (tier === undefined) throw new S3Error("MalformedXML");
  return { days, tier };
}

/** Days later, rounded up to the next midnight UTC. */
function expiryOf(now: number, days: number): number {
  return Math.ceil((now + days * dayMs) / dayMs) * dayMs;
}

/** The restore that is under way or still good; undefined when there is none or it has expired. */
function restorationOf({ restoration }: ObjectVersion, now: number): Restoration | undefined {
  if (restoration === undefined) return undefined;
  return now >= restoration.readyAt && now >= restoration.expiresAt ? undefined : restoration;
}

/** How a restore is told with the object. */
export function restoreHeaders(version: ObjectVersion, now: number): Record<string, string> {
  const restoration = restorationOf(version, now);
  if (restoration === undefined) return {};
  if (now < restoration.readyAt) return { "x-amz-restore": 'ongoing-request="true"' };
  const expiry = new Date(restoration.expiresAt).toUTCString();
  return { "x-amz-restore": `ongoing-request="false", expiry-date="${expiry}"` };
}

/** @throws S3Error InvalidObjectState when an object is archived and not restored. */
export function expectReadable(version: ObjectVersion, now: number): void {
  if (durations[version.storageClass] === undefined) return;
  const restoration = restorationOf(version, now);
  if (restoration === undefined || now < restoration.readyAt)
    throw new S3Error("InvalidObjectState");
}
