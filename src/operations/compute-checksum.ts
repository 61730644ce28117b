/**
 * Computes a checksum of an object or a version, whose value is the message of its row in the report (S3 Batch
 * Operations guide, "Compute checksums"). Stores other than Amazon's have no call for it, so the object is read whole.
 */
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { problem } from "../job/check-spec.ts";
import type { ComputeChecksumParameters, FieldProblem } from "../job/spec.ts";
import { assert } from "../lib/assert.ts";
import type { StoreFailure } from "../s3/failures.ts";
import { computedAlgorithms, createChecksum } from "./checksums/checksum.ts";
import { checkChoice } from "./check-parameters.ts";
import type { Calls, Judgement, Operation, Task } from "./operation.ts";
import { openBody, readToEnd } from "./read-body.ts";

export const computeChecksum: Operation<"COMPUTE_CHECKSUM"> = {
  kind: "COMPUTE_CHECKSUM",
  title: "Compute checksum",
  summary:
    "Reads each object and computes a checksum of it, which is the message of its row in the report; the object does not change.",
  s3Actions: ["s3:GetObject", "s3:GetObjectVersion"],
  check: checkParameters,
  store: (_parameters, sourceStore) => sourceStore,
  slow: () => true,
  way: (parameters, sourceStore) => ({
    kind: "many-calls",
    perform: (task, calls) => compute(parameters, { task, calls, store: sourceStore }),
  }),
};

async function compute(
  { algorithm, type }: ComputeChecksumParameters,
  at: { readonly task: Task; readonly calls: Calls; readonly store: string },
): Promise<Judgement> {
  const { bucket, key, versionId } = at.task;
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    ...(versionId === null ? {} : { VersionId: versionId }),
  });
  const opened = openBody(await at.calls.send(at.store, command));
  if (!opened.ok) return { succeeded: false, failure: reported(opened.failure) };
  const checksum = createChecksum(algorithm);
  assert(checksum !== null, `${algorithm} was accepted`);
  const failure = await readToEnd(opened.body, (piece) => checksum.update(piece));
  if (failure !== null) return { succeeded: false, failure: reported(failure) };
  const { etag } = opened.body;
  const value = checksum.digest();
  return { succeeded: true, message: messageOf({ value, etag, algorithm, type }) };
}

/** The members and their order are Amazon's, and so is the escaped equals sign. */
function messageOf(of: {
  readonly value: Buffer;
  readonly etag: string;
  readonly algorithm: string;
  readonly type: string;
}): string {
  const json = JSON.stringify({
    checksum_base64: of.value.toString("base64"),
    etag: of.etag,
    checksumAlgorithm: of.algorithm,
    checksumType: of.type,
    checksum_hex: of.value.toString("hex").toUpperCase(),
  });
  return json.replaceAll("=", "\\u003d");
}

/**
 * As Amazon's reports have it: the store's own code stands in the message. Only what is recorded says so, for whether the
 * store is well is told by what it said itself.
 */
function reported(failure: StoreFailure): StoreFailure {
  const details = {
    failureMessage: failure.message,
    errorCode: failure.status === null ? failure.code : String(failure.status),
  };
  const message = `error details: ${JSON.stringify(details)}`;
  return { ...failure, recordedAs: { code: "PermanentFailure", status: 200, message } };
}

function checkParameters({ algorithm, type }: ComputeChecksumParameters): FieldProblem[] {
  const problems = checkChoice(type, { path: ["type"], choices: ["FULL_OBJECT", "COMPOSITE"] });
  if (type === "COMPOSITE") {
    const message =
      "A composite checksum needs to know where the parts of each object lie, which stores do not tell; use FULL_OBJECT.";
    problems.push(problem(["type"], "NOT_SUPPORTED", message));
  }
  if (!computedAlgorithms.includes(algorithm)) {
    const message = `${algorithm} is not computed by this engine. It computes ${computedAlgorithms.join(", ")}.`;
    problems.push(problem(["algorithm"], "NOT_SUPPORTED", message));
  }
  return problems;
}
