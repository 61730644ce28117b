import { describe, expect, it } from "vitest";
import { renderProgress } from "../../src/cli/progress-bar.ts";
import { createBar, createProgressDisplay } from "../../src/cli/show-progress.ts";
import type { Progress } from "../../src/cli/job.ts";
import { createTerminal } from "../support/terminal.ts";
import { fc } from "../support/fast-check.ts";

const running: Progress = {
  total: 5_000,
  discovered: 5_000,
  succeeded: 2_257,
  failed: 3,
  unknown: 0,
  deferred: 0,
  tasksPerSecond: 851.3,
  estimatedSecondsRemaining: 3.2,
  updatedAt: "2026-01-31T09:30:00.000Z",
};

const line = (columns: number, progress: Partial<Progress> = {}, colour = false) =>
  renderProgress({ status: "ACTIVE", progress: { ...running, ...progress } }, { columns, colour });

describe("the progress bar", () => {
  it.each([
    [
      120,
      "ACTIVE  [#################---------------------]   45%  2,257 ok  3 failed  of 5,000  851/s  3.2s left",
    ],
    [80, "ACTIVE  [######---------]   45%  2,257 ok  3 failed  of 5,000  851/s  3.2s left"],
    [60, "ACTIVE  [#####-------]   45%  2,257 ok  3 failed  3.2s left"],
    [40, "ACTIVE  [#####--------]   45%  3 failed"],
    [20, "ACTIVE  3 failed"],
    [2, "A"],
  ])("fits into %d columns", (columns, text) => {
    expect(line(columns)).toBe(text);
  });

  it("never is wider than the terminal, whatever the numbers", () => {
    const number = fc.integer({ min: 0, max: 20_000_000_000 });
    fc.assert(
      fc.property(
        number,
        number,
        number,
        fc.integer({ min: 1, max: 200 }),
        (total, ok, bad, columns) => {
          const succeeded = Math.min(ok, total);
          const failed = Math.min(bad, total - succeeded);
          const text = line(columns, { total, succeeded, failed });
          expect(text.length).toBeLessThanOrEqual(Math.max(1, columns - 1));
          expect(text).not.toMatch(/[\r\n]/);
        },
      ),
    );
  });

  it("says 100% only when every task has ended", () => {
    expect(line(80, { succeeded: 4_999, failed: 0 })).toContain(" 99%");
    expect(line(80, { succeeded: 4_999, failed: 1 })).toContain("100%");
    expect(line(80, { total: 0, succeeded: 0, failed: 0 })).toContain("100%");
  });

  it("counts rows while the manifest is read", () => {
    const progress = { ...running, total: null, discovered: 12_345 };
    const look = { columns: 80, colour: true };
    expect(renderProgress({ status: "PREPARING", progress }, look)).toBe(
      "PREPARING  12,345 rows read",
    );
    expect(renderProgress({ status: "NEW", progress: { ...progress, discovered: 0 } }, look)).toBe(
      "NEW",
    );
  });

  it("has colours that take no room, and failures in red only when there are any", () => {
    const coloured = line(80, {}, true);
    expect(coloured).toContain("\u001B[31m3 failed\u001B[0m");
    // oxlint-disable-next-line no-control-regex
    expect(coloured.replaceAll(/\u001B\[\d+m/g, "")).toBe(line(80));
    expect(line(80, { failed: 0 }, true)).not.toContain("\u001B[31m");
  });
});

describe("the display of progress", () => {
  const update = { status: "ACTIVE", progress: running };

  it("draws over itself on a terminal, and leaves the last line standing", () => {
    const { context, out } = createTerminal({ tty: true, columns: 60 });
    const display = createProgressDisplay({ ...context, argv: [] });
    display.update("job-1", update);
    display.update("job-1", update);
    display.end();
    display.end();
    expect(out.stdout).toBe("");
    expect(out.stderr.split("\r\u001B[K")).toHaveLength(3);
    expect(out.stderr.match(/\n/g)).toHaveLength(1);
    expect(out.stderr).toContain("\u001B[32m");
  });

  it.each([{ NO_COLOR: "1" }, { TERM: "dumb" }])("has no colour with %j", (env) => {
    const { context, out } = createTerminal({ tty: true, env });
    createBar(context).update("job-1", update);
    expect(out.stderr).not.toContain("\u001B[3");
    expect(out.stderr).toContain("3 failed");
  });

  it("is one JSON object a line off a terminal", () => {
    const { context, out } = createTerminal();
    const display = createProgressDisplay({ ...context, argv: [] });
    display.update("job-1", update);
    display.update("job-1", { status: "COMPLETE", progress: { ...running, tasksPerSecond: null } });
    display.end();
    expect(out.stderr).toBe("");
    const lines = out.stdout
      .trimEnd()
      .split("\n")
      .map((text) => JSON.parse(text) as object);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toEqual({
      jobId: "job-1",
      status: "ACTIVE",
      total: 5_000,
      succeeded: 2_257,
      failed: 3,
      tasksPerSecond: 851.3,
      etaSeconds: 3.2,
      at: "2026-01-31T09:30:00.000Z",
    });
    expect(lines[1]).toMatchObject({ status: "COMPLETE", tasksPerSecond: null });
  });

  it("is drawn as usual on a terminal that says its width is 0", () => {
    const drawn: string[] = [];
    const stderr = { write: (text: string) => drawn.push(text), isTTY: true, columns: 0 };
    createBar({ stderr, env: { NO_COLOR: "1" } }).update("job-1", {
      status: "ACTIVE",
      progress: running,
    });
    expect(drawn.join("")).toContain("failed");
  });
});
