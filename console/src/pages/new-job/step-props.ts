import type { Draft } from "./draft.ts";

/** What each step of the form works on. */
export interface StepProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  /** Names of the configured stores. */
  readonly stores: readonly string[];
}
