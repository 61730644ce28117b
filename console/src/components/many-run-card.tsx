/** How far it is with what is done to many jobs, on whatever screen; at its end, what came of it. */
import { count, counted, visible } from "../lib/format.ts";
import { useStore } from "../lib/store.ts";
import { noAnswer } from "./job-actions.ts";
import { endOf, manyLooks, manyRun, runMany, type ManyRun } from "./many-run.ts";

export function ManyRunCard() {
  const run = useStore(manyRun);
  if (run === null) return null;
  return (
    <section className="card run" aria-label="What is done to many jobs">
      {run.isOver ? <End run={run} /> : <UnderWay run={run} />}
    </section>
  );
}

function UnderWay({ run }: { readonly run: ManyRun }) {
  const { action, jobs, done, refused, stop } = run;
  const refusals = refused.reduce((sum, each) => sum + each.jobs, 0);
  const title = `${manyLooks[action].doing} ${counted(jobs.length, "job")}`;
  return (
    <>
      <strong>{title}</strong>
      <progress className="grow" aria-label={title} max={jobs.length} value={done + refusals} />
      <span className="numbers">
        {count(done)} {manyLooks[action].done}
        {refusals > 0 && `, ${count(refusals)} not`}
      </span>
      <button type="button" className="button" onClick={stop}>
        Stop
      </button>
    </>
  );
}

function End({ run }: { readonly run: ManyRun }) {
  const { jobs, refused, tried } = run;
  const rest = jobs.slice(tried);
  return (
    <div className="stack grow">
      <strong>{endOf(run)}</strong>
      <ul className="plain-list">
        {refused.map(({ code, message, jobs: many }) => (
          <li key={code}>
            {code === noAnswer
              ? `${counted(many, "job")}: no answer came, so it may have been done or not.`
              : `${counted(many, "job")} refused it: ${visible(message)}`}{" "}
            <code>{code}</code>
          </li>
        ))}
        {rest.length > 0 && <li>{counted(rest.length, "job")} not tried.</li>}
      </ul>
      <div className="row">
        {rest.length > 0 && (
          <button
            type="button"
            className="button"
            onClick={() => void runMany({ ...run, jobs: rest })}
          >
            Go on with {count(rest.length)}
          </button>
        )}
        <button type="button" className="button" onClick={() => manyRun.set(null)}>
          Close
        </button>
      </div>
    </div>
  );
}
