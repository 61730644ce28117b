/** A query of any shape, for whoever finds the other filters too narrow: with completions, its fields, and its mistakes. */
import { useId, useState } from "react";
import { JobQueryFieldsDocument, type JobQueryFieldsQuery } from "../../graphql/generated.ts";
import { useAnswer } from "../../graphql/hooks.ts";
import type { QueryProblem } from "./query-problem.ts";

type Fields = JobQueryFieldsQuery["jobQueryFields"];

const example = "status = FAILED and (tag.team = web or priority >= 5) and created > now-7d";

/** It counts when Enter is pressed or the field is left. */
export default function QueryField({
  query,
  problem,
  onChange,
}: {
  readonly query: string;
  readonly problem: QueryProblem | null;
  readonly onChange: (query: string) => void;
}) {
  const [text, setText] = useState(query);
  const id = useId();
  const { data } = useAnswer(JobQueryFieldsDocument, { variables: {}, policy: "cache-first" });
  const fields = data?.jobQueryFields ?? [];
  const apply = () => {
    if (text.trim() !== query) onChange(text.trim());
  };
  return (
    <div className="stack">
      <div className="field">
        <label htmlFor={id}>Query</label>
        <input
          id={id}
          type="text"
          maxLength={2_000}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          list={`${id}-list`}
          placeholder={example}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : `${id}-problem`}
          value={text}
          onChange={({ target }) => setText(target.value)}
          onBlur={apply}
          onKeyDown={({ key }) => {
            if (key === "Enter") apply();
          }}
        />
        <datalist id={`${id}-list`}>
          {completions(text, fields).map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
        {problem !== null && (
          <div id={`${id}-problem`} className="problem" role="alert">
            <code>
              {query.slice(0, problem.from)}
              <mark>{query.slice(problem.from, problem.to) || "…"}</mark>
              {query.slice(problem.to)}
            </code>
            <p>{problem.text}</p>
          </div>
        )}
      </div>
      <Help fields={fields} />
    </div>
  );
}

function Help({ fields }: { readonly fields: Fields }) {
  return (
    <details>
      <summary>What a query may say</summary>
      <div className="stack">
        <p>
          <code>{example}</code>
        </p>
        <p>
          Words and texts go with <code>=</code> <code>!=</code> <code>in (A, B)</code>, texts also
          with <code>contains</code>; numbers and times also with <code>&lt;</code>{" "}
          <code>&lt;=</code> <code>&gt;</code> <code>&gt;=</code> <code>between A and B</code>; what
          may not be there yet with <code>is null</code> <code>is not null</code>. Conditions are
          joined by <code>and</code> <code>or</code> <code>not</code> and brackets.
        </p>
        <p>
          A text with spaces stands in <code>"quotes"</code>. A time is a day, in UTC (
          <code>2026-11-01</code>), an instant (<code>2026-11-01T08:30Z</code>) or one before now (
          <code>now-7d</code>).
        </p>
        <dl className="facts">
          {fields.map(({ name, words, description }) => (
            <div key={name} style={{ display: "contents" }}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>
                {description}
                {words.length > 0 && <span className="muted small"> {words.join(", ")}</span>}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </details>
  );
}

const equal = ["=", "!=", "in (", "is null", "is not null"];
const ordered = ["=", "!=", "<", "<=", ">", ">=", "between", "is null", "is not null"];

const operators: Readonly<Record<Fields[number]["kind"], readonly string[]>> = {
  WORD: equal,
  TEXT: [...equal, "contains"],
  SEARCH: ["contains"],
  NUMBER: ordered,
  SHARE: ordered,
  TIME: ordered,
};

/** What may come next, each with what stands before it: a field, how it is compared, or one of its words. */
function completions(text: string, fields: Fields): readonly string[] {
  const [part] = /[^\s=<>!(),]*$/.exec(text)!;
  const before = text.slice(0, text.length - part.length);
  const named = (name: string | undefined) =>
    fields.find((field) => field.name.toLowerCase() === name?.toLowerCase());
  const compared = named(/([\w.]+)\s*(?:!?=|\bin\s*\([^()]*)\s*$/i.exec(before)?.[1]);
  const alone = named(/([\w.]+)\s+$/.exec(before)?.[1]);
  const next =
    compared?.words ??
    (alone === undefined
      ? [...fields.map(({ name }) => name.replace("KEY", "")), "and", "or", "not"]
      : operators[alone.kind]);
  return next
    .filter((each) => each.toLowerCase().startsWith(part.toLowerCase()) && each !== part)
    .map((each) => before + each);
}
