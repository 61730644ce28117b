/** What a job waits for that could run: a slot, of which there are few. The steward gives them by the same order. */
import { facetOf } from "../../projections/job-list.ts";
import { numberIn, textIn } from "../../projections/rows.ts";
import type { JobStatus } from "../job/lifecycle.ts";
import type { Job } from "../job/state.ts";
import type { Database } from "./database.ts";

export interface QueueRow {
  /** Among the jobs that wait, from 1: of the highest priority the oldest is first. */
  readonly place: number;
  /** Jobs that have a slot. */
  readonly running: number;
}

/** Whether a job waits for a slot: it may run, or had to make room for another. */
function waitsForSlot(state: Job): boolean {
  return state.status === "READY" || (state.status === "PAUSED" && state.pausedBy === "SCHEDULER");
}

/** Null for a job that waits for none. */
export function queueOf(database: Database, jobId: string, state: Job): QueueRow | null {
  if (!waitsForSlot(state)) return null;
  const own = database.get("SELECT priority, place FROM job_list WHERE job_id = ?", jobId);
  if (own === null) return null;
  const facets = facetsByStatus(database);
  const before = [
    ...facets("READY").map((facet) => ({ facet, condition: "TRUE" })),
    ...facets("PAUSED").map((facet) => ({ facet, condition: madeRoom })),
  ].map(({ facet, condition }) => {
    const sql = `SELECT count(*) AS jobs FROM job_list AS l
      INDEXED BY job_list_by_facet_priority_place
      WHERE l.facet = ? AND (l.priority, -l.place) > (?, ?) AND l.priority >= ? AND ${condition}`;
    const [priority, place] = [numberIn(own, "priority"), numberIn(own, "place")];
    return numberIn(database.get(sql, facet, priority, -place, priority)!, "jobs");
  });
  const running = database
    .all("SELECT facet, jobs FROM job_facets")
    .filter((row) => ["ACTIVE", "PAUSING"].includes(facetOf(textIn(row, "facet")).status))
    .map((row) => numberIn(row, "jobs"));
  return { place: 1 + sum(before), running: sum(running) };
}

const madeRoom = `EXISTS (SELECT 1 FROM jobs AS j
  WHERE j.job_id = l.job_id AND j.state ->> '$.pausedBy' = 'SCHEDULER')`;

function facetsByStatus(database: Database): (status: JobStatus) => readonly string[] {
  const all = database
    .all("SELECT facet FROM job_facets WHERE jobs > 0")
    .map((row) => textIn(row, "facet"));
  return (status) => all.filter((facet) => facetOf(facet).status === status);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
