import { useRepeat } from "../../components/repeat.ts";
import { paused } from "../../graphql/connection.ts";
import { JobQueueDocument } from "../../graphql/generated.ts";
import { useAnswer } from "../../graphql/hooks.ts";
import { counted } from "../../lib/format.ts";
import type { JobView } from "./job-view.ts";

/** Other jobs move it up, of which no message about this one tells. */
const everyMs = 5_000;

/** What a job waits for that could run: a slot. */
export function QueueLine({ job: { id, status, pausedBy } }: { readonly job: JobView }) {
  const waits = status === "READY" || (status === "PAUSED" && pausedBy === "SCHEDULER");
  const { data, again } = useAnswer(JobQueueDocument, { variables: { id }, pause: !waits });
  useRepeat(() => !paused.get() && again(), { everyMs, isOn: waits });
  const queue = waits ? data?.job?.queue : null;
  if (!queue) return null;
  const { place, running, slots } = queue;
  return (
    <p>
      Waits for a slot: {place === 1 ? "it is the next" : `${counted(place - 1, "job")} before it`};{" "}
      {running} of {slots} run.
    </p>
  );
}
