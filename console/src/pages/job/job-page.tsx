/** One job: the head with what can be done, and the tabs under it. */
import { useEffect, useRef } from "react";
import { Link } from "wouter";
import { CopyButton } from "../../components/copy.tsx";
import { useEndWatch } from "../../components/end-watch.tsx";
import { Failure } from "../../components/failure.tsx";
import { StaleNotice } from "../../components/header.tsx";
import { act } from "../../components/job-actions.ts";
import { useKeys } from "../../components/keys.tsx";
import { loaded } from "../../components/loaded.tsx";
import { Menu } from "../../components/menu.tsx";
import { StatusPill } from "../../components/status-pill.tsx";
import { Time } from "../../components/time.tsx";
import { Title } from "../../components/title.tsx";
import { JobPageDocument, JobProgressDocument } from "../../graphql/generated.ts";
import { useAnswer, useLive } from "../../graphql/hooks.ts";
import { actionLook, menuActions } from "../../lib/actions.ts";
import { announce } from "../../lib/announce.ts";
import { shortCount, shortId, visible } from "../../lib/format.ts";
import { jobName, listName, targetOf } from "../../lib/job-words.ts";
import { operationWord } from "../../lib/operation-words.ts";
import { hasEnded, lookOf } from "../../lib/statuses.ts";
import { NotFoundPage } from "../not-found.tsx";
import type { JobView } from "./job-view.ts";
import { OverviewTab } from "./overview-tab.tsx";
import { TasksTab } from "./tasks-tab.tsx";
import { noteProgress } from "./throughput.ts";

const HistoryTab = loaded(async () => import("./history-tab.tsx"));
const SettingsTab = loaded(async () => import("./settings-tab.tsx"));

export interface JobPageProps {
  readonly id: string;
  readonly tab?: string | undefined;
  readonly row?: string | undefined;
}

export function JobPage({ id, tab = "overview", row }: JobPageProps) {
  const { data, error, fetching, again } = useAnswer(JobPageDocument, { variables: { id } });
  const job = data?.job ?? null;
  useLiveJob(job, again);
  if (data === undefined) {
    return error !== undefined && !fetching ? (
      <div className="stack">
        <Title text="Job" />
        <Failure error={error} title="The job could not be read." again={again} />
      </div>
    ) : (
      <>
        <h1 className="hidden-text">Job</h1>
        <p className="late muted" role="status">
          Loading the job…
        </p>
      </>
    );
  }
  if (job === null) return <NoSuchJob id={id} />;
  return (
    <div className="stack">
      <JobHead job={job} />
      <Tabs id={id} tab={tab} failed={job.progress.failed} />
      <StaleNotice />
      {error !== undefined && !fetching && (
        <Failure error={error} title="This page may be old." again={again} />
      )}
      <Tab tab={tab} job={job} row={row} />
    </div>
  );
}

function Tab({
  tab,
  job,
  row,
}: {
  readonly tab: string;
  readonly job: JobView;
  readonly row: string | undefined;
}) {
  if (tab === "overview") return <OverviewTab job={job} />;
  if (tab === "tasks") return <TasksTab job={job} row={row} />;
  if (tab === "history") return <HistoryTab job={job} />;
  if (tab === "settings") return <SettingsTab job={job} />;
  return <NotFoundPage />;
}

/** Changes that show in parts that messages do not carry: the failures by code and the files of the report. */
function detailOf({ status, report, progress }: JobView): string {
  return `${status} ${report?.status} ${progress.failed}`;
}

const detailMs = 2_000;

function useLiveJob(job: JobView | null, again: () => void): void {
  const isSettled =
    job === null ||
    (hasEnded(job.status) && job.report?.status !== "WRITING" && job.report?.status !== "PENDING");
  const before = useRef<JobView | null>(null);
  useLive(JobProgressDocument, {
    variables: { id: job?.id ?? "" },
    pause: isSettled,
    onMessage: ({ jobProgress }) => noteProgress(jobProgress.job),
  });
  const detail = job === null ? "" : detailOf(job);
  const read = useRef(detail);
  const latest = useRef(again);
  useEffect(() => {
    latest.current = again;
  });
  useEffect(() => {
    if (read.current === "" || read.current === detail) {
      read.current = detail;
      return undefined;
    }
    const timer = setTimeout(
      () => {
        read.current = detail;
        latest.current();
      },
      isSettled ? 0 : detailMs,
    );
    return () => clearTimeout(timer);
  }, [detail, isSettled]);
  useEffect(() => {
    if (job !== null && before.current !== null) tellChange(before.current, job);
    before.current = job;
  }, [job]);
}

const tenth = ({ progress }: JobView) => Math.floor((progress.fraction ?? 0) * 10);

/** Tells a screen reader of a new status, and of each tenth. */
function tellChange(before: JobView, now: JobView): void {
  const word = lookOf({ ...now, failed: now.progress.failed }).word;
  if (before.status !== now.status) return announce(`The job is now: ${word}.`);
  if (tenth(now) > tenth(before)) announce(`${tenth(now) * 10} percent of the tasks are done.`);
}

