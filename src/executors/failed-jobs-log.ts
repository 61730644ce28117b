/** Says of each job that fails why, in the log of one process: the steward's. What has been before is not told again. */
import type { RecordedEvent } from "../eventstore/eventstore.ts";
import { decode } from "../job/codec.ts";
import { parseStream } from "../job/streams.ts";
import type { Logger } from "../log.ts";

export function sayFailedJobs(events: readonly RecordedEvent[], log: Pick<Logger, "warn">): void {
  for (const event of events) {
    if (event.type !== "JobFailing") continue;
    const decoded = decode(event);
    const about = parseStream(event.stream);
    if (!decoded.ok || decoded.value.type !== "JobFailing" || about?.kind !== "job") continue;
    const { code, reason } = decoded.value.data;
    log.warn("a job failed", { job: about.job, code, reason });
  }
}
