/** How far it is with what is done to many jobs, on whatever screen; at its end, what came of it. */
import { Fragment, useEffect } from "react";
import { Link } from "wouter";
import type { BulkNowFragment } from "../graphql/generated.ts";
import { reconnections } from "../graphql/connection.ts";
import { refused as signedOut } from "../graphql/token.ts";
import { count, counted, visible } from "../lib/format.ts";
import { useStore } from "../lib/store.ts";
import { closeRun, endOf, goOnWith, lookAtRuns, manyLooks, manyRuns, stopRun } from "./many-run.ts";

interface RunProps {
  readonly run: BulkNowFragment;
}

export function ManyRunCards() {
  const isOut = useStore(signedOut);
  const times = useStore(reconnections);
  useEffect(() => {
    void lookAtRuns();
  }, [isOut, times]);
  return useStore(manyRuns).map((run) => (
    <section
      key={run.id}
      className="card run"
      aria-label={`What is done to many jobs: ${titleOf(run)}`}
    >
      {run.endedAt === null ? <UnderWay run={run} /> : <End run={run} />}
    </section>
  ));
}

const titleOf = ({ action, jobs }: BulkNowFragment) =>
  `${manyLooks[action].doing} ${counted(jobs, "job")}`;

function UnderWay({ run }: RunProps) {
  const { action, jobs, done, refused, status } = run;
  const title = titleOf(run);
  return (
    <>
      <strong>{title}</strong>
      <progress className="grow" aria-label={title} max={jobs} value={done + refused} />
      <span className="numbers">
        {count(done)} {manyLooks[action].done}
        {refused > 0 && `, ${count(refused)} not`}
      </span>
      <button
        type="button"
        className="button"
        disabled={status === "STOPPING"}
        onClick={() => void stopRun(run)}
      >
        Stop
      </button>
    </>
  );
}

function End({ run }: RunProps) {
  const { refusals, left, status } = run;
  return (
    <div className="stack grow">
      <strong>{endOf(run)}</strong>
      <ul className="plain-list">
        {refusals.map(({ code, jobs, examples }) => (
          <li key={code}>
            {counted(jobs, "job")} refused it: {visible(examples[0]!.message)} <code>{code}</code>{" "}
            {examples.map(({ jobId }) => (
              <Fragment key={jobId}>
                <Link href={`/jobs/${jobId}`}>{visible(jobId.slice(0, 8))}</Link>{" "}
              </Fragment>
            ))}
          </li>
        ))}
        {left > 0 && <li>{counted(left, "job")} not tried.</li>}
        {status === "LOST" && <li>The engine went away before it had the whole list.</li>}
      </ul>
      <div className="row">
        {status === "STOPPED" && (
          <button type="button" className="button" onClick={() => void goOnWith(run)}>
            Go on with {count(left)}
          </button>
        )}
        <button type="button" className="button" onClick={() => closeRun(run)}>
          Close
        </button>
      </div>
    </div>
  );
}
