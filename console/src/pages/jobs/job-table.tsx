/** The rows of jobs. Of a long list only the pages near to what can be seen are drawn. */
import { memo, useEffect, useRef, useState, type FocusEvent, type ReactNode } from "react";
import { useLocation, Link } from "wouter";
import { Icon } from "../../components/icon.tsx";
import { act } from "../../components/job-actions.ts";
import { Menu } from "../../components/menu.tsx";
import { ProgressBar } from "../../components/progress-bar.tsx";
import { StatusPill } from "../../components/status-pill.tsx";
import { Ago } from "../../components/time.tsx";
import type { JobNowFragment } from "../../graphql/generated.ts";
import { actionLook, menuActions } from "../../lib/actions.ts";
import { count, shortId, visible } from "../../lib/format.ts";
import { jobName, listName } from "../../lib/job-words.ts";
import { barOf, timeLeftOf } from "../../lib/progress.ts";
import { operationWord } from "../../lib/operation-words.ts";
import { orders, type Sort } from "./orders.ts";
import type { JobList } from "./job-list.ts";
import type { JobPages } from "./newest-rows.ts";

export function JobTable({
  list,
  pages,
  total,
  left,
  sort,
  chosen,
  onChoose,
}: {
  readonly list: JobList;
  readonly pages: JobPages;
  readonly total: number;
  readonly left: ReadonlySet<string>;
  readonly sort: Sort;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
}) {
  const { name, order } = orders[sort];
  const sorted = (field: string) =>
    order.field === field
      ? ({ "aria-sort": order.direction === "ASC" ? "ascending" : "descending" } as const)
      : {};
  const { pageInUse, ...handlers } = usePageInUse();
  const latest = useRef({ chosen, onChoose });
  useEffect(() => {
    latest.current = { chosen, onChoose };
  });
  // The same function at every drawing, so that rows that stay as they are need not be drawn.
  const [toggle] = useState(() => (id: string) => {
    const next = new Set(latest.current.chosen);
    if (!next.delete(id)) next.add(id);
    latest.current.onChoose(next);
  });
  const { ids } = list.state.get();
  const isAll = ids.size > 0 && [...ids].every((id) => chosen.has(id));
  let rowsBefore = 0;
  return (
    <div className="table-box">
      <table
        className="jobs-table cards"
        aria-rowcount={Math.max(total, ids.size) + 1}
        {...handlers}
      >
        <caption className="hidden-text">Jobs: {name.toLowerCase()}</caption>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">
              <ChooseBox
                label="Choose all rows that are loaded"
                isChosen={isAll}
                onToggle={() => onChoose(isAll ? new Set() : ids)}
              />
            </th>
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
        {pages.map((jobs, page) => {
          const first = rowsBefore;
          rowsBefore += jobs.length;
          return (
            <PageRows
              // oxlint-disable-next-line react/no-array-index-key -- a page is its place in the list
              key={page}
              page={page}
              heights={list.heights}
              isInUse={pageInUse !== null && Math.abs(pageInUse - page) <= 1}
            >
              {() =>
                jobs.map((job, index) => (
                  <JobRow
                    key={job.id}
                    job={job}
                    hasLeft={left.has(job.id)}
                    isChosen={chosen.has(job.id)}
                    onToggle={toggle}
                    rowIndex={first + index + 2}
                  />
                ))
              }
            </PageRows>
          );
        })}
      </table>
    </div>
  );
}

const columns = 9;

function ChooseBox({
  label,
  isChosen,
  onToggle,
}: {
  readonly label: string;
  readonly isChosen: boolean;
  readonly onToggle: () => void;
}) {
  return (
    <label className="choose">
      <input type="checkbox" aria-label={label} checked={isChosen} onChange={onToggle} />
    </label>
  );
}

/** The page that holds the focus. It is drawn wherever it is, and those beside it, so that the focus has where to go. */
function usePageInUse() {
  const [pageInUse, setPageInUse] = useState<number | null>(null);
  return {
    pageInUse,
    onFocus: ({ target }: FocusEvent) => {
      const page = target.closest("tbody")?.dataset["page"];
      if (page !== undefined) setPageInUse(Number(page));
    },
    onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => {
      // Without a next one it is the window that was left, or a row that is gone.
      if (relatedTarget !== null && !currentTarget.contains(relatedTarget)) setPageInUse(null);
    },
  };
}

/** Pages this near to what can be seen are drawn. */
const nearPixels = 1_200;

/** The rows of a page while it is near; far away, a place of the same height. */
function PageRows({
  page,
  heights,
  isInUse,
  children,
}: {
  readonly page: number;
  readonly heights: Map<number, number>;
  readonly isInUse: boolean;
  readonly children: () => ReactNode;
}) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [isNear, setNear] = useState(page === 0 || !heights.has(page));
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => {
        const { isIntersecting, boundingClientRect } = entries.at(-1)!;
        if (!isIntersecting) heights.set(page, boundingClientRect.height);
        setNear(isIntersecting);
      },
      { rootMargin: `${nearPixels}px 0px` },
    );
    observer.observe(body.current!);
    return () => observer.disconnect();
  }, [page, heights]);
  const isDrawn = isNear || isInUse;
  return (
    <tbody ref={body} data-page={page} aria-hidden={isDrawn ? undefined : true}>
      {isDrawn ? (
        children()
      ) : (
        <tr>
          <td colSpan={columns} style={{ blockSize: heights.get(page) ?? 0, padding: 0 }} />
        </tr>
      )}
    </tbody>
  );
}

const JobRow = memo(function JobRow({
  job,
  hasLeft,
  isChosen,
  onToggle,
  rowIndex,
}: {
  readonly job: JobNowFragment;
  readonly hasLeft: boolean;
  readonly isChosen: boolean;
  readonly onToggle: (id: string) => void;
  readonly rowIndex: number;
}) {
  const [, navigate] = useLocation();
  const { id, operation, priority, progress, createdAt, allowedActions } = job;
  const name = jobName(job);
  return (
    <tr
      aria-rowindex={rowIndex}
      title={hasLeft ? "No longer matches the filters" : undefined}
      className={`${hasLeft ? "left" : ""} ${isChosen ? "chosen" : ""}`}
      onClick={(event) => {
        // A convenience for the pointer; the link in the row is what everyone else uses.
        if ((event.target as Element).closest("a, button, label, [popover]") === null)
          navigate(`/jobs/${id}`);
      }}
    >
      <td className="corner second">
        <ChooseBox label={`Choose ${name}`} isChosen={isChosen} onToggle={() => onToggle(id)} />
      </td>
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
      <td className="corner">
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
});

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
  const left = timeLeftOf(status, progress);
  const [reason] = failureReasons;
  return (
    <>
      <ProgressBar view={view} />
      <div className="under small numbers">
        {view.share !== null && <strong>{view.share}</strong>} {view.text}
      </div>
      {/* A line of its own, there before it is known: what stands below must not move when it is. */}
      {status === "ACTIVE" && <div className="small muted">{left ?? "\u00a0"}</div>}
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
