/**
 * Looks at what a job is to be made of before it exists: its list, the buckets it names, and whether they can take the
 * operation. Reads, and writes nothing: whether a bucket can be written to is the preflight's to find out.
 */
import { copiesOntoItself, selfCopyReason } from "../job/self-copy.ts";
import type { JobSpec, ManifestSpec } from "../job/spec.ts";
import type { Finding } from "../manifest/check-rows.ts";
import { operationOf } from "../operations/index.ts";
import { askForObjectLock, objectLockState } from "../operations/object-lock.ts";
import { askBucket } from "../s3/ask-store.ts";
import { StoreError, type StoreFailure } from "../s3/failures.ts";
import type { StoreAccess } from "../s3/stores.ts";
import { inputNames } from "./input-names.ts";
import { inTime } from "./in-time.ts";
import { createPreviewManifest, type ManifestPreview } from "./preview-manifest.ts";

export interface LookRequest {
  readonly spec: JobSpec;
  /** Rows of the list that are looked at. */
  readonly rowsMax: number;
  /** Whether the caller may use a bucket that the list names. */
  readonly mayUseBucket: (bucket: string) => boolean;
}

export interface JobLook {
  /** What would fail the job before its first task, or cannot be looked at now. */
  readonly problems: readonly LookProblem[];
  readonly warnings: readonly LookWarning[];
  readonly estimatedRows: number | null;
  readonly sizeBytes: number | null;
}

/** Paths lead through the GraphQL input: `["spec", "report", "bucket"]`. */
export interface LookProblem {
  readonly path: readonly string[];
  /** Of a field, of a job that failed, or of a store. */
  readonly code: string;
  readonly message: string;
}

export interface LookWarning extends Omit<Finding, "code"> {
  readonly code: string;
  readonly path: readonly string[];
}

/** A form waits for it. */
const answerMsMax = 10_000;

export function createLookAtJob(
  accessWith: (roleArn: string | null) => StoreAccess,
): (request: LookRequest) => Promise<JobLook> {
  return async (request) => {
    const { spec } = request;
    const stores = accessWith(spec.roleArn);
    const [list, ...buckets] = await Promise.all([
      lookAtList(stores, request),
      ...namedBuckets(spec).map((place) => lookAtBucket(stores, place)),
    ]);
    return joined([withoutRepeats(list, buckets), ...buckets]);
  };
}

type Seen = Pick<JobLook, "problems" | "warnings"> & Partial<JobLook>;

const nothing: Seen = { problems: [], warnings: [] };

const problem = (path: readonly string[], code: string, message: string): Seen => ({
  ...nothing,
  problems: [{ path, code, message }],
});

const warning = (
  path: readonly string[],
  told: Pick<LookWarning, "code" | "message" | "cure">,
) => ({
  ...nothing,
  warnings: [{ ...told, path, row: null, rows: 0, isFatal: false }],
});

function joined(seen: readonly Seen[]): JobLook {
  return {
    problems: seen.flatMap(({ problems }) => problems),
    warnings: seen.flatMap(({ warnings }) => warnings),
    estimatedRows: seen[0]?.estimatedRows ?? null,
    sizeBytes: seen[0]?.sizeBytes ?? null,
  };
}

/** A list in a bucket that is not there cannot be found either: told once, where the bucket is named. */
function withoutRepeats(list: Seen, buckets: readonly Seen[]): Seen {
  const told = buckets.flatMap(({ problems }) => problems);
  const isTold = ({ path }: LookProblem) =>
    told.some((other) => other.path[1] === "manifest" && path[1] === "manifest");
  return { ...list, problems: list.problems.filter((one) => !isTold(one)) };
}

interface BucketPlace {
  readonly store: string;
  readonly bucket: string;
  readonly expectedOwner: string | null;
  /** Of what names the bucket; the member of the bucket comes last. */
  readonly path: readonly string[];
  /** Of the lock settings that objects written there are to get; null: they get none. */
  readonly locks: readonly string[] | null;
}

