/** What the engine would say to the job, asked when somebody comes to the review. */
import { useEffect, useRef, useState } from "react";
import { CheckJobDocument, type CheckJobQuery } from "../../graphql/generated.ts";
import { ask } from "../../graphql/hooks.ts";
import { checkDraft, type FieldProblem } from "./check-draft.ts";
import { toSpec, type Draft } from "./draft.ts";

export type Checked =
  | { readonly kind: "none" }
  | { readonly kind: "asking" }
  | { readonly kind: "answered"; readonly validation: CheckJobQuery["validateJob"] }
  | { readonly kind: "failed"; readonly error: unknown };

/** Problems of the engine, at the fields that their paths lead to. */
export function fieldProblems(
  errors: readonly { readonly path: readonly string[]; readonly message: string }[],
): readonly FieldProblem[] {
  return errors.map(({ path, message }) => {
    const field = path.join(".");
    return { field: fieldsOfGroups[field] ?? field, message };
  });
}

/** Groups that the engine speaks of as a whole, and the field where that is mended. */
const fieldsOfGroups: Readonly<Record<string, string>> = {
  "spec.manifest.generator.output": "spec.manifest.generator.output.bucket",
  "spec.report": "spec.report.bucket",
};

/** Asks while `isWanted`, and again when the draft changes; `onProblems` gets what is in the way, of form or engine. */
export function useEngineCheck(
  draft: Draft,
  {
    isWanted,
    onProblems,
  }: {
    readonly isWanted: boolean;
    readonly onProblems: (problems: readonly FieldProblem[]) => void;
  },
): { readonly checked: Checked; readonly again: () => void } {
  const [checked, setChecked] = useState<Checked>({ kind: "none" });
  const [attempt, setAttempt] = useState(0);
  const latest = useRef({ draft, onProblems });
  useEffect(() => {
    latest.current = { draft, onProblems };
  });
  const text = JSON.stringify(toSpec(draft));
  useEffect(() => {
    if (!isWanted) return setChecked({ kind: "none" });
    const problems = checkDraft(latest.current.draft);
    if (problems.length > 0) {
      setChecked({ kind: "none" });
      return latest.current.onProblems(problems);
    }
    let isOver = false;
    const read = async () => {
      setChecked({ kind: "asking" });
      try {
        const { validateJob } = await ask(CheckJobDocument, { spec: toSpec(latest.current.draft) });
        if (isOver) return;
        setChecked({ kind: "answered", validation: validateJob });
        latest.current.onProblems(fieldProblems(validateJob.errors));
      } catch (error) {
        if (!isOver) setChecked({ kind: "failed", error });
      }
    };
    void read();
    return () => {
      isOver = true;
    };
  }, [isWanted, text, attempt]);
  return { checked, again: () => setAttempt(attempt + 1) };
}
