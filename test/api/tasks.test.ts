import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chunkStream, planStream } from "../../src/job/streams.ts";
import { createJob, fieldOf, startApi, type TestApi } from "../support/api.ts";
import { account, opened } from "../support/jobs.ts";
import { operation } from "../support/operations.ts";

let api: TestApi;
let id: string;
beforeAll(async () => {
  api = await startApi({ readRows: async (_, place) => (isThere ? rowsIn(place) : null) });
  id = await cancelledJob();
});
afterAll(() => api.stop());

/** Whether the manifest is still what it was; and the rows that it has then in the second part. */
let isThere = false;
const asked: unknown[] = [];
function rowsIn(place: { readonly part: number; readonly chunk: number }) {
  asked.push(place);
  return ["out/%C3%BC+5", "out/6"].map((rawKey, row) => ({ row, rawKey, versionId: "" }));
}

const planned = (rows: readonly number[]) =>
  ({
    type: "PartChunksPlanned",
    data: {
      executor: "e",
      firstChunk: 0,
      firstRow: 0,
      rows,
      offsets: [...rows.keys(), rows.length],
      bucket: "photos",
    },
  }) as const;

const claimed = (firstRow: number, rows: number) =>
  ({ type: "ChunkClaimed", data: { executor: "e", firstRow, rows } }) as const;

const advanced = (succeeded: number, failed: number) =>
  ({
    type: "ChunkAdvanced",
    data: {
      executor: "e",
      succeeded,
      failed,
      deferred: 0,
      change: { succeeded, failed, deferred: 0 },
      outcomesHash: "h",
    },
  }) as const;

const failedTasks = (rows: [number, number], keys: readonly string[], code: string) =>
  ({
    type: "TaskFailed",
    data: {
      rows: [rows],
      keys,
      codes: keys.map(() => code),
      statuses: keys.map(() => 404),
      messages: keys.map(() => "gone"),
    },
  }) as const;

/** Two parts: of 3 + 2 and of 2 + 2 rows. One chunk is complete, one half done and lost, one was never taken. */
async function cancelledJob(): Promise<string> {
  const job = await createJob(api, { confirmationRequired: false, report: null });
  const parts = [
    { rows: 5, chunks: 2 },
    { rows: 4, chunks: 2 },
  ];
  await api.drive(job, { type: "StartPreparing", manifest: { ...opened, partOffsets: [0, 9] } });
  await api.record(planStream(job, 0), planned([3, 2]));
  await api.record(planStream(job, 1), planned([2, 2]));
  await api.drive(
    job,
    { type: "FinishPreparing", totals: { bucket: "photos", rows: 9, chunks: 4, parts } },
    { type: "ActivateJob" },
  );
  await api.record(
    chunkStream(job, 0, 0),
    claimed(0, 3),
    failedTasks([1, 1], ["in/%C3%BC+1"], "NoSuchKey"),
    { type: "TaskSucceeded", data: { rows: [[0, 0]], keys: ["in/0"], messages: ["Done"] } },
    {
      type: "TaskSucceeded",
      data: {
        rows: [[2, 2]],
        keys: ["in/2"],
        attempts: [3],
        failedAttempts: [[[1_772_359_200_000, "SlowDown", 503], [250]]],
      },
    },
    advanced(2, 1),
    { type: "ChunkCompleted", data: { executor: "e", succeeded: 2, failed: 1, outcomesHash: "h" } },
  );
  await api.record(
    chunkStream(job, 1, 0),
    claimed(0, 2),
    failedTasks([1, 1], ["out/6"], "AccessDenied"),
    advanced(0, 1),
  );
  await api.ask(operation("CancelJob"), { input: { id: job } });
  await api.record(chunkStream(job, 1, 0), {
    type: "ChunkReleased",
    data: { executor: "e", lost: true, open: 1 },
  });
  await api.drive(job, { type: "RecordDrained", counts: { succeeded: 2, failed: 2, unknown: 1 } });
  return job;
}

interface Tasks {
  readonly nodes: readonly {
    readonly id: string;
    readonly manifestRow: number;
    readonly key: string | null;
    readonly outcome: string;
  }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount: number | null;
}

async function tasks(variables: Readonly<Record<string, unknown>>): Promise<Tasks> {
  const answer = await api.ask(operation("Tasks"), { id, ...variables });
  expect(answer.errors).toEqual([]);
  return (fieldOf(answer, "job") as { tasks: Tasks }).tasks;
}

