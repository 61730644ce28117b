/** Progress as it comes: a bar for who looks on, JSON lines for what reads along. */
import type { CliContext, Output } from "./context.ts";
import type { Progress } from "./job.ts";
import { renderProgress, type ProgressLine } from "./progress-bar.ts";

export interface ProgressDisplay {
  update(jobId: string, line: ProgressLine): void;
  /** Leaves the last line standing, so that further text begins below it. */
  end(): void;
}

/** A bar on standard error when that is a terminal; JSON lines on standard output when that is none. */
export function createProgressDisplay(context: CliContext): ProgressDisplay {
  const displays = [
    ...(context.stderr.isTTY === true ? [createBar(context)] : []),
    ...(context.stdout.isTTY === true ? [] : [createJsonLines(context.stdout)]),
  ];
  return {
    update: (jobId, line) => displays.forEach((display) => display.update(jobId, line)),
    end: () => displays.forEach((display) => display.end()),
  };
}

const columnsUsual = 80;

/** Draws over itself. */
export function createBar({ stderr, env }: Pick<CliContext, "stderr" | "env">): ProgressDisplay {
  // https://no-color.org: set and not empty.
  const colour = (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
  let drawn = false;
  return {
    update(_, line) {
      // Asked each time: a terminal can be resized.
      // Some say 0 where they do not know.
      const columns = stderr.columns || columnsUsual;
      stderr.write(`\r\u001B[K${renderProgress(line, { columns, colour })}`);
      drawn = true;
    },
    end() {
      if (drawn) stderr.write("\n");
      drawn = false;
    },
  };
}

function createJsonLines(stdout: Output): ProgressDisplay {
  return {
    update: (jobId, line) => void stdout.write(`${jsonLine(jobId, line)}\n`),
    end: () => {},
  };
}

function jsonLine(jobId: string, { status, progress }: ProgressLine): string {
  const { total, succeeded, failed, tasksPerSecond, estimatedSecondsRemaining }: Progress =
    progress;
  return JSON.stringify({
    jobId,
    status,
    total,
    succeeded,
    failed,
    tasksPerSecond,
    etaSeconds: estimatedSecondsRemaining,
    at: progress.updatedAt,
  });
}
