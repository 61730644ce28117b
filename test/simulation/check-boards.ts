/** Whoever has read to the same place of the log knows the same, however the pages were cut. */
import type { RecordedEvent } from "../../src/eventstore/eventstore.ts";
import { boardTypes, createBoard, type Board } from "../../src/executors/board.ts";
import type { JobBoard } from "../../src/executors/job-board.ts";
import type { Judge } from "./truth.ts";

/** A look at each board would cost more than all the rest. */
const lookEvery = 16;

export class BoardChecks {
  readonly #judge: Judge;
  readonly #dumps = new Map<number, string>();

  constructor(judge: Judge) {
    this.#judge = judge;
  }

  look(board: Board): void {
    if (board.position % lookEvery === 0) this.#compare(board);
  }

  /** At the end: each board is the one that a new process folds from the whole log at once. */
  lookAtEnd(boards: readonly Board[], events: readonly RecordedEvent[]): void {
    const ours = events.filter(({ type }) => boardTypes.some((prefix) => type.startsWith(prefix)));
    for (const board of boards) {
      const fresh = createBoard();
      const seen = ours.filter(({ position }) => position <= board.position);
      fresh.apply({ events: seen, position: board.position, caughtUp: true });
      this.#compare(fresh);
      this.#compare(board);
    }
  }

  #compare(board: Board): void {
    const { position } = board;
    const dump = dumpBoard(board);
    const known = this.#dumps.get(position) ?? dump;
    this.#dumps.set(position, known);
    this.#judge.expect(
      known === dump,
      () => `two boards differ at ${position}:\n${known}\n${dump}`,
    );
  }
}

function dumpBoard({ jobs, executors, steward, leftAlone }: Board): string {
  return JSON.stringify({
    jobs: [...jobs.values()].map(dumpJob),
    executors: [...executors.keys()],
    steward,
    leftAlone: [...leftAlone],
  });
}

/** `freeFrom` and `deferredFrom` are where a search begins, and move with the searches of the process. */
function dumpJob(job: JobBoard): unknown {
  const { spec: _spec, freeFrom: _free, deferredFrom: _deferred, ...rest } = job;
  return Object.entries(rest).map(([name, value]: [string, unknown]) => {
    if (value instanceof Uint8Array) return [name, Buffer.from(value).toString("hex")];
    return [name, value instanceof Map ? [...value] : value];
  });
}
