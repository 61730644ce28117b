/** Carries one bulk command out, batch by batch, until it is over, another process has it, or this one stops. */
import { listedOf, toldOf, type Bulk } from "../job/bulk.ts";
import type { Actor } from "../job/codec.ts";
import type { BulkLog, ListedJob, LoadedBulk } from "./bulk-log.ts";
import { tellJobs, type TellDependencies } from "./tell-jobs.ts";

export interface CarryOutDependencies extends Omit<TellDependencies, "commands"> {
  readonly log: BulkLog;
  readonly executor: string;
  /** Commands as whoever gave it may give them. */
  readonly commandsFor: (bulk: Pick<Bulk, "givenBy" | "rules">) => TellDependencies["commands"];
}

/** Jobs of one batch. After each it is written down how far it is; those of the last one may be told again after a crash. */
const batchJobs = 50;

/** `resumed`: jobs may have been told of which it is not written down. */
export async function carryOut(
  dependencies: CarryOutDependencies,
  given: LoadedBulk,
  { resumed, signal }: { readonly resumed: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const { log, executor } = dependencies;
  const by: Actor = { kind: "ENGINE", id: executor, name: "bulk commands" };
  const list = createList(log);
  let loaded = given;
  let commands: TellDependencies["commands"] | null = null;
  const doubtfulUntil =
    resumed && given.state.phase === "given" ? toldOf(given.state) + batchJobs : 0;
  while (!signal.aborted) {
    const { state } = loaded;
    if (state.phase === "none" || state.ended !== null || state.executor !== executor) return;
    const told = toldOf(state);
    const isOver = state.stopRequested || told >= state.jobs || listedOf(state) < state.jobs;
    if (isOver) {
      await log.request(loaded, { type: "End", executor }, by);
      return;
    }
    commands ??= dependencies.commandsFor(state);
    const jobs = await list.jobs(state, { from: told, count: batchJobs });
    const outcome = await tellJobs({ ...dependencies, commands }, state, {
      jobs,
      doubtful: told < doubtfulUntil,
      signal,
    });
    if (outcome.jobs === 0) continue;
    const { done, refused } = outcome;
    const advance = { type: "Advance", executor, from: told, done, refused } as const;
    const advanced = await log.request(loaded, advance, by);
    if (!advanced.ok) return;
    loaded = advanced.value;
  }
}

/** Reads the list of jobs, and keeps the one piece of it that is in use. */
function createList(log: BulkLog) {
  let kept: { readonly revision: number; readonly jobs: readonly ListedJob[] } | null = null;
  return {
    async jobs(
      { id, pages }: Bulk,
      { from, count }: { readonly from: number; readonly count: number },
    ): Promise<readonly ListedJob[]> {
      let before = 0;
      for (const { revision, jobs } of pages) {
        if (from < before + jobs) {
          if (kept?.revision !== revision) kept = { revision, jobs: await log.page(id, revision) };
          return kept.jobs.slice(from - before, from - before + count);
        }
        before += jobs;
      }
      return [];
    },
  };
}
