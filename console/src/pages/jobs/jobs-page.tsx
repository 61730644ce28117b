/** Every job: filters, search, counts, and rows that are live but do not jump. */
import { useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { Failure } from "../../components/failure.tsx";
import { StaleNotice } from "../../components/header.tsx";
import { MoreRows } from "../../components/more-rows.tsx";
import { Title } from "../../components/title.tsx";
import { JobListDocument } from "../../graphql/generated.ts";
import { useAnswer } from "../../graphql/hooks.ts";
import { counted } from "../../lib/format.ts";
import {
  filtersOf,
  isEmpty,
  noFilters,
  orders,
  parametersOf,
  toJobFilter,
  type Filters,
} from "./filters.ts";
import { FilterBar } from "./filter-bar.tsx";
import { JobTable, TableSkeleton } from "./job-table.tsx";
import { useLiveRows } from "./live-rows.ts";

const pageSize = 50;

export function JobsPage() {
  const search = useSearch();
  const [, navigate] = useLocation();
  const filters = filtersOf(new URLSearchParams(search));
  const change = (next: Filters, { replace }: { readonly replace: boolean }) => {
    const text = parametersOf(next);
    navigate(`/jobs${text === "" ? "" : `?${text}`}`, { replace });
  };
  return (
    <div className="stack">
      <div className="page-head">
        <Title text="Jobs" />
        <Link className="button primary" href="/jobs/new">
          Create job <kbd>c</kbd>
        </Link>
      </div>
      <FilterBar filters={filters} onChange={change} />
      <StaleNotice />
      <List
        key={parametersOf(filters)}
        filters={filters}
        onClear={() => change({ ...noFilters, sort: filters.sort }, { replace: false })}
      />
    </div>
  );
}

/** The list under one set of filters. */
function List({ filters, onClear }: { readonly filters: Filters; readonly onClear: () => void }) {
  const filter = toJobFilter(filters, { withStatuses: true });
  const [after, setAfter] = useState<string | null>(null);
  const { data, error, fetching, again } = useAnswer(JobListDocument, {
    variables: { filter, orderBy: orders[filters.sort].order, first: pageSize, after },
  });
  const jobs = data?.jobs.nodes ?? [];
  const readAgain = () => {
    if (after === null) again();
    else setAfter(null);
  };
  const { waiting, left, box, show } = useLiveRows({
    filters,
    jobs,
    cursor: data?.jobs.cursor ?? null,
    readAgain,
  });
  if (data === undefined) {
    if (error !== undefined && !fetching) {
      return <Failure error={error} title="The jobs could not be read." again={again} />;
    }
    return <TableSkeleton />;
  }
  const { totalCount, pageInfo } = data.jobs;
  return (
    <div className="stack" ref={box}>
      {error !== undefined && !fetching && (
        <Failure error={error} title="These rows may be old." again={again} />
      )}
      {waiting > 0 && (
        <div className="row">
          <button type="button" className="button" onClick={show}>
            {counted(waiting, "new job")}: show
          </button>
        </div>
      )}
      {jobs.length === 0 ? (
        <Empty filters={filters} onClear={onClear} />
      ) : (
        <>
          <JobTable jobs={jobs} left={left} sort={filters.sort} />
          <div className="row spread">
            <p className="muted small" role="status">
              Showing {jobs.length.toLocaleString()} of {counted(totalCount, "job")}
            </p>
            {pageInfo.hasNextPage && (
              <MoreRows fetching={fetching} onMore={() => setAfter(pageInfo.endCursor)} />
            )}
          </div>
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
        </span>
      </div>
    </div>
  );
}
