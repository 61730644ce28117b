/**
 * Jobs whose rows stay though the filter finds them no more: the list tells of each that it has left, and then nothing, so
 * what becomes of them is followed one by one.
 */
import { JobProgressDocument, type JobStatus } from "../../graphql/generated.ts";
import { useLive } from "../../graphql/hooks.ts";
import { hasEnded } from "../../lib/statuses.ts";
import type { JobPages } from "./newest-rows.ts";

/** Well below how many subscriptions a connection may have. */
const followedMax = 50;

/** What does not last: these are followed before the others, and make room when it is over. */
const passing: ReadonlySet<JobStatus> = new Set(["PAUSING", "CANCELLING", "COMPLETING", "FAILING"]);

/** Draws nothing. */
export function LeftJobs({
  pages,
  left,
}: {
  readonly pages: JobPages;
  readonly left: ReadonlySet<string>;
}) {
  if (left.size === 0) return null;
  return pages
    .flat()
    .filter(({ id, status }) => left.has(id) && !hasEnded(status))
    .toSorted((a, b) => Number(passing.has(b.status)) - Number(passing.has(a.status)))
    .slice(0, followedMax)
    .map(({ id }) => <Followed key={id} id={id} />);
}

function Followed({ id }: { readonly id: string }) {
  // What a message tells of a job goes into its row, whoever asked for it.
  useLive(JobProgressDocument, { variables: { id }, onMessage: () => {} });
  return null;
}
