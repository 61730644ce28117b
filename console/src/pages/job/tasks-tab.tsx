/** The tasks by outcome, code and key. The table is not live, because it would run away; it says how many came since. */
import { useState } from "react";
import { useLocation, useSearch } from "wouter";
import { Failure } from "../../components/failure.tsx";
import { act } from "../../components/job-actions.ts";
import { MoreRows } from "../../components/more-rows.tsx";
import { count, counted, visible } from "../../lib/format.ts";
import { hasEnded } from "../../lib/statuses.ts";
import type { JobView } from "./job-view.ts";
import { TaskDetail } from "./task-detail.tsx";
import { orderOf, tasksAddress, taskViewOf, type TaskView } from "./task-filter.ts";
import { CopyAsCsv, TaskTable } from "./task-table.tsx";
import { tasksOf, useOpenTask, useTasks, type LoadedTasks } from "./use-tasks.ts";

export function TasksTab({
  job,
  row,
}: {
  readonly job: JobView;
  readonly row: string | undefined;
}) {
  const view = taskViewOf(new URLSearchParams(useSearch()));
  const { loaded, error, isLoading, more, refresh } = useTasks(job, view);
  const open = useOpenTask(job.id, row, loaded?.tasks ?? []);
  return (
    <div className="stack">
      <OutcomeFilter job={job} view={view} />
      {view.outcome === "FAILED" && job.progress.failed > 0 && (
        <FailedFilter job={job} view={view} />
      )}
      {error !== null && (
        <Failure error={error} title="The tasks could not be read." again={refresh} />
      )}
      {tasksOf(job, view) === 0 && <Nothing job={job} view={view} />}
      {loaded === null && isLoading && (
        <p className="late muted" role="status">
          Loading the tasks…
        </p>
      )}
      <div className={`beside ${open === null ? "" : "open"}`}>
        {loaded !== null && (
          <div className="stack">
            {loaded.tasks.length === 0 ? (
              <p className="card">No tasks match.</p>
            ) : (
              <TaskTable
                tasks={loaded.tasks}
                total={loaded.total}
                openRow={row}
                jobId={job.id}
                view={view}
              />
            )}
            <div className="row spread">
              <Counts job={job} view={view} loaded={loaded} />
              <div className="row">
                <button type="button" className="button" onClick={refresh} disabled={isLoading}>
                  Refresh
                </button>
                <RetryThese job={job} view={view} />
                {loaded.tasks.length > 0 && <CopyAsCsv tasks={loaded.tasks} />}
                {loaded.after !== null && <MoreRows fetching={isLoading} onMore={more} />}
              </div>
            </div>
          </div>
        )}
        {open !== null && (
          <TaskDetail task={open} jobId={job.id} backTo={tasksAddress(job.id, view)} />
        )}
      </div>
    </div>
  );
}

function Counts({
  job,
  view,
  loaded: { tasks, total, after, atFirst },
}: {
  readonly job: JobView;
  readonly view: TaskView;
  readonly loaded: LoadedTasks;
}) {
  const since = tasksOf(job, view) - atFirst;
  const known = total ?? tasks.length;
  return (
    <p className="muted small" role="status">
      {total === null && after !== null && "more than "}
      {counted(known, "task")}
      {tasks.length < known && `, ${count(tasks.length)} shown`}
      {tasks.length > 0 && ` of the bucket ${tasks[0]!.bucket}, ${orderOf(view)}`} · not live
      {since > 0 && ` (${count(since)} more since)`}
    </p>
  );
}

function RetryThese({ job, view }: { readonly job: JobView; readonly view: TaskView }) {
  const { outcome, code, prefix } = view;
  if (outcome !== "FAILED" || !job.allowedActions.includes("RETRY_FAILED_TASKS")) return null;
  const narrowed = {
    ...(code === null ? {} : { codes: [code] }),
    ...(prefix === "" ? {} : { prefix }),
  };
  return (
    <button
      type="button"
      className="button"
      onClick={() => act("RETRY_FAILED_TASKS", job, narrowed)}
    >
      Retry these
    </button>
  );
}

function Nothing({ job, view }: { readonly job: JobView; readonly view: TaskView }) {
  const words = {
    FAILED: ["No task has failed.", "Tasks that fail for good are listed here as they come."],
    SUCCEEDED: ["No task has succeeded.", "Tasks that succeed are listed here as they come."],
    UNKNOWN: [
      "There is no task whose outcome is not known.",
      "There can be some only when a job is stopped while an executor is lost.",
    ],
  }[view.outcome];
  return (
    <div className="card stack">
      <p>
        <strong>{words[0]}</strong>
      </p>
      {!hasEnded(job.status) && <p className="muted">{words[1]}</p>}
    </div>
  );
}

function OutcomeFilter({ job, view }: { readonly job: JobView; readonly view: TaskView }) {
  const [, navigate] = useLocation();
  const { failed, succeeded, unknown } = job.progress;
  const choices = [
    { outcome: "FAILED", name: "Failed", tasks: failed },
    { outcome: "SUCCEEDED", name: "Succeeded", tasks: succeeded },
    ...(unknown > 0 ? [{ outcome: "UNKNOWN", name: "Unknown", tasks: unknown } as const] : []),
  ] as const;
  return (
    <div className="filters" role="group" aria-label="Outcome">
      {choices.map(({ outcome, name, tasks }) => (
        <button
          key={outcome}
          type="button"
          aria-pressed={view.outcome === outcome}
          onClick={() => navigate(tasksAddress(job.id, { outcome, code: null, prefix: "" }))}
        >
          {name} <span className="numbers">{count(tasks)}</span>
        </button>
      ))}
    </div>
  );
}

/** Codes to choose from, and the beginning of the key. */
function FailedFilter({ job, view }: { readonly job: JobView; readonly view: TaskView }) {
  const [, navigate] = useLocation();
  const [prefix, setPrefix] = useState(view.prefix);
  const [applied, setApplied] = useState(view.prefix);
  if (view.prefix !== applied) {
    setApplied(view.prefix);
    setPrefix(view.prefix);
  }
  return (
    <form
      className="fields"
      onSubmit={(event) => {
        event.preventDefault();
        navigate(tasksAddress(job.id, { ...view, prefix }));
      }}
    >
      <div className="field">
        <label htmlFor="task-code">Error code</label>
        <select
          id="task-code"
          value={view.code ?? ""}
          onChange={({ target }) =>
            navigate(tasksAddress(job.id, { ...view, code: target.value || null }))
          }
        >
          <option value="">All codes</option>
          {job.failureGroups.map(({ errorCode, count: tasks }) => (
            <option key={errorCode} value={errorCode}>
              {visible(errorCode)} ({count(tasks)})
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor="task-prefix">Key starts with</label>
        <input
          id="task-prefix"
          type="text"
          maxLength={1024}
          value={prefix}
          onChange={({ target }) => setPrefix(target.value)}
        />
      </div>
      <button type="submit" className="button">
        Find
      </button>
    </form>
  );
}
