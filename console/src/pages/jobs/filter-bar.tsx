import { useEffect, useRef, useState } from "react";
import { connection } from "../../graphql/connection.ts";
import {
  FormChoicesDocument,
  JobCountsDocument,
  type JobStatus,
  type OperationName,
} from "../../graphql/generated.ts";
import { loaded } from "../../components/loaded.tsx";
import { exactTimes } from "../../components/time.tsx";
import { useRepeat } from "../../components/repeat.ts";
import { useAnswer } from "../../graphql/hooks.ts";
import { shortCount } from "../../lib/format.ts";
import { operationWord } from "../../lib/operation-words.ts";
import { statusGroups } from "../../lib/statuses.ts";
import { useStore } from "../../lib/store.ts";
import { searchCharactersMin, tagOf, toJobFilter, type Filters } from "./filters.ts";
import { queryProblemOf } from "./query-problem.ts";
import { orders, type Sort } from "./orders.ts";

const QueryField = loaded(async () => import("./query-field.tsx"));

type OnChange = (next: Filters, options: { readonly replace: boolean }) => void;

export function FilterBar({
  filters,
  onChange,
}: {
  readonly filters: Filters;
  readonly onChange: OnChange;
}) {
  const { counts, error } = useCounts(filters);
  const [isAsking, setAsking] = useState(false);
  const hasQuery = isAsking || filters.query !== "";
  const isExact = useStore(exactTimes);
  const all = counts === null ? null : sum([...counts.values()]);
  return (
    <div className="stack">
      <div className="filters" role="group" aria-label="Status">
        <StatusButton
          name="All"
          count={all}
          pressed={filters.statuses.length === 0}
          onPress={() => onChange({ ...filters, statuses: [] }, { replace: false })}
        />
        {statusGroups.map(({ name, statuses }) => (
          <StatusButton
            key={name}
            name={name}
            count={counts === null ? null : sum(statuses.map((each) => counts.get(each) ?? 0))}
            pressed={
              filters.statuses.length > 0 &&
              statuses.every((each) => filters.statuses.includes(each))
            }
            onPress={() => onChange({ ...filters, statuses }, { replace: false })}
          />
        ))}
        <button
          type="button"
          aria-pressed={filters.failures}
          onClick={() => onChange({ ...filters, failures: !filters.failures }, { replace: false })}
        >
          With failures
        </button>
      </div>
      <div className="fields">
        <SearchField filters={filters} onChange={onChange} />
        <OperationField filters={filters} onChange={onChange} />
        <TagField key={filters.tag} filters={filters} onChange={onChange} />
        <div className="field">
          <label htmlFor="from">Created since</label>
          <input
            id="from"
            type="date"
            value={filters.from}
            onChange={({ target }) =>
              onChange({ ...filters, from: target.value }, { replace: true })
            }
          />
        </div>
        <div className="field">
          <label htmlFor="sort">Order</label>
          <select
            id="sort"
            value={filters.sort}
            onChange={({ target }) =>
              onChange({ ...filters, sort: target.value as Sort }, { replace: false })
            }
          >
            {Object.entries(orders).map(([sort, { name }]) => (
              <option key={sort} value={sort}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <button
          type="button"
          className="button plain"
          aria-expanded={hasQuery}
          onClick={() => {
            setAsking(!hasQuery);
            if (filters.query !== "") onChange({ ...filters, query: "" }, { replace: false });
          }}
        >
          Query
        </button>
        <button
          type="button"
          className="button plain"
          aria-pressed={isExact}
          onClick={() => exactTimes.set(!isExact)}
        >
          Exact times
        </button>
      </div>
      {hasQuery && (
        <QueryField
          key={filters.query}
          query={filters.query}
          problem={queryProblemOf(error)}
          onChange={(query) => {
            setAsking(true);
            onChange({ ...filters, query }, { replace: false });
          }}
        />
      )}
    </div>
  );
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

function StatusButton({
  name,
  count,
  pressed,
  onPress,
}: {
  readonly name: string;
  readonly count: number | null;
  readonly pressed: boolean;
  readonly onPress: () => void;
}) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      className={count === 0 && !pressed ? "quiet" : ""}
      onClick={onPress}
    >
      {name} <span className="numbers">{count === null ? "" : shortCount(count)}</span>
    </button>
  );
}

const countsEveryMs = 2_000;

/** Jobs by status, read again every two seconds while the page is live and seen: it is one small query. */
function useCounts(filters: Filters): {
  readonly counts: ReadonlyMap<JobStatus, number> | null;
  readonly error: unknown;
} {
  const filter = toJobFilter(filters, { withStatuses: false });
  const { data, error, again } = useAnswer(JobCountsDocument, { variables: { filter } });
  const isLive = useStore(connection).kind === "live";
  useRepeat(again, { everyMs: countsEveryMs, isOn: isLive });
  const counts = data && new Map(data.jobCounts.map(({ status, count }) => [status, count]));
  return { counts: counts ?? null, error };
}

const typingMs = 250;

function SearchField({
  filters,
  onChange,
}: {
  readonly filters: Filters;
  readonly onChange: OnChange;
}) {
  const [text, setText] = useState(filters.search);
  const [typed, setTyped] = useState(filters.search);
  if (filters.search !== typed) {
    // Changed from outside: by the browser's back button, or by clearing the filters.
    setTyped(filters.search);
    setText(filters.search);
  }
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  useEffect(() => {
    const search = text.trim();
    const isLongEnough = search === "" || search.length >= searchCharactersMin;
    if (search === typed || !isLongEnough) return undefined;
    const timer = setTimeout(() => {
      setTyped(search);
      latest.current({ ...filters, search }, { replace: true });
    }, typingMs);
    return () => clearTimeout(timer);
  }, [text, typed, filters]);
  return (
    <div className="field">
      <label htmlFor="search">
        Search description or id <kbd>/</kbd>
      </label>
      <input
        id="search"
        type="search"
        size={28}
        value={text}
        placeholder="three characters or more"
        onChange={({ target }) => setText(target.value)}
      />
    </div>
  );
}

function OperationField({
  filters,
  onChange,
}: {
  readonly filters: Filters;
  readonly onChange: OnChange;
}) {
  const { data } = useAnswer(FormChoicesDocument, { variables: {}, policy: "cache-first" });
  const names = (data?.operations ?? []).map(({ name }) => name);
  return (
    <div className="field">
      <label htmlFor="operation">Operation</label>
      <select
        id="operation"
        value={filters.operation ?? ""}
        onChange={({ target }) =>
          onChange(
            { ...filters, operation: (target.value || null) as OperationName | null },
            { replace: false },
          )
        }
      >
        <option value="">Any</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {operationWord(name)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A tag as `key:value`; it counts when it is whole and the field is left, or Enter is pressed. */
function TagField({
  filters,
  onChange,
}: {
  readonly filters: Filters;
  readonly onChange: OnChange;
}) {
  const [text, setText] = useState(filters.tag);
  const apply = () => {
    const tag = text.trim();
    const isWhole = tag === "" || tagOf(tag) !== null;
    if (isWhole && tag !== filters.tag) onChange({ ...filters, tag }, { replace: false });
  };
  return (
    <div className="field">
      <label htmlFor="tag">Tag</label>
      <input
        id="tag"
        type="text"
        size={14}
        value={text}
        placeholder="key:value"
        onChange={({ target }) => setText(target.value)}
        onBlur={apply}
        onKeyDown={({ key }) => {
          if (key === "Enter") apply();
        }}
      />
    </div>
  );
}