const rowsOf = ({ nodes }: Tasks) =>
  nodes.map(({ manifestRow, outcome }) => [manifestRow, outcome]);

describe("the tasks of a job", () => {
  it("are listed in the order of the manifest, whatever came of them", async () => {
    const all = await tasks({});
    expect(rowsOf(all)).toEqual([
      [1, "SUCCEEDED"],
      [2, "FAILED"],
      [3, "SUCCEEDED"],
      [6, "UNKNOWN"],
      [7, "FAILED"],
    ]);
    expect(all.totalCount).toBe(5);
    expect(all.nodes[0]).toMatchObject({ key: "in/0", message: "Done", attempts: 1 });
    expect(all.nodes[1]).toMatchObject({ key: "in/ü 1", errorCode: "NoSuchKey" });
    expect(all.nodes[2]).toMatchObject({ key: "in/2", attempts: 3, message: null });
    expect(all.nodes[3]).toMatchObject({ key: null, rawKey: null, message: null });
  });

  it("of which nobody knows whether they were called have the keys of the manifest", async () => {
    isThere = true;
    const found = await tasks({ filter: { outcome: "UNKNOWN" } });
    const one = await api.ask(operation("OneTask"), { id, row: 6 });
    const before = asked.length;
    await tasks({ filter: { outcome: "SUCCEEDED" } });
    isThere = false;
    expect(found.nodes).toMatchObject([{ manifestRow: 6, key: "out/ü 5", rawKey: "out/%C3%BC+5" }]);
    expect(fieldOf(one, "job")).toMatchObject({ task: { key: "out/ü 5", outcome: "UNKNOWN" } });
    // Asked once a page, and only where it is needed.
    expect(asked).toEqual([
      { part: 1, chunk: 0 },
      { part: 1, chunk: 0 },
    ]);
    expect(before).toBe(2);
  });

  it.each(["SUCCEEDED", "FAILED", "UNKNOWN"])("can be narrowed to %s ones", async (outcome) => {
    const [all, some] = [await tasks({}), await tasks({ filter: { outcome } })];
    expect(rowsOf(some)).toEqual(rowsOf(all).filter(([, each]) => each === outcome));
    expect(some.totalCount).toBe(some.nodes.length);
  });

  it.each([1, 2, 3])("come in pages of %i, each once", async (first) => {
    const seen: unknown[] = [];
    for (let after: string | null = null; ;) {
      const page: Tasks = await tasks({ first, after });
      seen.push(...rowsOf(page));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(seen).toEqual(rowsOf(await tasks({})));
  });

  it("that failed can be found by the beginning of the decoded key, and a code", async () => {
    const below = (keyPrefix: string, errorCodes: readonly string[] | null = null) =>
      tasks({ filter: { outcome: "FAILED", keyPrefix, errorCodes } });
    expect(rowsOf(await below("in/ü "))).toEqual([[2, "FAILED"]]);
    expect(rowsOf(await below("o"))).toEqual([[7, "FAILED"]]);
    expect((await below("o")).totalCount).toBeNull();
    expect(rowsOf(await below("out/6", ["NoSuchKey"]))).toEqual([]);
    expect(rowsOf(await below("out/67"))).toEqual([]);
  });

  it.each([
    { filter: { keyPrefix: "a" } },
    { filter: { outcome: "SUCCEEDED", errorCodes: ["a"] } },
    { filter: { outcome: "FAILED", keyPrefix: "" } },
    { filter: { outcome: "FAILED", keyPrefix: "a".repeat(1025) } },
  ])("are not narrowed by %j", async (variables) => {
    const { errors } = await api.ask(operation("Tasks"), { id, ...variables });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["BAD_USER_INPUT"]);
  });

  it("do not take a cursor of another list", async () => {
    const failed = await tasks({ first: 1, filter: { outcome: "FAILED" } });
    const { errors } = await api.ask(operation("Tasks"), { id, after: failed.pageInfo.endCursor });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["CURSOR_INVALID"]);
  });

  it("are none before the manifest is read", async () => {
    const fresh = await createJob(api);
    expect(await tasks({ id: fresh })).toMatchObject({ nodes: [], totalCount: 0 });
  });
});

