import { useRef } from "react";
import { Link, useLocation } from "wouter";
import { CopyTextButton } from "../../components/copy.tsx";
import { count, counted, cutMiddle, timeOfDay, visible } from "../../lib/format.ts";
import { useRowWindow } from "./row-window.ts";
import { orderOf, tasksAddress, taskLinkId, type TaskView } from "./task-filter.ts";
import type { Task } from "./use-tasks.ts";

const keyCharacters = 58;
/** As the style sheet has it. */
const rowPixels = 41;

/**
 * On a narrow screen, and beside a task that is open, only what tells one task from another; the rest stands with the task
 * that is chosen. All objects of a job are in one bucket, which the tab says once.
 */
const columns = [
  { name: "Row", className: "number", width: "clamp(4.5rem, 12vw, 6rem)" },
  { name: "Key", className: "", width: "auto" },
  { name: "Code", className: "wide-only", width: "12rem" },
  { name: "HTTP", className: "number alone-only", width: "5rem" },
  { name: "Attempts", className: "number alone-only", width: "6.5rem" },
  { name: "Recorded", className: "wide-only", width: "8rem" },
] as const;

export function TaskTable({
  tasks,
  total,
  openRow,
  jobId,
  view,
}: {
  readonly tasks: readonly Task[];
  readonly total: number | null;
  readonly openRow: string | undefined;
  readonly jobId: string;
  readonly view: TaskView;
}) {
  const box = useRef<HTMLDivElement>(null);
  const { from, to } = useRowWindow(box, { rows: tasks.length, rowPixels });
  return (
    <div ref={box} className="table-box task-table" tabIndex={0} role="region" aria-label="Tasks">
      <table aria-rowcount={(total ?? -2) + 1}>
        <caption className="hidden-text">Tasks, {orderOf(view)}</caption>
        <colgroup>
          {columns.map(({ name, className, width }) => (
            <col key={name} className={className} style={{ width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ name, className }) => (
              <th key={name} scope="col" className={className}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer rows={from} />
          {tasks.slice(from, to).map((task, index) => (
            <TaskRow
              key={task.id}
              task={task}
              index={from + index + 2}
              isOpen={String(task.manifestRow) === openRow}
              address={tasksAddress(jobId, view, task.manifestRow)}
            />
          ))}
          <Spacer rows={tasks.length - to} />
        </tbody>
      </table>
    </div>
  );
}

/** Stands for rows that are out of sight. */
function Spacer({ rows }: { readonly rows: number }) {
  if (rows <= 0) return null;
  return (
    <tr aria-hidden="true">
      <td style={{ blockSize: rows * rowPixels, padding: 0 }} />
    </tr>
  );
}

function TaskRow({
  task,
  index,
  isOpen,
  address,
}: {
  readonly task: Task;
  readonly index: number;
  readonly isOpen: boolean;
  readonly address: string;
}) {
  const [, navigate] = useLocation();
  const key = task.key === null ? `row ${task.manifestRow}` : visible(task.key);
  return (
    <tr aria-rowindex={index} className={isOpen ? "chosen" : ""} onClick={() => navigate(address)}>
      <td className="number">{count(task.manifestRow)}</td>
      <td>
        <Link
          className="task-key mono"
          id={taskLinkId(task.manifestRow)}
          data-row-focus
          href={address}
          title={key}
        >
          {cutMiddle(key, keyCharacters)}
        </Link>
      </td>
      <td className="wide-only" title={task.errorCode ?? ""}>
        {visible(task.errorCode ?? "")}
      </td>
      <td className="number alone-only">{task.httpStatus ?? ""}</td>
      <td className="number alone-only">{task.attempts}</td>
      <td className="wide-only">{timeOfDay(task.recordedAt)}</td>
    </tr>
  );
}

/** What is shown, as lines that can be used as a manifest again: bucket and key first, then what went wrong. */
export function CopyAsCsv({ tasks }: { readonly tasks: readonly Task[] }) {
  const lines = () =>
    tasks
      .map(({ bucket, rawKey, versionId, errorCode, httpStatus }) =>
        [bucket, rawKey ?? "", versionId ?? "", errorCode ?? "", String(httpStatus ?? "")]
          .map(quoted)
          .join(","),
      )
      .map((line) => `${line}\n`)
      .join("");
  return <CopyTextButton text={lines} name={`Copy ${counted(tasks.length, "row")} as CSV`} />;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
