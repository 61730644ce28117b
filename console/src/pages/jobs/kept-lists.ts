/** Lists that were left a moment ago: who comes back finds them as they were, and they go on from there. */
import { listsChanged } from "../../graphql/client.ts";
import { createJobList, type JobList, type Listed } from "./job-list.ts";

const kept = new Map<string, JobList>();
const keptMax = 3;

listsChanged.subscribe(() => kept.clear());

export function keptList(listed: Listed): JobList {
  const key = JSON.stringify(listed);
  const list = kept.get(key) ?? createJobList(listed);
  kept.delete(key);
  kept.set(key, list);
  const [oldest] = kept.keys();
  if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest);
  return list;
}