/** The buckets that a spec names. The one of the listed objects stands in the list itself. */
export function namedBuckets({ manifest, operation, report }: JobSpec): BucketPlace[] {
  const places = bucketsOfList(manifest);
  if (operation.kind === "COPY_OBJECT") {
    const { targetStore: store, targetBucket: bucket, legalHold, retention } = operation.parameters;
    const at = ["spec", "operation", "copyObject"];
    const lock = retention !== undefined ? "retention" : legalHold && "legalHold";
    const locks = lock === undefined ? null : [...at, lock];
    places.push({ store, bucket, expectedOwner: null, path: [...at, "targetBucket"], locks });
  }
  if (report !== null) {
    const { store, bucket, expectedBucketOwner: expectedOwner } = report;
    const path = ["spec", "report", "bucket"];
    places.push({ store, bucket, expectedOwner, path, locks: null });
  }
  return places;
}

function bucketsOfList(manifest: ManifestSpec): BucketPlace[] {
  const none = { expectedOwner: null, locks: null };
  switch (manifest.kind) {
    case "csv":
    case "inventory": {
      const { store, bucket } = manifest.object;
      return [{ ...none, store, bucket, path: [...pathOfList(manifest), "object", "bucket"] }];
    }
    case "generated": {
      const { output } = manifest;
      if (output === null) return [];
      const { store, bucket, expectedBucketOwner: expectedOwner } = output;
      const path = [...pathOfList(manifest), "output", "bucket"];
      return [{ ...none, store, bucket, expectedOwner, path }];
    }
    case "failed-tasks":
      return [];
  }
}

function pathOfList({ kind }: ManifestSpec): readonly string[] {
  return ["spec", "manifest", kind === "generated" ? "generator" : kind];
}

async function lookAtBucket(stores: StoreAccess, place: BucketPlace): Promise<Seen> {
  const { store, bucket, expectedOwner, path, locks } = place;
  return answering(path, async () => {
    const transport = stores.transport(store);
    const failure = await askBucket(transport, { bucket, expectedOwner });
    if (failure !== null) {
      const isForeign =
        failure.status === 403 &&
        expectedOwner !== null &&
        (await askBucket(transport, { bucket, expectedOwner: null })) === null;
      if (!isForeign) return seenOfBucket(failure, place);
      const message = `The bucket ${JSON.stringify(bucket)} does not belong to the account ${expectedOwner}.`;
      return problem([...path.slice(0, -1), "expectedBucketOwner"], "WRONG_BUCKET_OWNER", message);
    }
    if (locks === null) return nothing;
    const state = objectLockState(await transport.send(askForObjectLock(bucket)));
    if (state.enabled || state.failure !== null) return nothing;
    const message = `Object Lock is not enabled for the bucket ${JSON.stringify(bucket)}: every task would fail.`;
    const cure = "Copy into a bucket that was made with Object Lock, or leave this out.";
    return warning(locks, { code: "ObjectLockNotEnabled", message, cure });
  });
}

function seenOfBucket(failure: StoreFailure, { store, bucket, path }: BucketPlace): Seen {
  const { status, code, message } = failure;
  const named = `the bucket ${JSON.stringify(bucket)}`;
  if (status === 404)
    return problem(
      path,
      "NO_SUCH_BUCKET",
      `The store ${store} has no bucket ${JSON.stringify(bucket)}.`,
    );
  // Credentials may be allowed to write where they may not look.
  if (status === 403)
    return warning(path, {
      code: "BucketNotSeen",
      message: `The store ${store} does not let ${named} be looked at (${code}).`,
      cure: "See that the name is right, and that the credentials may do what the job does.",
    });
  return problem(path, code, `The store ${store} cannot tell of ${named}: ${message}`);
}

