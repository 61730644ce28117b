/** The line that is drawn over and over while a job runs. Pure: numbers and a width in, text out. */
import type { Progress } from "./job.ts";
import { count, duration, rate } from "./text.ts";

export interface ProgressLine {
  readonly status: string;
  readonly progress: Progress;
}

export interface ProgressLook {
  /** Width of the terminal; the line stays one short of it, for some terminals break a full one. */
  readonly columns: number;
  readonly colour: boolean;
}

const barCellsMin = 8;
const barCellsMax = 40;
const gap = "  ";

/** One line, without a line break, never wider than the terminal. */
export function renderProgress({ status, progress }: ProgressLine, look: ProgressLook): string {
  const columns = Math.max(1, look.columns - 1);
  const { total } = progress;
  if (total === null) {
    const read = progress.discovered === 0 ? "" : `${gap}${count(progress.discovered)} rows read`;
    return `${status}${read}`.slice(0, columns);
  }
  const facts = factsOf(progress, total);
  const fixed = status.length + gap.length * 2;
  // What matters least is left out first, until a bar fits.
  while (facts.length > 2 && widthOf(facts) + fixed + barCellsMin > columns) dropLeast(facts);
  const room = columns - fixed - widthOf(facts);
  if (room < barCellsMin) return withoutBar(status, facts, columns);
  const bar = drawBar(ended(progress) / Math.max(1, total), Math.min(room, barCellsMax), look);
  const shown = facts.map(({ text, bad }) => (bad && look.colour ? red(text) : text));
  return [status, bar, ...shown].join(gap);
}

/** As many of the facts as there is room for. */
function withoutBar(status: string, facts: Fact[], columns: number): string {
  while (facts.length > 0 && status.length + gap.length + widthOf(facts) > columns)
    dropLeast(facts);
  return [status, ...facts.map(({ text }) => text)].join(gap).slice(0, columns);
}

interface Fact {
  readonly text: string;
  /** The smallest goes first when there is no room. */
  readonly weight: number;
  readonly bad: boolean;
}

function factsOf(progress: Progress, total: number): Fact[] {
  const { succeeded, failed, tasksPerSecond, estimatedSecondsRemaining } = progress;
  const facts: (Fact | null)[] = [
    { text: percent(ended(progress), total), weight: 6, bad: false },
    { text: `${count(succeeded)} ok`, weight: 5, bad: false },
    { text: `${count(failed)} failed`, weight: 7, bad: failed > 0 },
    { text: `of ${count(total)}`, weight: 2, bad: false },
    tasksPerSecond === null ? null : { text: rate(tasksPerSecond), weight: 3, bad: false },
    estimatedSecondsRemaining === null
      ? null
      : { text: `${duration(estimatedSecondsRemaining)} left`, weight: 4, bad: false },
  ];
  return facts.filter((fact) => fact !== null);
}

function dropLeast(facts: Fact[]): void {
  const least = Math.min(...facts.map(({ weight }) => weight));
  facts.splice(
    facts.findIndex(({ weight }) => weight === least),
    1,
  );
}

function widthOf(facts: readonly Fact[]): number {
  return facts.map(({ text }) => text).join(gap).length;
}

function ended({ succeeded, failed }: Progress): number {
  return succeeded + failed;
}

/** Cut, not rounded: 100 % is for jobs that are done. */
function percent(done: number, total: number): string {
  const share = total === 0 ? 100 : Math.floor((done / total) * 100);
  return `${String(share).padStart(3)}%`;
}

function drawBar(fraction: number, cells: number, { colour }: ProgressLook): string {
  const inside = cells - 2;
  const full = Math.min(inside, Math.floor(fraction * inside));
  const bar = "#".repeat(full);
  return `[${colour && full > 0 ? green(bar) : bar}${"-".repeat(inside - full)}]`;
}

function green(text: string): string {
  return `\u001B[32m${text}\u001B[0m`;
}

function red(text: string): string {
  return `\u001B[31m${text}\u001B[0m`;
}
