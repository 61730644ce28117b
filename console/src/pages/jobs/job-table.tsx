import { useLocation, Link } from "wouter";
import { Icon } from "../../components/icon.tsx";
import { act } from "../../components/job-actions.ts";
import { Menu } from "../../components/menu.tsx";
import { ProgressBar } from "../../components/progress-bar.tsx";
import { StatusPill } from "../../components/status-pill.tsx";
import { Ago } from "../../components/time.tsx";
import type { JobNowFragment } from "../../graphql/generated.ts";
import { actionLook, menuActions } from "../../lib/actions.ts";
import { count, shortId, timeLeft, visible } from "../../lib/format.ts";
import { jobName, listName } from "../../lib/job-words.ts";
import { barOf } from "../../lib/progress.ts";
import { operationWord } from "../../lib/operation-words.ts";
import { orders, type Sort } from "./filters.ts";

export function JobTable({
  jobs,
  left,
  sort,
}: {
  readonly jobs: readonly JobNowFragment[];
  readonly left: ReadonlySet<string>;
  readonly sort: Sort;
}) {
  const { name, order } = orders[sort];
  const sorted = (field: string) =>
    order.field === field
      ? ({ "aria-sort": order.direction === "ASC" ? "ascending" : "descending" } as const)
      : {};
  return (
    <div className="table-box">
      <table className="jobs-table cards">
        <caption className="hidden-text">Jobs: {name.toLowerCase()}</caption>
        <thead>
          <tr>
            <th scope="col">Status</th>
            <th scope="col">Job</th>
            <th scope="col">Operation</th>
            <th scope="col" className="number" {...sorted("PRIORITY")}>
              Priority
            </th>
            <th scope="col">Progress</th>
            <th scope="col" className="number">
              Failed
            </th>
            <th scope="col" {...sorted("CREATED_AT")}>
              Created
            </th>
            <th scope="col">
              <span className="hidden-text">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {jobs.map((job) => (
            <JobRow key={job.id} job={job} hasLeft={left.has(job.id)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function JobRow({ job, hasLeft }: { readonly job: JobNowFragment; readonly hasLeft: boolean }) {
  const [, navigate] = useLocation();
  const { id, operation, priority, progress, createdAt, allowedActions } = job;
  const name = jobName(job);
  return (
    <tr
      className={hasLeft ? "left" : ""}
      onClick={(event) => {
        // A convenience for the pointer; the link in the row is what everyone else uses.
        if ((event.target as Element).closest("a, button, [popover]") === null)
          navigate(`/jobs/${id}`);
      }}
    >
      <td>
        <StatusPill job={job} />
        {hasLeft && <span className="hidden-text"> No longer matches the filters</span>}
      </td>
      <th scope="row">
        <Link className="job-name" href={`/jobs/${id}`} data-row-focus>
          {name}
        </Link>
        <div className="under muted small">
          <code title={id}>{shortId(id)}</code> · {listName(job)}
        </div>
      </th>
      <td data-label="Operation" className="together">
        {operationWord(operation.name)}
      </td>
      <td data-label="Priority" className="number">
        {count(priority)}
      </td>
      <td className="progress">
        <RowProgress job={job} />
      </td>
      <td data-label="Failed" className={`number ${progress.failed > 0 ? "bad-text" : ""}`}>
        {count(progress.failed)}
      </td>
      <td data-label="Created" className="together">
        <Ago at={createdAt} />
      </td>
      <td>
        <Menu
          label={`Actions of ${name}`}
          items={menuActions(allowedActions).map((action) => ({
            name: actionLook(action)!.name,
            danger: actionLook(action)!.danger,
            run: () => act(action, job),
          }))}
        >
          <Icon name="more" />
        </Menu>
      </td>
    </tr>
  );
}

function RowProgress({ job }: { readonly job: JobNowFragment }) {
  const { status, progress, failureReasons, allowedActions } = job;
  const view = barOf(status, progress);
  if (allowedActions.includes("CONFIRM")) {
    return (
      <>
        <span className="numbers">{count(progress.total ?? 0)} objects, ready to run</span>
        <div className="under">
          <button type="button" className="button" onClick={() => act("CONFIRM", job)}>
            Review and confirm
          </button>
        </div>
      </>
    );
  }
  const left = status === "ACTIVE" ? timeLeft(progress.estimatedSecondsRemaining) : null;
  const [reason] = failureReasons;
  return (
    <>
      <ProgressBar view={view} />
      <div className="under small numbers">
        {view.share !== null && <strong>{view.share}</strong>} {view.text}
        {left !== null && <span className="muted"> · {left}</span>}
      </div>
      {reason !== undefined && <div className="under small bad-text">{visible(reason.reason)}</div>}
    </>
  );
}

const skeletonRows = Array.from({ length: 8 }, (_, index) => index);

/** Stands for rows that are on their way. */
export function TableSkeleton() {
  return (
    <div className="table-box late" role="status">
      <span className="hidden-text">Loading</span>
      <table aria-hidden="true">
        <tbody>
          {skeletonRows.map((each) => (
            <tr key={each}>
              <td>
                <span className="skeleton" />
              </td>
              <td>
                <span className="skeleton" />
              </td>
              <td>
                <span className="skeleton" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