async function lookAtList(stores: StoreAccess, request: LookRequest): Promise<Seen> {
  const { spec, rowsMax, mayUseBucket } = request;
  const { manifest } = spec;
  if (manifest.kind === "failed-tasks") return nothing;
  const preview = createPreviewManifest(stores);
  const path = pathOfList(manifest);
  return answering([...path, ...storeMember[manifest.kind]], async () => {
    const seen = await preview({ manifest, first: 1, rowsMax, mayUseBucket });
    const { estimatedRows, sizeBytes } = seen;
    const bucket = manifest.kind === "generated" ? manifest.sourceBucket : seen.rows[0]?.bucket;
    const found = seenOfPreview(seen, manifest);
    const listed =
      bucket === undefined || found.problems.length > 0
        ? nothing
        : await lookAtListed(stores, { ...request, bucket, path });
    return { ...joined([found, listed]), estimatedRows, sizeBytes };
  });
}

const storeMember = {
  csv: ["object", "store"],
  inventory: ["object", "store"],
  generated: ["sourceStore"],
} as const;

/** Where the input has what a list fails for. */
const membersOf: Readonly<Record<string, readonly [listed: string, generated: string]>> = {
  ManifestNotFound: ["object.key", "sourceBucket"],
  ManifestReadForbidden: ["object.key", "sourceBucket"],
  ManifestUnreadable: ["object.key", "sourceBucket"],
  ManifestETagMismatch: ["object.etag", ""],
  ManifestBucketOwnerMismatch: ["", "expectedBucketOwner"],
};

function seenOfPreview(
  { problem: failed, findings }: ManifestPreview,
  manifest: ManifestSpec,
): Seen {
  const path = pathOfList(manifest);
  const problems: LookProblem[] = findings
    .filter(({ isFatal }) => isFatal)
    .map(({ code, row, message }) => {
      const place = row === null ? "" : `Row ${row}: `;
      return { code, path, message: `${place}${message}` };
    });
  if (failed !== null) {
    const { code, reason: message } = failed;
    const member = membersOf[code]?.[manifest.kind === "generated" ? 1 : 0] ?? "";
    problems.unshift({ code, path: [...path, ...member.split(".").filter(Boolean)], message });
  }
  const warnings = findings.filter(({ isFatal }) => !isFatal).map((one) => ({ ...one, path }));
  return { problems, warnings };
}

/** The bucket of the listed objects, as the first row names it; all other rows must name the same. */
async function lookAtListed(
  stores: StoreAccess,
  {
    spec,
    bucket,
    path,
    mayUseBucket,
  }: LookRequest & { readonly bucket: string; readonly path: readonly string[] },
): Promise<Seen> {
  if (!mayUseBucket(bucket)) {
    const message = `The list names objects of the bucket ${JSON.stringify(bucket)}, which you may not use.`;
    return problem(path, "NOT_ALLOWED", message);
  }
  const { sourceStore } = spec.manifest;
  const place = { store: sourceStore, bucket, expectedOwner: null, path, locks: null };
  if (copiesOntoItself(spec, bucket)) {
    const at = ["spec", "operation", inputNames[spec.operation.kind]];
    return problem(at, "CopiesOntoItself", selfCopyReason(bucket));
  }
  const seen = await lookAtBucket(stores, place);
  const operation = operationOf(spec.operation);
  if (!operation.needsObjectLock || seen.problems.length > 0) return seen;
  const transport = stores.transport(operation.store(sourceStore));
  const state = objectLockState(await transport.send(askForObjectLock(bucket)));
  if (state.enabled) return seen;
  const { failure } = state;
  const message =
    failure === null
      ? `Object Lock is not enabled for the bucket ${JSON.stringify(bucket)}.`
      : `Whether Object Lock is enabled for the bucket ${JSON.stringify(bucket)} could not be told: ${failure.message}`;
  const at = ["spec", "operation", inputNames[spec.operation.kind]];
  return joined([seen, problem(at, "ObjectLockNotEnabled", message)]);
}

/** What a store does not answer in time, or answers with a failure, is told at the place that names it. */
async function answering(path: readonly string[], look: () => Promise<Seen>): Promise<Seen> {
  try {
    return await inTime(look(), answerMsMax);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const { code, message } = error.failure;
    return problem(path, code, message);
  }
}
