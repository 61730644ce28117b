/** What is shown when an answer did not come. */
import type { CombinedError } from "urql";

/** What went wrong in words, and the code that programs and documents know it by. */
export function problemOf(error: unknown): { readonly text: string; readonly code: string | null } {
  const { graphQLErrors, networkError } = (error ?? {}) as Partial<CombinedError>;
  const first = graphQLErrors?.[0];
  if (first !== undefined) {
    const code = first.extensions["code"];
    return { text: first.message, code: typeof code === "string" ? code : null };
  }
  if (networkError !== undefined) {
    return { text: "The engine does not answer.", code: null };
  }
  return { text: error instanceof Error ? error.message : "Something went wrong.", code: null };
}

export function Failure({
  error,
  title,
  again,
}: {
  /** Null where the title says all. */
  readonly error: unknown;
  readonly title: string;
  readonly again: () => void;
}) {
  const { text, code } = error === null ? { text: "", code: null } : problemOf(error);
  return (
    <div className="notice bad" role="alert">
      <div className="grow">
        <strong>{title}</strong>
        {text !== "" && (
          <p>
            {text} {code !== null && <code>{code}</code>}
          </p>
        )}
      </div>
      <button type="button" className="button" onClick={again}>
        Try again
      </button>
    </div>
  );
}
