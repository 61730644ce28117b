/**
 * What came of a job, as files: where they lie and what a row of them is. Names, columns and texts are those of S3 Batch
 * Operations (S3 User Guide, "Examples of S3 Batch Operations completion reports").
 */
import { createHash } from "node:crypto";
import type { ReportSpec } from "../job/spec.ts";
import type { ObjectRef, WriteOptions } from "../s3/object-store.ts";

export type ReportStatus = "succeeded" | "failed";

/** One task in a report. The order of the members is that of the columns. */
export interface ReportRow {
  readonly bucket: string;
  /** As the manifest writes it. */
  readonly key: string;
  /** Empty when the row of the manifest has none. */
  readonly versionId: string;
  readonly status: ReportStatus;
  /** Null when no answer came. */
  readonly httpStatus: number | null;
  /** Empty when the task succeeded. */
  readonly errorCode: string;
  readonly message: string;
}

/**
 * What `manifest.json` says of the rows. It is not their order: in the files of AWS, and so in these, the HTTP status
 * stands before the error code, and readers have come to rely on both.
 */
export const reportSchema =
  "Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage";

/** The n-th file of a report. The key is made from what it holds, so that one written twice replaces itself. */
export function reportFileKey(options: {
  readonly prefix: string | null;
  readonly jobId: string;
  readonly status: ReportStatus;
  readonly file: number;
}): string {
  const { prefix, jobId, status, file } = options;
  const name = createHash("sha1").update(`${jobId} ${status} ${file}`).digest("hex");
  return `${reportFolder({ prefix, jobId })}/results/${name}.csv`;
}

/** Written last: who finds it finds the whole report. */
export function reportManifestKey(options: {
  readonly prefix: string | null;
  readonly jobId: string;
}): string {
  return `${reportFolder(options)}/manifest.json`;
}

/** Beside the manifest: the hash over all outcomes, by which an audit of the job can be checked. */
export function outcomesHashKey(options: {
  readonly prefix: string | null;
  readonly jobId: string;
}): string {
  return `${reportFolder(options)}/outcomes.sha256`;
}

/** Exactly one slash stands between prefix and folder, however the prefix ends. */
function reportFolder(options: { readonly prefix: string | null; readonly jobId: string }): string {
  const { prefix, jobId } = options;
  if (prefix === null) return `job-${jobId}`;
  return `${prefix.replace(/\/+$/, "")}/job-${jobId}`;
}

export function reportObject(report: ReportSpec, key: string): ObjectRef {
  return { bucket: report.bucket, key };
}

export function reportWriteOptions(report: ReportSpec, contentType: string): WriteOptions {
  return { contentType, expectedBucketOwner: report.expectedBucketOwner ?? undefined };
}
