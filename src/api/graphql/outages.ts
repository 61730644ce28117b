/** Stores that keep a job waiting. */
import { isTerminal } from "../../job/lifecycle.ts";
import { placesOf } from "../../job/places.ts";
import type { Job } from "../../job/state.ts";
import type { OutageRow, ReadModels } from "../../readmodels/read-models.ts";

/** An executor beats every three seconds; who was not seen for so long has ended, and tells of no outage any more. */
const seenMs = 20_000;

export function outagesOf(
  job: Job,
  { readModels, now }: { readonly readModels: Pick<ReadModels, "outages">; readonly now: Date },
): readonly OutageRow[] {
  if (isTerminal(job.status)) return [];
  const stores = new Set(
    placesOf(job.spec).flatMap(({ kind, name }) => (kind === "store" ? [name] : [])),
  );
  return outagesNow({ readModels, now }).filter(({ store }) => stores.has(store));
}

/** The stores that executors cannot reach now. */
export function outagesNow({
  readModels,
  now,
}: {
  readonly readModels: Pick<ReadModels, "outages">;
  readonly now: Date;
}): readonly OutageRow[] {
  return readModels.outages(new Date(now.getTime() - seenMs).toISOString());
}
