/** Which tasks are listed, as it stands in the address. */
import type { TaskFilter, TaskOutcome } from "../../graphql/generated.ts";

export interface TaskView {
  readonly outcome: TaskOutcome;
  /** Of failed tasks only. */
  readonly code: string | null;
  readonly prefix: string;
}

const outcomes: ReadonlySet<string> = new Set<TaskOutcome>(["FAILED", "SUCCEEDED", "UNKNOWN"]);

export function taskViewOf(parameters: URLSearchParams): TaskView {
  const outcome = parameters.get("outcome") ?? "";
  return {
    outcome: outcomes.has(outcome) ? (outcome as TaskOutcome) : "FAILED",
    code: parameters.get("code"),
    prefix: parameters.get("prefix") ?? "",
  };
}

/** The engine narrows failed tasks only, so the others have no code and no prefix. */
export function toTaskFilter({ outcome, code, prefix }: TaskView): TaskFilter {
  if (outcome !== "FAILED") return { outcome };
  return {
    outcome,
    ...(code === null ? {} : { errorCodes: [code] }),
    ...(prefix === "" ? {} : { keyPrefix: prefix }),
  };
}

/** In which order the engine gives them. */
export function orderOf({ outcome }: TaskView): string {
  return outcome === "FAILED"
    ? "in the order in which they failed"
    : "in the order of the manifest";
}

/** Where the focus goes when the task that was looked at is closed. */
export const taskLinkId = (row: number) => `task-${row}`;

export function tasksAddress(jobId: string, view: TaskView, row?: number): string {
  const parameters = new URLSearchParams();
  if (view.outcome !== "FAILED") parameters.set("outcome", view.outcome);
  else {
    if (view.code !== null) parameters.set("code", view.code);
    if (view.prefix !== "") parameters.set("prefix", view.prefix);
  }
  const search = parameters.toString();
  const path = `/jobs/${jobId}/tasks${row === undefined ? "" : `/${row}`}`;
  return search === "" ? path : `${path}?${search}`;
}
