/** Jobs in words. */
import { formatS3Url } from "./s3-url.ts";
import { describeOperation, isUsual } from "./describe-operation.ts";
import type { Job, Place, Report, Queue } from "./job.ts";
import { count, counted, fields } from "./text.ts";

/** The store is named only where it is not the usual one. */
function describePlace({ store, ...place }: Place): string {
  const url = formatS3Url(place);
  return isUsual(store) ? url : `${url} (store ${store})`;
}

/** Where the list is, or which failed tasks it is. */
export function describeManifest({ manifest, retryOf }: Pick<Job, "manifest" | "retryOf">): string {
  const { location, errorCodes = [], keyPrefix = null } = manifest;
  if (location !== null) return describePlace(location);
  if (manifest.sourceBucket !== undefined) {
    const below = manifest.filter?.keyPrefixes.join(" and ") ?? "";
    return `what ${manifest.sourceBucket} holds${below === "" ? "" : ` below ${below}`}`;
  }
  const codes = errorCodes.length === 0 ? "" : ` with ${errorCodes.join(" or ")}`;
  const prefix = keyPrefix === null ? "" : ` below ${keyPrefix}`;
  return `the failed tasks${codes}${prefix} of job ${retryOf?.id ?? "that is gone"}`;
}

/** Where the report is, or will be, or why it is not. */
export function describeReport(report: Report | null): string {
  if (report === null) return "none was asked for";
  const { store, bucket, prefix, scope, status, failure, manifest } = report;
  switch (status) {
    case "READY":
      if (manifest !== null) return describePlace(manifest);
      break;
    case "FAILED":
      return `could not be written: ${failure ?? "no reason is known"}`;
    case "NOT_GENERATED":
      return "not made, because no task ran";
    default:
  }
  const rows = scope === "FAILED_TASKS_ONLY" ? "failed tasks only" : "all tasks";
  return `to ${describePlace({ store, bucket, key: prefix ?? "" })} (${rows})`;
}

/** What a job waits for that could run. */
export function describeQueue({ place, running, slots }: Queue): string {
  const turn = place === 1 ? "it is the next" : `${place - 1} before it`;
  return `a slot: ${turn}; ${running} of ${slots} run`;
}

/** What will be done: shown before it is asked whether it shall be. */
export function describePlan(job: Job): string {
  return fields([
    ["Operation", describeOperation(job.operation)],
    ["Manifest", describeManifest(job)],
    ["Objects", job.progress.total === null ? null : count(job.progress.total)],
    ["Report", describeReport(job.report)],
    ["Description", job.description],
  ]);
}

/** `Run this on 5,000 objects?` */
export function confirmQuestion({ progress: { total } }: Job): string {
  return `Run this on ${total === null ? "all objects of the manifest" : counted(total, "object")}?`;
}
