/** The way of a job through its statuses, and how long it was in each. */
import { useEffect, useRef } from "react";
import { JobStepsDocument } from "../../graphql/generated.ts";
import { useAnswer } from "../../graphql/hooks.ts";
import type { StepEvent } from "./entered.ts";
import type { JobView } from "./job-view.ts";
import { QueueLine } from "./queue-line.tsx";
import { StatusLine } from "./status-line.tsx";
import { Timeline } from "./timeline.tsx";

export function StatusCard({ job }: { readonly job: JobView }) {
  const { events, isWhole } = useSteps(job);
  return (
    <section className="card stack" aria-labelledby="status-title">
      <h2 id="status-title">Status</h2>
      <StatusLine job={job} events={events} />
      <QueueLine job={job} />
      <Timeline job={job} events={events} isWhole={isWhole} />
    </section>
  );
}

/** What moved the job, read again when it has moved. */
function useSteps({ id, status }: JobView): {
  readonly events: readonly StepEvent[];
  readonly isWhole: boolean;
} {
  const { data, again } = useAnswer(JobStepsDocument, { variables: { id } });
  const latest = useRef(again);
  useEffect(() => {
    latest.current = again;
  });
  const read = useRef(status);
  useEffect(() => {
    if (read.current !== status) latest.current();
    read.current = status;
  }, [status]);
  const history = data?.job?.history;
  return { events: history?.nodes ?? [], isWhole: history?.pageInfo.hasNextPage === false };
}
