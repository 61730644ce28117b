/** What a function is sent for one task: schema 1.0 or 2.0 (S3 Batch Operations guide, "Invoke AWS Lambda function"). */
import { randomUUID } from "node:crypto";
import type { InvokeFunctionParameters } from "../job/spec.ts";
import type { Attempt, Task } from "./operation.ts";

export interface Invocation {
  /** The same for every try of a task. */
  readonly taskId: string;
  /** JSON. */
  readonly payload: string;
}

export function invocationOf(
  { invocationSchemaVersion, userArguments }: InvokeFunctionParameters,
  { bucket, versionId }: Task,
  { job, part, row, rawKey }: Attempt,
): Invocation {
  const taskId = Buffer.from(`${job}/${part}/${row}`).toString("base64");
  // The manifest's own text, still encoded: that is how users hand arguments through the key.
  const object = { taskId, s3Key: rawKey, s3VersionId: versionId };
  const isFirst = invocationSchemaVersion === "1.0";
  const body = {
    invocationSchemaVersion,
    invocationId: Buffer.from(randomUUID()).toString("base64"),
    job: isFirst ? { id: job } : { id: job, userArguments: argumentsOf(userArguments) },
    // Helper libraries cut the bucket's name out of the ARN at the last colon, or at three: this form serves both.
    tasks: [
      isFirst
        ? { ...object, s3BucketArn: `arn:aws:s3:::${bucket}` }
        : { ...object, s3Bucket: bucket },
    ],
  };
  return { taskId, payload: JSON.stringify(body) };
}

function argumentsOf(userArguments: InvokeFunctionParameters["userArguments"]) {
  return Object.fromEntries(userArguments.map(({ key, value }) => [key, value]));
}
