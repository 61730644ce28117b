/** Parts and report files: one end each, chunks without a gap, and only the holder writes. */
import type { RecordedEvent } from "../../src/eventstore/eventstore.ts";
import type { PartEvent, ReportFileEvent } from "../../src/job/events.ts";
import type { ClaimChecks } from "./check-claims.ts";
import type { JobTruth, Judge } from "./truth.ts";

interface Held {
  holder: string | null;
  claimedAt: number;
  ended: boolean;
  rows: number;
}

export class PlanChecks {
  readonly #judge: Judge;
  readonly #claims: ClaimChecks;
  readonly #held = new Map<string, Held>();

  constructor(options: { readonly judge: Judge; readonly claims: ClaimChecks }) {
    this.#judge = options.judge;
    this.#claims = options.claims;
  }

  partWritten(job: JobTruth, part: number, recorded: RecordedEvent): void {
    const event = { type: recorded.type, data: recorded.data } as unknown as PartEvent;
    const held = this.#written(recorded, event.type === "PartClaimed");
    if (event.type === "PartChunksPlanned") {
      const { firstChunk, firstRow, rows } = event.data;
      const planned = (job.planned[part] ??= []);
      this.#judge.expect(
        firstChunk === planned.length && firstRow === held.rows,
        () => `${recorded.stream}@${recorded.revision}: chunks leave a gap or overlap`,
      );
      planned.push(...rows);
      held.rows = rows.reduce((sum, count) => sum + count, held.rows);
    }
    if (event.type === "PartPlanned") {
      job.planned[part] ??= [];
      this.#judge.expect(
        event.data.rows === held.rows && event.data.chunks === job.planned[part].length,
        () => `${recorded.stream} ends with other numbers than it planned`,
      );
    }
    if (event.type === "PartPlanned" || event.type === "PartRejected") held.ended = true;
  }

  reportWritten(recorded: RecordedEvent): void {
    const type = recorded.type as ReportFileEvent["type"];
    const held = this.#written(recorded, type === "ReportFileClaimed");
    if (type === "ReportFileWritten") held.ended = true;
  }

  #written({ stream, revision, position, data }: RecordedEvent, isClaim: boolean): Held {
    const executor = data["executor"] as string;
    const held = this.#held.get(stream) ?? { holder: null, claimedAt: 0, ended: false, rows: 0 };
    this.#held.set(stream, held);
    this.#judge.expect(!held.ended, () => `${stream}@${revision} comes after its end`);
    if (!isClaim) {
      const said = () => `${stream}@${revision}: ${executor} writes, ${held.holder} holds it`;
      this.#judge.expect(executor === held.holder, said);
      return held;
    }
    this.#judge.expect(
      held.holder === null || this.#claims.mayTake(executor, held.holder, held.claimedAt),
      () => `${stream}@${revision}: ${executor} takes it from ${held.holder}, who lives`,
    );
    held.holder = executor;
    held.claimedAt = position;
    return held;
  }
}
