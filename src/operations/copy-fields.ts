/** The parameters of a copy as fields of the SDK's commands: of CopyObject, and of the calls that do its work in pieces. */
import type { CopyObjectCommandInput, PutObjectCommandInput } from "@aws-sdk/client-s3";
import type { CopyObjectParameters, Tag } from "../job/spec.ts";
import { cannedAcls, grantHeaders } from "./acl-headers.ts";
import { checksumAlgorithms, storageClasses } from "./check-copy-object.ts";
import { encodeSegment } from "./copy-source.ts";
import { metadataFields } from "./object-metadata.ts";

/** Fields that CopyObject, PutObject and CreateMultipartUpload have alike. */
type CommonFields = Partial<
  Pick<CopyObjectCommandInput, keyof CopyObjectCommandInput & keyof PutObjectCommandInput>
>;

/** All that is said of the target whatever the source is. */
export function targetFields(parameters: CopyObjectParameters): CommonFields {
  const { cannedAcl, grants, requesterPays, storageClass, checksumAlgorithm } = parameters;
  const { legalHold, retention, encryption } = parameters;
  return {
    ACL: cannedAcls.find((name) => name === cannedAcl),
    ...grantHeaders(grants ?? []),
    RequestPayer: requesterPays ? "requester" : undefined,
    StorageClass: storageClasses.find((name) => name === storageClass),
    ChecksumAlgorithm: checksumAlgorithms.find((name) => name === checksumAlgorithm),
    WebsiteRedirectLocation: parameters.redirectLocation,
    ObjectLockLegalHoldStatus: legalHold,
    ObjectLockMode: retention?.mode,
    ObjectLockRetainUntilDate: dateOf(retention?.retainUntil),
    ...(encryption === undefined
      ? {}
      : {
          ServerSideEncryption: encryption.algorithm === "KMS" ? "aws:kms" : "AES256",
          SSEKMSKeyId: encryption.kmsKeyId,
          BucketKeyEnabled: encryption.bucketKeyEnabled,
        }),
  };
}

/** Tags in a header are the query string of a URL, so that any character can be in them. */
export function tagQuery(tags: readonly Tag[]): string {
  return tags.map(({ key, value }) => `${encodeSegment(key)}=${encodeSegment(value)}`).join("&");
}

export function dateOf(instant: string | undefined): Date | undefined {
  return instant === undefined ? undefined : new Date(instant);
}

/** What a HEAD or GET tells of an object. */
export interface SourceFacts {
  /** Common to all answers of the SDK. */
  readonly $metadata?: object;
  readonly ContentLength?: number | undefined;
  readonly ETag?: string | undefined;
  readonly VersionId?: string | undefined;
  readonly LastModified?: Date | undefined;
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly ContentType?: string | undefined;
  readonly ExpiresString?: string | undefined;
  readonly Metadata?: Record<string, string> | undefined;
}

/** The new metadata, or that of the source, which calls other than CopyObject do not take along by themselves. */
export function metadataOf(
  { metadata, metadataDirective }: CopyObjectParameters,
  source: SourceFacts,
) {
  if (metadata !== undefined && metadataDirective === "REPLACE") return metadataFields(metadata);
  const { CacheControl, ContentDisposition, ContentEncoding, ContentLanguage } = source;
  const { ContentType, ExpiresString, Metadata } = source;
  const expires = Date.parse(ExpiresString ?? "");
  return {
    CacheControl,
    ContentDisposition,
    ContentEncoding,
    ContentLanguage,
    ContentType,
    ...(Number.isNaN(expires) ? {} : { Expires: new Date(expires) }),
    Metadata: Metadata ?? {},
  };
}
