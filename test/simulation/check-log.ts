/** Sends each append that the event store took to the checks of what it is about. */
import type { LogPage, RecordedEvent } from "../../src/eventstore/eventstore.ts";
import type { JobEvent, PartChunksPlanned } from "../../src/job/events.ts";
import { statusEntered } from "../../src/job/lifecycle.ts";
import { boardStream, parseStream } from "../../src/job/streams.ts";
import { checkChunkAppend } from "./check-chunks.ts";
import { ClaimChecks } from "./check-claims.ts";
import type { ListChecks } from "./check-lists.ts";
import type { JobTruth } from "./truth.ts";
import { checkJobAppend, type JobChecksContext } from "./check-jobs.ts";
import { PlanChecks } from "./check-plans.ts";
import type { Life } from "./life.ts";

export interface LogChecksOptions extends JobChecksContext {
  readonly exclusive: boolean;
  readonly repeatsMax: number;
  readonly lists: ListChecks;
  /** By executor id. */
  readonly lives: ReadonlyMap<string, Life>;
}

export class LogChecks {
  readonly #options: LogChecksOptions;
  readonly #claims: ClaimChecks;
  readonly #plans: PlanChecks;
  #steward: { readonly executor: string; readonly position: number } | null = null;

  constructor(options: LogChecksOptions) {
    this.#options = options;
    this.#claims = new ClaimChecks(options);
    this.#plans = new PlanChecks({ judge: options.judge, claims: this.#claims });
  }

  get steward(): string | null {
    return this.#steward?.executor ?? null;
  }

  /** All events of one append. */
  written(stream: string, recorded: readonly RecordedEvent[]): void {
    const { judge, jobs } = this.#options;
    if (stream === boardStream) return;
    const about = parseStream(stream);
    if (about === null) return judge.fail(`${stream} is no stream of ours`);
    const job = "job" in about ? jobs.get(about.job) : undefined;
    if (job !== undefined) {
      if (about.kind === "job") {
        if (job.plan.generated !== null) this.#noteList(job, recorded);
        checkJobAppend(this.#options, job, recorded);
      }
      if (about.kind === "chunk") {
        const { repeatsMax, lives } = this.#options;
        const context = { judge, claims: this.#claims, repeatsMax, lives };
        checkChunkAppend(context, job, { ...about, recorded });
      }
      for (const event of recorded) {
        if (about.kind === "plan") {
          this.#plans.partWritten(job, about.part, event);
          this.#notePlan(job, about.part, event);
        }
        if (about.kind === "report") this.#plans.reportWritten(event);
      }
    } else if (about.kind === "steward") {
      for (const event of recorded) this.#stewardClaimed(event);
    }
    for (const event of recorded) this.#claims.written(event);
  }

  #noteList(job: JobTruth, recorded: readonly RecordedEvent[]): void {
    const { lists } = this.#options;
    for (const { type } of recorded) {
      if (type === "JobPreparing") lists.begun(job);
      if (type === "ManifestRead") lists.read(job);
      if (type === "JobCancelRequested" || type === "JobFailing" || type === "JobCompleting")
        lists.over(job);
    }
  }

  #notePlan(job: JobTruth, part: number, { type, data }: RecordedEvent): void {
    if (job.plan.generated === null || type !== "PartChunksPlanned") return;
    this.#options.lists.planned(job, part, data as PartChunksPlanned["data"]);
  }

  #stewardClaimed({ data, position }: RecordedEvent): void {
    const executor = data["executor"] as string;
    const before = this.#steward;
    this.#options.judge.expect(
      before === null || this.#claims.mayTake(executor, before.executor, before.position),
      () => `${executor} becomes steward at ${position} while ${before?.executor} lives`,
    );
    this.#steward = { executor, position };
  }
}

/** What a process has been told of jobs that stop, by a page of the log. */
export function notePage(life: Life, page: LogPage): void {
  for (const { type, stream } of page.events) {
    const status = statusEntered[type as JobEvent["type"]];
    if (status === undefined || !stream.startsWith("job-")) continue;
    const job = stream.slice("job-".length);
    if (status === "ACTIVE") life.stoppedJobs.delete(job);
    else life.stoppedJobs.add(job);
  }
}
