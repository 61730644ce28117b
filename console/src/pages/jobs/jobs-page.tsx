/** Every job: filters, search, counts, and rows that are live but do not jump. */
import { useEffect, useRef, useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { CopyButton } from "../../components/copy.tsx";
import { Failure } from "../../components/failure.tsx";
import { StaleNotice } from "../../components/header.tsx";
import { MoreRows } from "../../components/more-rows.tsx";
import { Title } from "../../components/title.tsx";
import { count, counted, timeOfDay } from "../../lib/format.ts";
import { useStore } from "../../lib/store.ts";
import { useEveryJob } from "./every-job.ts";
import {
  filtersOf,
  isEmpty,
  noFilters,
  parametersOf,
  toJobFilter,
  type Filters,
} from "./filters.ts";
import { orders } from "./orders.ts";
import { FilterBar } from "./filter-bar.tsx";
import { LeftJobs } from "./left-jobs.tsx";
import { JobTable, TableSkeleton } from "./job-table.tsx";
import { queryProblemOf } from "./query-problem.ts";
import { keptList } from "./kept-lists.ts";
import { SavedFilters } from "./saved-filters.tsx";
import { useLiveRows } from "./live-rows.ts";
import { ManyActions } from "./many-actions.tsx";

export function JobsPage() {
  const search = useSearch();
  const [, navigate] = useLocation();
  const filters = filtersOf(new URLSearchParams(search));
  const change = (next: Filters, { replace }: { readonly replace: boolean }) => {
    const text = parametersOf(next);
    navigate(`/jobs${text === "" ? "" : `?${text}`}`, { replace });
  };
  const clear = () => change({ ...noFilters, sort: filters.sort }, { replace: false });
  return (
    <div className="stack">
      <div className="page-head">
        <Title text="Jobs" />
        <Link className="button primary" href="/jobs/new">
          Create job <kbd>c</kbd>
        </Link>
      </div>
      <FilterBar filters={filters} onChange={change} />
      <SavedFilters search={parametersOf(filters)} onClear={isEmpty(filters) ? null : clear} />
      <StaleNotice />
      <List key={parametersOf(filters)} filters={filters} onClear={clear} />
    </div>
  );
}

/** The list under one set of filters. */
function List({ filters, onClear }: { readonly filters: Filters; readonly onClear: () => void }) {
  const [list] = useState(() =>
    keptList({
      filter: toJobFilter(filters, { withStatuses: true }),
      orderBy: orders[filters.sort].order,
    }),
  );
  const { pages, ids, total, next, fetching, readAt, error } = useStore(list.state);
  const box = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const every = useEveryJob(toJobFilter(filters, { withStatuses: true }), total, setChosen);
  const { waiting, isMoved, left } = useLiveRows(list, { filters, box });
  useEffect(() => {
    if (list.state.get().pages === null) list.again();
  }, [list]);
  const matching = ids.size - left.size;
  if (pages === null) {
    if (error !== null && !fetching) {
      // What is wrong with a query is said at its field.
      if (queryProblemOf(error) !== null) return null;
      return <Failure error={error} title="The jobs could not be read." again={list.again} />;
    }
    return <TableSkeleton />;
  }
  return (
    <div className="stack" ref={box}>
      {error !== null && !fetching && (
        <Failure
          error={error}
          title={`These rows are as of ${timeOfDay(readAt)}.`}
          again={list.again}
        />
      )}
      {(waiting > 0 || isMoved) && (
        <div className="row">
          <button type="button" className="button" onClick={list.again}>
            {waiting > 0 ? counted(waiting, "new job") : "The order has changed"}: show
          </button>
        </div>
      )}
      {ids.size === 0 ? (
        <Empty filters={filters} onClear={onClear} />
      ) : (
        <>
          <LeftJobs pages={pages} left={left} />
          <JobTable
            list={list}
            pages={pages}
            total={total}
            left={left}
            sort={filters.sort}
            chosen={every.whole === null ? chosen : ids}
            onChoose={(rows) => {
              // Without one of them it is not all that the filters find.
              if (every.whole !== null) every.stop();
              setChosen(rows);
            }}
          />
          <div className="row spread">
            <p className="muted small" role="status">
              Showing {count(matching)} of {counted(Math.max(total - left.size, matching), "job")}
              {left.size > 0 &&
                `, and ${counted(left.size, "that no longer matches", "that no longer match")} the filters`}
            </p>
            {next !== null && <MoreRows fetching={fetching} onMore={list.more} />}
          </div>
          <ManyActions
            chosen={chosen}
            loaded={ids}
            total={total}
            every={every}
            onClear={() => {
              every.stop();
              setChosen(new Set());
            }}
            onChoose={setChosen}
          />
        </>
      )}
    </div>
  );
}

const firstJob =
  "stevedore run --operation copy --manifest s3://lists/photos.csv --target-bucket archive";

function Empty({ filters, onClear }: { readonly filters: Filters; readonly onClear: () => void }) {
  if (!isEmpty(filters)) {
    return (
      <div className="card stack">
        <p>
          <strong>No jobs match.</strong>
        </p>
        <div className="row">
          <button type="button" className="button" onClick={onClear}>
            Clear filters
          </button>
        </div>
      </div>
    );
  }
  return (
    <div className="card stack">
      <h2>No jobs yet</h2>
      <p>
        A job runs one operation, as a copy or new tags, on every object of a list, and keeps a
        record of what became of each.
      </p>
      <div className="row">
        <Link className="button primary" href="/jobs/new">
          Create job
        </Link>
        <span className="muted">
          or on the command line: <code>{firstJob}</code>
          <CopyButton text={firstJob} what="the command" />
        </span>
      </div>
    </div>
  );
}
