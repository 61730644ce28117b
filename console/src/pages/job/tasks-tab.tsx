/** The failed tasks, by code. The table is not live, because it would run away; it says how many there are since. */
import { useEffect, useRef, useState, type ReactNode } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { CopyButton } from "../../components/copy.tsx";
import { act } from "../../components/job-actions.ts";
import { Failure } from "../../components/failure.tsx";
import { MoreRows } from "../../components/more-rows.tsx";
import { Time } from "../../components/time.tsx";
import { FailedTasksDocument, type FailedTasksQuery } from "../../graphql/generated.ts";
import { ask } from "../../graphql/hooks.ts";
import { count, counted, cutMiddle, timeOfDay, visible } from "../../lib/format.ts";
import { hasEnded } from "../../lib/statuses.ts";
import type { JobView } from "./job-view.ts";

type Page = NonNullable<FailedTasksQuery["job"]>["tasks"];
export type FailedTask = Page["nodes"][number];

const pageSize = 100;

interface Loaded {
  readonly tasks: readonly FailedTask[];
  readonly after: string | null;
  readonly total: number;
  /** Failed tasks that the job had in all when this was read. */
  readonly failedThen: number;
}

export function TasksTab({
  job,
  row,
}: {
  readonly job: JobView;
  readonly row: string | undefined;
}) {
  const parameters = new URLSearchParams(useSearch());
  const code = parameters.get("code");
  const { loaded, error, isLoading, more, refresh } = useTasks(job, code);
  const open = loaded?.tasks.find(({ manifestRow }) => String(manifestRow) === row) ?? null;
  if (job.progress.failed === 0) return <NothingFailed job={job} />;
  return (
    <div className="stack">
      <CodeFilter job={job} code={code} />
      {error !== null && (
        <Failure error={error} title="The tasks could not be read." again={refresh} />
      )}
      {loaded !== null && (
        <div className={`beside ${open === null ? "" : "open"}`}>
          <div className="stack">
            <TaskTable tasks={loaded.tasks} openRow={row} jobId={job.id} code={code} />
            <div className="row spread">
              <p className="muted small" role="status">
                {counted(loaded.total, "failed task")}
                {loaded.tasks.length < loaded.total && `, ${count(loaded.tasks.length)} shown`} ·
                not live
                {job.progress.failed > loaded.failedThen &&
                  ` (${count(job.progress.failed - loaded.failedThen)} more since)`}
              </p>
              <div className="row">
                <button type="button" className="button" onClick={refresh} disabled={isLoading}>
                  Refresh
                </button>
                {job.allowedActions.includes("RETRY_FAILED_TASKS") && (
                  <button
                    type="button"
                    className="button"
                    onClick={() => act("RETRY_FAILED_TASKS", job, code === null ? null : [code])}
                  >
                    Retry these
                  </button>
                )}
                <CopyAsCsv tasks={loaded.tasks} />
                {loaded.after !== null && <MoreRows fetching={isLoading} onMore={more} />}
              </div>
            </div>
          </div>
          {open !== null && <TaskDetail task={open} backTo={addressOf(job.id, code)} />}
        </div>
      )}
    </div>
  );
}

function addressOf(jobId: string, code: string | null, row?: number): string {
  const search = code === null ? "" : `?code=${encodeURIComponent(code)}`;
  return `/jobs/${jobId}/tasks${row === undefined ? "" : `/${row}`}${search}`;
}

function useTasks(job: JobView, code: string | null) {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isLoading, setLoading] = useState(false);
  const request = useRef(0);
  const load = async (before: Loaded | null) => {
    const number = (request.current += 1);
    setLoading(true);
    try {
      const data = await ask(FailedTasksDocument, {
        id: job.id,
        codes: code === null ? null : [code],
        first: pageSize,
        after: before?.after ?? null,
      });
      // An answer to a question that nobody asks any more is dropped.
      if (number !== request.current || data.job === null) return;
      const { nodes, pageInfo, totalCount } = data.job.tasks;
      setLoaded({
        tasks: [...(before?.tasks ?? []), ...nodes],
        after: pageInfo.hasNextPage ? pageInfo.endCursor : null,
        total: totalCount ?? nodes.length,
        failedThen: before?.failedThen ?? job.progress.failed,
      });
      setError(null);
    } catch (failure) {
      if (number === request.current) setError(failure);
    } finally {
      if (number === request.current) setLoading(false);
    }
  };
  const hasFailed = job.progress.failed > 0;
  const latest = useRef(load);
  useEffect(() => {
    latest.current = load;
  });
  useEffect(() => {
    if (hasFailed) void latest.current(null);
  }, [job.id, code, hasFailed]);
  return {
    loaded,
    error,
    isLoading,
    more: () => void load(loaded),
    refresh: () => void load(null),
  };
}

function NothingFailed({ job }: { readonly job: JobView }) {
  return (
    <div className="card stack">
      <p>
        <strong>No task has failed.</strong>
      </p>
      <p className="muted">
        {hasEnded(job.status)
          ? "Tasks that succeeded are counted on the overview and listed in the completion report."
          : "Tasks that fail for good are listed here as they come."}
      </p>
    </div>
  );
}