describe("one task by its row", () => {
  it.each([
    [1, { key: "in/0", outcome: "SUCCEEDED" }],
    [2, { key: "in/ü 1", outcome: "FAILED", errorCode: "NoSuchKey" }],
    [6, { key: null, outcome: "UNKNOWN" }],
    [7, { key: "out/6", outcome: "FAILED", errorCode: "AccessDenied" }],
    [4, null],
    [9, null],
    [10, null],
    [0, null],
  ])("finds row %i", async (row, expected) => {
    const answer = await api.ask(operation("OneTask"), { id, row });
    expect(answer.errors).toEqual([]);
    const { task } = fieldOf(answer, "job") as { task: unknown };
    const whole = { manifestRow: row, errorCode: null, ...expected };
    expect(task).toEqual(expected === null ? null : whole);
  });
});

describe("all that is recorded of a row", () => {
  const query = `query T($id: ID!, $row: Long!) {
    job(id: $id) {
      taskTimeline(manifestRow: $row) {
        manifestRow part chunk bucket key versionId task { outcome errorCode }
        moments { kind at eventId executor attempts round errorCode httpStatus summary } reportFile { key }
      }
    }
  }`;
  const timeline = async (row: number) => {
    const answer = await api.ask(query, { id, row });
    expect(answer.errors).toEqual([]);
    const { taskTimeline } = fieldOf(answer, "job") as {
      taskTimeline: { moments: { kind: string; eventId: string | null }[] } | null;
    };
    return taskTimeline;
  };
  const kindsOf = async (row: number) => (await timeline(row))?.moments.map(({ kind }) => kind);

  it("begins with who took its chunk, and ends with its outcome", async () => {
    expect(await timeline(2)).toMatchObject({
      manifestRow: 2,
      part: 1,
      chunk: 1,
      bucket: "photos",
      key: "in/ü 1",
      versionId: null,
      task: { outcome: "FAILED", errorCode: "NoSuchKey" },
      moments: [
        { kind: "CLAIMED", executor: "e" },
        { kind: "FAILED", executor: "e", attempts: 1, errorCode: "NoSuchKey" },
      ],
      reportFile: null,
    });
    expect(await kindsOf(1)).toEqual(["CLAIMED", "SUCCEEDED"]);
  });

  it("has each failed attempt of a task that took more than one, and none of others", async () => {
    expect((await timeline(3))?.moments).toMatchObject([
      { kind: "CLAIMED" },
      {
        kind: "ATTEMPT_FAILED",
        at: "2026-03-01T10:00:00.000Z",
        executor: "e",
        attempts: 1,
        round: 1,
        errorCode: "SlowDown",
        httpStatus: 503,
        summary: "Attempt 1 (round 1) ended in SlowDown, HTTP 503.",
      },
      { kind: "ATTEMPT_FAILED", at: "2026-03-01T10:00:00.250Z", attempts: 2 },
      { kind: "SUCCEEDED", attempts: 3 },
    ]);
  });

  it("says that a task is UNKNOWN at the end of the job, which no event does", async () => {
    const found = await timeline(6);
    expect(found).toMatchObject({ task: { outcome: "UNKNOWN" } });
    expect(found?.moments.at(-1)).toMatchObject({ kind: "UNKNOWN", eventId: null });
    expect(found?.moments.map(({ kind }) => kind)).toContain("LOST");
  });

  it("is there for a row without an outcome, and names it by the manifest as long as that is there", async () => {
    expect(await timeline(4)).toMatchObject({ key: null, task: null });
    expect(await timeline(10)).toBeNull();
    expect(await timeline(0)).toBeNull();
  });
});

describe("an object by its id", () => {
  const query = `query N($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Job { arn status }
      ... on Task { manifestRow key }
    }
  }`;
  const node = async (wanted: string) => {
    const { data, errors } = await api.ask(query, { id: wanted });
    expect(errors).toEqual([]);
    return data?.["node"];
  };

  it("is a job, or a task that has an outcome", async () => {
    expect(await node(id)).toEqual({
      __typename: "Job",
      id,
      arn: `arn:aws:s3:eu-central-1:${account}:job/${id}`,
      status: "CANCELLED",
    });
    for (const { id: taskId, manifestRow, key } of (await tasks({})).nodes)
      expect(await node(taskId)).toEqual({ __typename: "Task", id: taskId, manifestRow, key });
  });

  it.each([
    "nothing",
    "x/0/0",
    "JOB/0/4",
    "JOB/0/5",
    "JOB/7/0",
    "JOB/-1/0",
    "JOB/0/0/0",
    "JOB/",
    "",
  ])("is nothing for %j", async (wanted) => {
    expect(await node(wanted.replace("JOB", id))).toBeNull();
  });
});
