/** What can be done to a job: the engine says which (`allowedActions`); here is only what each is called. */
import type { JobAction } from "../graphql/generated.ts";

export interface ActionLook {
  readonly name: string;
  readonly danger: boolean;
}

const known: Partial<Record<JobAction, ActionLook>> & Readonly<Record<string, ActionLook>> = {
  CONFIRM: { name: "Review and confirm", danger: false },
  PAUSE: { name: "Pause", danger: false },
  RESUME: { name: "Resume", danger: false },
  RETRY_FAILED_TASKS: { name: "Retry failed tasks", danger: false },
  UPDATE_PRIORITY: { name: "Change priority", danger: false },
  UPDATE_LIMITS: { name: "Change limits", danger: false },
  TAG: { name: "Edit tags", danger: false },
  CLONE: { name: "Run again as a new job", danger: false },
  CANCEL: { name: "Cancel job", danger: true },
  DELETE: { name: "Delete job", danger: true },
};

/** Null for an action that this console does not know yet. */
export function actionLook(action: JobAction): ActionLook | null {
  return known[action] ?? null;
}

/** In the order of a menu, the dangerous ones last. */
export function menuActions(allowed: readonly JobAction[]): readonly JobAction[] {
  const order = Object.keys(known);
  return allowed
    .filter((action) => actionLook(action) !== null)
    .toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
}
