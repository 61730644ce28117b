/** The bar of the jobs that are chosen: what can be done to them, as far as each allows it. */
import { useState } from "react";
import { problemOf } from "../../components/failure.tsx";
import { manyLooks } from "../../components/many-run.ts";
import { newest } from "../../graphql/client.ts";
import type { BulkAction, JobNowFragment } from "../../graphql/generated.ts";
import { count, counted } from "../../lib/format.ts";
import type { EveryJob } from "./every-job.ts";
import { ManyDialog } from "./many-dialogs.tsx";
import { actions, dangerous } from "./many-looks.ts";
import { WholeActions } from "./whole-actions.tsx";

interface Asking {
  readonly action: BulkAction;
  readonly jobs: readonly JobNowFragment[];
  /** Chosen jobs that do not allow it. */
  readonly left: number;
}

/** Nothing while no job is chosen. */
export function ManyActions({
  chosen,
  loaded,
  total,
  every,
  onClear,
  onChoose,
}: {
  readonly chosen: ReadonlySet<string>;
  /** Those that have a row, which shows what becomes of them. */
  readonly loaded: ReadonlySet<string>;
  /** How many jobs the filters find. */
  readonly total: number;
  readonly every: EveryJob;
  readonly onClear: () => void;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
}) {
  // As they are when the question is put: what changes after that is refused, and not done unseen.
  const [asking, setAsking] = useState<Asking | null>(null);
  const done = (action: BulkAction) => {
    every.stop();
    if (action === "DELETE") onClear();
    // Nobody is told what becomes of the others: what the bar offers for them would be of before.
    else onChoose(new Set([...chosen].filter((id) => loaded.has(id))));
  };
  if (every.whole !== null)
    return <WholeActions filter={every.whole} total={total} onClear={onClear} onDone={done} />;
  if (chosen.size === 0) return null;
  // Of those that are not loaded what was read last counts; one that has changed since may refuse.
  const jobs = [...chosen].flatMap((id) => (newest.of(id) as JobNowFragment | undefined) ?? []);
  const allowing = (action: BulkAction) =>
    jobs.filter(({ allowedActions }) => allowedActions.includes(action));
  const possible = actions
    .map((action) => ({ action, jobs: allowing(action) }))
    .filter((each) => each.jobs.length > 0);
  return (
    <section className="many" aria-label="Chosen jobs">
      <strong className="numbers" role="status">
        {counted(jobs.length, "job")} chosen
      </strong>
      <Everything found={chosen.size < total ? total : null} every={every} />
      {possible.map(({ action, jobs: able }) => (
        <button
          key={action}
          type="button"
          className={`button ${dangerous.has(action) ? "danger" : ""}`}
          disabled={every.reading !== null}
          onClick={() => setAsking({ action, jobs: able, left: jobs.length - able.length })}
        >
          {manyLooks[action].verb} {count(able.length)}
        </button>
      ))}
      <button type="button" className="button plain" onClick={onClear}>
        Choose none
      </button>
      {asking !== null && (
        <ManyDialog
          {...asking}
          onClose={() => setAsking(null)}
          onDone={() => done(asking.action)}
        />
      )}
    </section>
  );
}

/** From the rows that are loaded to everything that the filters find, as in programs for mail. */
function Everything({
  found,
  every: { reading, start, stop },
}: {
  readonly found: number | null;
  readonly every: EveryJob;
}) {
  if (reading === null) {
    return (
      found !== null && (
        <button type="button" className="button" onClick={start}>
          Choose all {count(found)} that the filters find
        </button>
      )
    );
  }
  const { read, total, error } = reading;
  if (error !== null) {
    return (
      <>
        <span className="bad-text">Not all could be read. {problemOf(error).text}</span>
        <button type="button" className="button" onClick={start}>
          Try again
        </button>
      </>
    );
  }
  return (
    <>
      <progress aria-label="Jobs that were read" max={Math.max(total, 1)} value={read} />
      <span className="numbers">
        {count(read)} of {counted(total, "job")} read
      </span>
      <button type="button" className="button" onClick={stop}>
        Stop
      </button>
    </>
  );
}
