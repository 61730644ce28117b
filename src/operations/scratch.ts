/** The calls on the scratch object of a trial: it is written, read, and deleted with every version of it. */
import { createHash } from "node:crypto";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
} from "@aws-sdk/client-s3";
import type { Answer, OperationCommand } from "../s3/transport.ts";
import { encodeSegment } from "./copy-source.ts";
import type { ScratchState } from "./trial.ts";

export interface ScratchPlace {
  readonly bucket: string;
  readonly key: string;
}

/** `retainUntil`: explicit governance retention, which also stands in for a default of the bucket. */
export function writeScratch(
  { bucket, key }: ScratchPlace,
  body: Uint8Array,
  state: ScratchState & { readonly retainUntil: Date | null },
): OperationCommand {
  const { tags, legalHold, retainUntil } = state;
  const tagging = Object.entries(tags ?? {}).map((tag) => tag.map(encodeSegment).join("="));
  return new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: body,
    ContentType: "text/plain",
    // Object Lock asks for it, and every store knows it.
    ContentMD5: createHash("md5").update(body).digest("base64"),
    ...(tagging.length === 0 ? {} : { Tagging: tagging.join("&") }),
    ...(legalHold === true ? { ObjectLockLegalHoldStatus: "ON" as const } : {}),
    ...(retainUntil === null
      ? {}
      : { ObjectLockMode: "GOVERNANCE" as const, ObjectLockRetainUntilDate: retainUntil }),
  });
}

export function readScratch({ bucket, key }: ScratchPlace): OperationCommand {
  return new GetObjectCommand({ Bucket: bucket, Key: key });
}

/** The bytes of an object; null when it could not be read. */
export async function bytesOf(answer: Answer): Promise<Uint8Array | null> {
  if (!answer.ok || !("Body" in answer.output)) return null;
  try {
    const { Body: body } = answer.output as { readonly Body?: ReadableBody };
    return (await body?.transformToByteArray()) ?? null;
  } catch {
    // It broke on the way: as good as not read.
    return null;
  }
}

interface ReadableBody {
  transformToByteArray(): Promise<Uint8Array>;
}

/** When the store says that the object was written. */
export function lastModifiedOf(answer: Answer): Date | null {
  const date: unknown = answer.ok ? Reflect.get(answer.output, "LastModified") : undefined;
  return date instanceof Date ? date : null;
}

export function listScratch({ bucket, key }: ScratchPlace): OperationCommand {
  return new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key });
}

export interface ScratchVersion extends ScratchPlace {
  readonly versionId: string | null;
  /** When the store says that it was written; null: not known. */
  readonly writtenAt: Date | null;
}

/** Every version and delete marker that a listing names; null when the store cannot list versions. */
export function versionsOf(answer: Answer, bucket: string): readonly ScratchVersion[] | null {
  if (!answer.ok) return null;
  const listed = ["Versions", "DeleteMarkers"].flatMap(
    (name) => (Reflect.get(answer.output, name) ?? []) as readonly ListedVersion[],
  );
  return listed.flatMap(({ Key: key, VersionId: versionId, LastModified: writtenAt }) =>
    key === undefined
      ? []
      : [{ bucket, key, versionId: versionId ?? null, writtenAt: writtenAt ?? null }],
  );
}

interface ListedVersion {
  readonly Key?: string;
  readonly VersionId?: string;
  readonly LastModified?: Date;
}

export function deleteScratch(
  { bucket, key, versionId }: Omit<ScratchVersion, "writtenAt">,
  { bypass }: { readonly bypass: boolean },
): OperationCommand {
  return new DeleteObjectCommand({
    Bucket: bucket,
    Key: key,
    ...(versionId === null ? {} : { VersionId: versionId }),
    ...(bypass ? { BypassGovernanceRetention: true } : {}),
  });
}

export function liftHold({
  bucket,
  key,
  versionId,
}: Omit<ScratchVersion, "writtenAt">): OperationCommand {
  return new PutObjectLegalHoldCommand({
    Bucket: bucket,
    Key: key,
    ...(versionId === null ? {} : { VersionId: versionId }),
    LegalHold: { Status: "OFF" },
  });
}

/** What a bucket does to objects that are written into it; null: nothing, or it does not tell. */
export type DefaultRetention = "GOVERNANCE" | "COMPLIANCE" | null;

export function askForDefaultRetention(bucket: string): OperationCommand {
  return new GetObjectLockConfigurationCommand({ Bucket: bucket });
}

export function defaultRetentionOf(answer: Answer): DefaultRetention {
  if (!answer.ok || !("ObjectLockConfiguration" in answer.output)) return null;
  return answer.output.ObjectLockConfiguration?.Rule?.DefaultRetention?.Mode ?? null;
}
