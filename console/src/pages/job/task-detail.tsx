import { useEffect, useRef, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { CopyButton } from "../../components/copy.tsx";
import { useKeys } from "../../components/keys.tsx";
import { ExactTime } from "../../components/time.tsx";
import { TaskTimelineDocument } from "../../graphql/generated.ts";
import { useAnswer } from "../../graphql/hooks.ts";
import { count, counted, visible } from "../../lib/format.ts";
import { taskLinkId } from "./task-filter.ts";
import type { Task } from "./use-tasks.ts";

interface Opened {
  readonly task: Task;
  readonly jobId: string;
  readonly backTo: string;
}

export function TaskDetail({ task, jobId, backTo }: Opened) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [, navigate] = useLocation();
  useEffect(() => heading.current?.focus(), [task.id]);
  useEffect(
    () => () => document.getElementById(taskLinkId(task.manifestRow))?.focus(),
    [task.manifestRow],
  );
  useKeys((key) => {
    if (key === "Escape") navigate(backTo);
  });
  return (
    <section className="card stack" aria-labelledby="task-title">
      <div className="row spread">
        <h2 id="task-title" ref={heading} tabIndex={-1}>
          Row {count(task.manifestRow)}
        </h2>
        <Link className="button plain" href={backTo}>
          Close <kbd>Esc</kbd>
        </Link>
      </div>
      <dl className="stack" style={{ gap: "0.6rem" }}>
        <Fact name="Outcome">{outcomeWords[task.outcome]}</Fact>
        {task.message !== null && <Fact name="What the store said">{visible(task.message)}</Fact>}
        {task.errorCode !== null && (
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
        )}
        {task.key !== null && (
          <Fact name="Key">
            <code>{visible(task.key)}</code> <CopyButton text={task.key} what="the key" />
          </Fact>
        )}
        <Fact name="Bucket">{task.bucket}</Fact>
        {task.versionId !== null && <Fact name="Version">{task.versionId}</Fact>}
        <Fact name="Recorded">
          <ExactTime at={task.recordedAt} />
        </Fact>
        <Happened jobId={jobId} row={task.manifestRow} />
      </dl>
    </section>
  );
}

/** All that is recorded of the row, once it is read. */
function Happened({ jobId, row }: { readonly jobId: string; readonly row: number }) {
  const { data } = useAnswer(TaskTimelineDocument, { variables: { id: jobId, row } });
  const timeline = data?.job?.taskTimeline;
  if (!timeline) return null;
  const { part, chunk, moments, reportFile } = timeline;
  return (
    <>
      <Fact name={`What happened, in chunk ${count(chunk)} of part ${count(part)}`}>
        <ol className="stack" style={{ gap: "0.5rem" }}>
          {moments.map(({ at, summary, executor }, index) => (
            <li key={index}>
              <div>{visible(summary)}</div>
              <ExactTime at={at} />
              {executor !== null && executor !== moments[index - 1]?.executor && (
                <div className="muted small">by {visible(executor)}</div>
              )}
            </li>
          ))}
        </ol>
      </Fact>
      {reportFile !== null && <Fact name="Report file">{visible(reportFile.key)}</Fact>}
    </>
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

const outcomeWords = {
  SUCCEEDED: "Succeeded",
  FAILED: "Failed for good",
  UNKNOWN: "Not known: its executor was lost before the job was stopped",
} as const;