function CodeFilter({ job, code }: { readonly job: JobView; readonly code: string | null }) {
  const [, navigate] = useLocation();
  const choices = [
    { name: "All codes", value: null, tasks: job.progress.failed },
    ...job.failureGroups.map(({ errorCode, count: tasks }) => ({
      name: visible(errorCode),
      value: errorCode,
      tasks,
    })),
  ];
  return (
    <div className="filters" role="group" aria-label="Error code">
      {choices.map(({ name, value, tasks }) => (
        <button
          key={name}
          type="button"
          aria-pressed={value === code}
          onClick={() => navigate(addressOf(job.id, value))}
        >
          {name} <span className="numbers">{count(tasks)}</span>
        </button>
      ))}
    </div>
  );
}

const keyCharacters = 58;

function TaskTable({
  tasks,
  openRow,
  jobId,
  code,
}: {
  readonly tasks: readonly FailedTask[];
  readonly openRow: string | undefined;
  readonly jobId: string;
  readonly code: string | null;
}) {
  const [, navigate] = useLocation();
  return (
    <div className="table-box task-table" tabIndex={0} role="region" aria-label="Failed tasks">
      <table>
        <caption className="hidden-text">Failed tasks, in the order they failed</caption>
        <colgroup>
          <col style={{ width: "5rem" }} />
          <col />
          <col style={{ width: "7rem" }} />
          <col style={{ width: "9rem" }} />
          <col style={{ width: "5rem" }} />
          <col style={{ width: "6.5rem" }} />
          <col style={{ width: "7rem" }} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col" className="number">
              Row
            </th>
            <th scope="col">Key</th>
            <th scope="col">Bucket</th>
            <th scope="col">Code</th>
            <th scope="col" className="number">
              HTTP
            </th>
            <th scope="col" className="number">
              Attempts
            </th>
            <th scope="col">Failed at</th>
          </tr>
        </thead>
        <tbody>
          {tasks.map((task) => (
            <tr
              key={task.id}
              className={String(task.manifestRow) === openRow ? "chosen" : ""}
              onClick={() => navigate(addressOf(jobId, code, task.manifestRow))}
            >
              <td className="number">{count(task.manifestRow)}</td>
              <td>
                <Link
                  className="task-key mono"
                  data-row-focus
                  href={addressOf(jobId, code, task.manifestRow)}
                  title={visible(task.key ?? "")}
                >
                  {cutMiddle(visible(task.key ?? ""), keyCharacters)}
                </Link>
              </td>
              <td>{task.bucket}</td>
              <td>{visible(task.errorCode ?? "")}</td>
              <td className="number">{task.httpStatus ?? ""}</td>
              <td className="number">{task.attempts}</td>
              <td>{timeOfDay(task.recordedAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TaskDetail({ task, backTo }: { readonly task: FailedTask; readonly backTo: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [task.id]);
  return (
    <section className="card stack" aria-labelledby="task-title">
      <div className="row spread">
        <h2 id="task-title" ref={heading} tabIndex={-1}>
          Row {count(task.manifestRow)}
        </h2>
        <Link className="button plain" href={backTo}>
          Close
        </Link>
      </div>
      <dl className="stack" style={{ gap: "0.6rem" }}>
        <Fact name="What the store said">
          {task.message === null ? "Nothing." : visible(task.message)}
        </Fact>
        <Fact name="Error">
          <code>{visible(task.errorCode ?? "–")}</code>
          {task.httpStatus === null ? ", no HTTP answer" : `, HTTP ${task.httpStatus}`} after{" "}
          {counted(task.attempts, "attempt")}
          {task.firstErrorCode !== task.errorCode && task.firstErrorCode !== null && (
            <>
              ; the first ended in <code>{visible(task.firstErrorCode)}</code>
            </>
          )}
        </Fact>
        <Fact name="Key">
          <code>{visible(task.key ?? "")}</code> <CopyButton text={task.key ?? ""} what="the key" />
        </Fact>
        <Fact name="Bucket">{task.bucket}</Fact>
        {task.versionId !== null && <Fact name="Version">{task.versionId}</Fact>}
        <Fact name="Recorded">
          <Time at={task.recordedAt} />
        </Fact>
      </dl>
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt className="muted small">{name}</dt>
      <dd style={{ overflowWrap: "anywhere" }}>{children}</dd>
    </div>
  );
}

/** What is shown, as lines that can be used as a manifest again: bucket and key first, then what went wrong. */
function CopyAsCsv({ tasks }: { readonly tasks: readonly FailedTask[] }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    const lines = tasks.map(({ bucket, rawKey, versionId, errorCode, httpStatus }) =>
      [bucket, rawKey ?? "", versionId ?? "", errorCode ?? "", String(httpStatus ?? "")]
        .map(quoted)
        .join(","),
    );
    await navigator.clipboard.writeText(`${lines.join("\n")}\n`);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <button type="button" className="button" onClick={() => void copy()}>
      {copied ? "Copied" : `Copy ${counted(tasks.length, "row")} as CSV`}
    </button>
  );
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
