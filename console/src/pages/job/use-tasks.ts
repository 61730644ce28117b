/** Pages of tasks, read on demand: a list of outcomes does not change, it only grows. */
import { useEffect, useRef, useState } from "react";
import { OneTaskDocument, TasksDocument, type TasksQuery } from "../../graphql/generated.ts";
import { ask } from "../../graphql/hooks.ts";
import type { JobView } from "./job-view.ts";
import { toTaskFilter, type TaskView } from "./task-filter.ts";

export type Task = NonNullable<TasksQuery["job"]>["tasks"]["nodes"][number];

const pageSize = 100;

export interface LoadedTasks {
  readonly tasks: readonly Task[];
  readonly after: string | null;
  /** Null where the engine would have to count. */
  readonly total: number | null;
  /** Tasks of this outcome that the job had in all when the first page was read. */
  readonly atFirst: number;
}

/** Tasks with an outcome, as the job's numbers have it. */
export function tasksOf({ progress }: JobView, { outcome }: TaskView): number {
  if (outcome === "FAILED") return progress.failed;
  return outcome === "SUCCEEDED" ? progress.succeeded : progress.unknown;
}

export function useTasks(job: JobView, view: TaskView) {
  const [loaded, setLoaded] = useState<LoadedTasks | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isLoading, setLoading] = useState(false);
  const request = useRef(0);
  const load = async (before: LoadedTasks | null) => {
    const number = (request.current += 1);
    setLoading(true);
    try {
      const after = before?.after ?? null;
      const data = await ask(TasksDocument, {
        id: job.id,
        filter: toTaskFilter(view),
        first: pageSize,
        after,
      });
      // An answer to a question that nobody asks any more is dropped.
      if (number !== request.current || data.job === null) return;
      const { nodes, pageInfo, totalCount } = data.job.tasks;
      setLoaded({
        tasks: [...(before?.tasks ?? []), ...nodes],
        after: pageInfo.hasNextPage ? pageInfo.endCursor : null,
        total: totalCount,
        atFirst: before?.atFirst ?? tasksOf(job, view),
      });
      setError(null);
    } catch (failure) {
      if (number === request.current) setError(failure);
    } finally {
      if (number === request.current) setLoading(false);
    }
  };
  const hasSome = tasksOf(job, view) > 0;
  const latest = useRef(load);
  useEffect(() => {
    latest.current = load;
  });
  useEffect(() => {
    setLoaded(null);
    if (hasSome) void latest.current(null);
  }, [job.id, view.outcome, view.code, view.prefix, hasSome]);
  return {
    loaded,
    error,
    isLoading,
    more: () => void load(loaded),
    refresh: () => void load(null),
  };
}

/** The task that is open beside the table: one of those shown, or asked for by its row. */
export function useOpenTask(
  jobId: string,
  row: string | undefined,
  shown: readonly Task[],
): Task | null {
  const [asked, setAsked] = useState<Task | null>(null);
  const found = shown.find(({ manifestRow }) => String(manifestRow) === row) ?? null;
  const isMissing = row !== undefined && /^\d{1,15}$/.test(row) && found === null;
  useEffect(() => {
    if (!isMissing) return undefined;
    let isOver = false;
    const read = async () => {
      try {
        const { job } = await ask(OneTaskDocument, { id: jobId, row: Number(row) });
        if (!isOver) setAsked(job?.task ?? null);
      } catch {
        // The table beside it says what is wrong.
      }
    };
    void read();
    return () => {
      isOver = true;
    };
  }, [jobId, row, isMissing]);
  if (found !== null) return found;
  return String(asked?.manifestRow) === row ? asked : null;
}
