/** A copy job as a user makes it: objects and a manifest in a store, the job through the API, the report read back. */
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { parse } from "csv-parse/sync";
import { tokenSuffix } from "./event-log.ts";
import { eventually, type StevedoreProcess } from "./stevedore-process.ts";

export interface JobView {
  readonly status: string;
  readonly progress: {
    readonly total: number;
    readonly succeeded: number;
    readonly failed: number;
    readonly unknown: number;
  };
  readonly failureReasons: readonly { readonly code: string; readonly reason: string }[];
  readonly failureGroups: readonly { readonly errorCode: string; readonly count: number }[];
  readonly report: {
    readonly status: string;
    readonly files: {
      readonly nodes: readonly {
        readonly key: string;
        readonly outcome: string;
        readonly rows: number;
      }[];
    };
  } | null;
}

export async function putObjects(
  client: S3Client,
  bucket: string,
  keys: readonly string[],
): Promise<void> {
  const left = keys.values();
  const worker = async () => {
    for (const key of left)
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: `of ${key}` }));
  };
  await Promise.all(Array.from({ length: 32 }, worker));
}

/** The key as a manifest writes it. */
export function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll("%2F", "/").replaceAll("'", "%27");
}

export async function putManifest(
  client: S3Client,
  object: { readonly bucket: string; readonly key: string },
  options: { readonly bucket: string; readonly keys: readonly string[] },
): Promise<void> {
  const text = options.keys.map((key) => `${options.bucket},${encodeKey(key)}\n`).join("");
  await client.send(new PutObjectCommand({ Bucket: object.bucket, Key: object.key, Body: text }));
}

/** Creates a job that needs no confirmation, and gives its id. */
export async function createJob(
  stevedore: StevedoreProcess,
  options: {
    readonly operation: object;
    readonly manifest: { readonly bucket: string; readonly key: string };
    readonly reports: string;
    readonly token: string;
    /** Members of the spec beside these. */
    readonly more?: object;
  },
): Promise<string> {
  const { operation, manifest, reports, token, more } = options;
  const spec = {
    operation,
    manifest: { csv: { object: manifest } },
    report: { bucket: reports, prefix: "runs" },
    confirmationRequired: false,
    ...more,
  };
  const { createJob: created } = await stevedore.query<{
    createJob: { job: { id: string } | null; errors: unknown[] };
  }>(
    `mutation ($input: CreateJobInput!) { createJob(input: $input) { job { id } errors { code message path } } }`,
    { input: { clientRequestToken: token + tokenSuffix, spec } },
  );
  if (created.job === null) throw new Error(JSON.stringify(created.errors));
  return created.job.id;
}

export async function viewJob(stevedore: StevedoreProcess, id: string): Promise<JobView> {
  const { job } = await stevedore.query<{ job: JobView }>(
    `query ($id: ID!) { job(id: $id) {
      status progress { total succeeded failed unknown } failureReasons { code reason }
      failureGroups { errorCode count }
      report { status files(first: 100) { nodes { key outcome rows } } }
    } }`,
    { id },
  );
  return job;
}

export function untilStatus(
  stevedore: StevedoreProcess,
  id: string,
  status: string,
): Promise<JobView> {
  const look = async () => {
    const job = await viewJob(stevedore, id);
    return job.status === status ? job : null;
  };
  return eventually(look, { withinMs: 120_000, what: `${status} of job ${id}` });
}

export async function confirmJob(stevedore: StevedoreProcess, id: string): Promise<void> {
  await stevedore.query(
    `mutation ($input: JobCommandInput!) { confirmJob(input: $input) { errors { message } } }`,
    { input: { id } },
  );
}

export function untilEnded(
  stevedore: StevedoreProcess,
  id: string,
  withinMs = 300_000,
): Promise<JobView> {
  const look = async () => {
    const job = await viewJob(stevedore, id);
    return ["COMPLETE", "FAILED", "CANCELLED"].includes(job.status) ? job : null;
  };
  return eventually(look, { withinMs, what: `the end of job ${id}` });
}

export interface ReportRow {
  readonly rawKey: string;
  readonly status: string;
  readonly code: string;
  readonly versionId: string;
  readonly httpStatus: string;
  readonly message: string;
}

/** Every row of a report, read as its users do: from its `manifest.json`. */
export async function readReport(
  client: S3Client,
  bucket: string,
  job: string,
  prefix = "runs",
): Promise<readonly ReportRow[]> {
  const manifest = JSON.parse(
    await readText(client, bucket, `${prefix}/job-${job}/manifest.json`),
  ) as {
    readonly Results: readonly { readonly Bucket: string; readonly Key: string }[];
  };
  const rows: ReportRow[] = [];
  for (const { Bucket, Key } of manifest.Results) {
    const lines: string[][] = parse(await readText(client, Bucket, Key));
    for (const [, rawKey, versionId, status, httpStatus, code, message] of lines) {
      rows.push({
        rawKey: rawKey!,
        status: status!,
        code: code!,
        versionId: versionId!,
        httpStatus: httpStatus!,
        message: message!,
      });
    }
  }
  return rows;
}

export async function readText(client: S3Client, bucket: string, key: string): Promise<string> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return (await Body?.transformToString("utf8")) ?? "";
}

export async function listKeys(
  client: S3Client,
  bucket: string,
  prefix = "",
): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
    );
    for (const { Key } of page.Contents ?? []) keys.add(Key!);
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return keys;
}
