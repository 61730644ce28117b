import { describe, expect, it } from "vitest";
import { startFakeGraphQL } from "../support/fake-graphql.ts";
import { runCli } from "../support/terminal.ts";

const timeline = {
  manifestRow: 1031,
  part: 1,
  chunk: 3,
  bucket: "photos",
  key: "2024/\u001B[31mgone.jpg",
  versionId: null,
  task: {
    outcome: "FAILED",
    attempts: 6,
    firstErrorCode: "SlowDown",
    errorCode: "NoSuchKey",
    httpStatus: 404,
    message: "It is gone.",
  },
  moments: [
    {
      kind: "CLAIMED",
      at: "2026-03-01T10:00:00.000Z",
      summary: "A process took its chunk.",
      executor: "one",
      message: null,
    },
    {
      kind: "ATTEMPT_FAILED",
      at: "2026-03-01T10:00:01.250Z",
      summary: "Attempt 1 (round 1) ended in Slow\u001B[31mDown, HTTP 503.",
      executor: "one",
      message: null,
    },
  ],
  reportFile: { key: "reports/failed-0.csv" },
};

async function run(job: unknown, ...argv: string[]) {
  const server = await startFakeGraphQL(() => ({ data: { job } }));
  try {
    const ran = await runCli(["jobs", "task", ...argv, "--url", server.url]);
    return { ...ran, asked: server.requests[0]?.variables };
  } finally {
    await server.close();
  }
}

describe("jobs task", () => {
  it("tells of a row what is known, and what happened to it", async () => {
    const { code, stdout, asked } = await run({ taskTimeline: timeline }, "J", "1031");
    expect([code, asked]).toEqual([0, { id: "J", row: 1031 }]);
    expect(stdout).toMatch(/^Row +1031, in chunk 3 of part 1$/m);
    expect(stdout).toMatch(/^First error +SlowDown$/m);
    expect(stdout).toMatch(/^Last error +NoSuchKey \(HTTP 404\): It is gone\.$/m);
    expect(stdout).toMatch(/^2026-03-01T10:00:00\.000Z +A process took its chunk\. +one$/m);
    expect(stdout).toMatch(
      /^2026-03-01T10:00:01\.250Z +Attempt 1 \(round 1\) ended in Slow.*Down, HTTP 503\. +one$/m,
    );
    expect(stdout).toContain("reports/failed-0.csv");
    expect(stdout).not.toContain("\u001B");
  });

  it("writes the same as JSON", async () => {
    const { stdout } = await run({ taskTimeline: timeline }, "J", "1031", "--json");
    expect(JSON.parse(stdout)).toEqual(timeline);
  });

  it("says that nothing has happened to a row that nobody has taken", async () => {
    const fresh = { ...timeline, task: null, moments: [], reportFile: null };
    const { stdout } = await run({ taskTimeline: fresh }, "J", "2");
    expect(stdout).toMatch(/^Outcome +none yet$/m);
    expect(stdout).toContain("Nothing has happened to it.");
  });

  it.each(["0", "x", "-1", "1.5"])("does not take %j for a row", async (row) => {
    expect(await run(null, "J", row)).toMatchObject({ code: 2, asked: undefined });
  });

  it("says that there is no such row, and no such job", async () => {
    const none = await run({ taskTimeline: null }, "J", "9");
    expect(none).toMatchObject({ code: 1, stdout: "" });
    expect(none.stderr).toContain("no row 9");
    expect((await run(null, "J", "9")).code).toBe(1);
  });
});
