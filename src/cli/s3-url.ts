import { UsageError } from "./context.ts";

/** A place in a store; the key may be empty. */
export interface S3Url {
  readonly bucket: string;
  readonly key: string;
}

/** `s3://bucket/key`, taken literally: nothing in the key is decoded. @throws UsageError */
export function parseS3Url(
  text: string,
  { flag, key }: { readonly flag: string; readonly key: "needed" | "optional" },
): S3Url {
  const form = key === "needed" ? "s3://bucket/key" : "s3://bucket or s3://bucket/prefix";
  const match = /^s3:\/\/(?<bucket>[^/]+)(?:\/(?<key>.*))?$/s.exec(text);
  const parsed = { bucket: match?.groups?.["bucket"] ?? "", key: match?.groups?.["key"] ?? "" };
  if (match !== null && (key === "optional" || parsed.key !== "")) return parsed;
  throw new UsageError(`--${flag} takes ${form}, not ${text}.`);
}

export function formatS3Url({ bucket, key }: S3Url): string {
  return `s3://${bucket}/${key}`;
}