function NoSuchJob({ id }: { readonly id: string }) {
  return (
    <div className="centre">
      <Title text="No such job" />
      <p>
        There is no job <code>{shortId(id)}</code>, or it has expired or been deleted.
      </p>
      <Link className="button" href="/jobs">
        Go to jobs
      </Link>
    </div>
  );
}

function JobHead({ job }: { readonly job: JobView }) {
  const { id, operation, priority, createdAt, createdBy, tags, statusReason, allowedActions } = job;
  const { word } = lookOf({ ...job, failed: job.progress.failed });
  const target = targetOf(operation);
  const isSaidBelow = allowedActions.includes("CONFIRM") || job.failureReasons.length > 0;
  return (
    <>
      <Link className="small" href="/jobs">
        <span aria-hidden="true">‹ </span>Jobs
      </Link>
      <div className="page-head">
        <div className="stack grow" style={{ gap: "0.4rem" }}>
          <Title text={jobName(job)} tab={`${word}: ${jobName(job)}`} />
          <div className="row">
            <StatusPill job={job} />
            <span className="muted">
              {operationWord(operation.name)}
              {target !== null && ` to ${visible(target)}`} · {listName(job)} · priority {priority}{" "}
              · created <Time at={createdAt} /> by {visible(createdBy.name)}
            </span>
            <span className="row" style={{ gap: "0.1rem" }}>
              <code className="muted" title={id}>
                {shortId(id)}
              </code>
              <CopyButton text={id} what="the job id" />
            </span>
          </div>
          {tags.length > 0 && (
            <div className="row" style={{ gap: "0.4rem" }}>
              {tags.map(({ key, value }) => (
                <span key={key} className="tag">
                  {visible(key)}={visible(value)}
                </span>
              ))}
            </div>
          )}
          {job.retryOf !== null && (
            <p>
              Retries failed tasks of{" "}
              <Link href={`/jobs/${job.retryOf.id}`}>
                {visible(job.retryOf.description ?? shortId(job.retryOf.id))}
              </Link>
            </p>
          )}
          {job.retries.length > 0 && (
            <p>
              {job.retries.length === 1
                ? "Retried by "
                : `Retried ${job.retries.length} times, last by `}
              <Link href={`/jobs/${job.retries.at(-1)!.id}`}>
                {visible(job.retries.at(-1)!.description ?? shortId(job.retries.at(-1)!.id))}
              </Link>
            </p>
          )}
          {statusReason !== null && !isSaidBelow && (
            <p className="muted">{visible(statusReason)}</p>
          )}
        </div>
        <HeadActions job={job} />
      </div>
    </>
  );
}

/** The most likely action as a button of its own, the others in a menu. */
function HeadActions({ job }: { readonly job: JobView }) {
  const allowed = menuActions(job.allowedActions);
  const first = allowed.find((each) => ["CONFIRM", "PAUSE", "RESUME"].includes(each));
  const cancels = allowed.includes("CANCEL");
  const rest = allowed.filter((each) => each !== first && each !== "CANCEL");
  const pauses = first === "PAUSE" || first === "RESUME";
  const endWatch = useEndWatch({ id: job.id, name: jobName(job) });
  useKeys((key) => {
    if (key === "p" && pauses) act(first, job);
  });
  return (
    <div className="row fixed">
      {first !== undefined && (
        <button
          type="button"
          className={`button ${first === "CONFIRM" ? "primary" : ""}`}
          onClick={() => act(first, job)}
        >
          {first === "CONFIRM" ? "Confirm and run" : actionLook(first)!.name}{" "}
          {pauses && <kbd>p</kbd>}
        </button>
      )}
      {cancels && (
        <button type="button" className="button danger" onClick={() => act("CANCEL", job)}>
          Cancel job
        </button>
      )}
      <Menu
        label="More actions"
        items={[
          ...(hasEnded(job.status) ? [] : [endWatch]),
          ...rest.map((action) => ({
            name: actionLook(action)!.name,
            danger: actionLook(action)!.danger,
            run: () => act(action, job),
          })),
        ]}
      >
        More <span aria-hidden="true">▾</span>
      </Menu>
    </div>
  );
}

function Tabs({
  id,
  tab,
  failed,
}: {
  readonly id: string;
  readonly tab: string;
  readonly failed: number;
}) {
  const tabs = [
    { to: "", name: "Overview", key: "overview" },
    {
      to: "/tasks",
      name: failed > 0 ? `Tasks, ${shortCount(failed)} failed` : "Tasks",
      key: "tasks",
    },
    { to: "/history", name: "History", key: "history" },
    { to: "/settings", name: "Settings", key: "settings" },
  ];
  return (
    <nav aria-label="Job" className="tabs">
      {tabs.map(({ to, name, key }) => (
        <Link key={key} href={`/jobs/${id}${to}`} aria-current={tab === key ? "page" : undefined}>
          {name}
        </Link>
      ))}
    </nav>
  );
}
