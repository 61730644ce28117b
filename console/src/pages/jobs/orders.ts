/** The orders of the list of jobs. */
import type { JobNowFragment, JobOrder } from "../../graphql/generated.ts";

/** Orders of the list as the address names them; the first is meant where none is named. */
export const orders = {
  "-createdAt": { name: "Newest first", order: { field: "CREATED_AT", direction: "DESC" } },
  createdAt: { name: "Oldest first", order: { field: "CREATED_AT", direction: "ASC" } },
  "-updatedAt": { name: "Last changed first", order: { field: "UPDATED_AT", direction: "DESC" } },
  "-priority": { name: "Highest priority first", order: { field: "PRIORITY", direction: "DESC" } },
} as const satisfies Readonly<Record<string, { readonly name: string; readonly order: JobOrder }>>;

export type Sort = keyof typeof orders;

type Ordered = Pick<JobNowFragment, "createdAt" | "updatedAt" | "priority">;

const before: Readonly<Record<Sort, (a: Ordered, b: Ordered) => boolean>> = {
  "-createdAt": () => true,
  createdAt: () => true,
  "-updatedAt": (a, b) => a.updatedAt >= b.updatedAt,
  "-priority": (a, b) => a.priority >= b.priority,
};

/** Whether the rows still stand in the order that they were asked for in. When a job was created never changes. */
export function isInOrder(pages: readonly (readonly Ordered[])[], sort: Sort): boolean {
  const jobs = pages.flat();
  return jobs.every((job, index) => index === 0 || before[sort](jobs[index - 1]!, job));
}
