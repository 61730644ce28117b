import { expect, test } from "vitest";
import type { OperationSpec } from "../../src/job/spec.ts";
import { chunkStream, jobStream, reportStream } from "../../src/job/streams.ts";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import { BadCursor, type ForwardPage, type Page } from "../../src/readmodels/read-models.ts";
import { advanced, claimed, failed } from "../support/chunks.ts";
import { account, event, historyOf, validSpec } from "../support/jobs.ts";
import { lifeOf, openStore, startReadModels } from "../support/read-models.ts";
import { appendAll, inStream, timeAt, type Entry } from "../support/recorded.ts";

const soon = { timeoutMs: 60_000 };

async function given(entries: readonly Entry[], eventStore = openStore()) {
  const readModels = startReadModels({ eventStore });
  await readModels.waitFor(await appendAll(eventStore, entries), soon);
  return readModels;
}

function created(
  job: string,
  options: { description?: string; operation?: OperationSpec; by?: string } = {},
): Entry {
  const { description = null, operation = validSpec().operation, by = "alice" } = options;
  const spec = validSpec({ description, operation });
  return {
    stream: jobStream(job),
    event: { type: "JobCreated", data: { jobId: job, account, token: null, spec } },
    actor: { kind: "USER", id: by, name: by },
  };
}

/** Every row of a list, read page by page. */
function readAll<Row>(first: number, read: (page: ForwardPage) => Page<Row>): Row[] {
  const rows: Row[] = [];
  for (let after: string | undefined; ;) {
    const page = read({ first, after });
    rows.push(...page.rows.map(({ row }) => row));
    if (!page.hasNextPage) return rows;
    after = page.rows.at(-1)!.cursor;
  }
}

test.each([1, 2, 3, 7, 100])(
  "pages of %i hold every job once, the one created last first, also at the same time",
  async (first) => {
    // One clock for all: every job has the same time, so only the tie-break tells them apart.
    const sameTime = openEmbeddedEventStore({ file: ":memory:", now: () => new Date(timeAt(0)) });
    const names = ["c", "a", "g", "b", "f", "e", "d"];
    const readModels = await given(
      names.map((name) => created(name)),
      sameTime,
    );
    const read = (page: ForwardPage) => readModels.jobs({ ...page, filter: {} });
    expect(readAll(first, read).map(({ id }) => id)).toStrictEqual(names.toReversed());
    expect(read({ first }).totalCount).toBe(7);
  },
);

test("a job created later stands first", async () => {
  const readModels = await given(["a", "c", "b"].map((name) => created(name)));
  const { rows } = readModels.jobs({ first: 10, filter: {} });
  expect(rows.map(({ row }) => row.id)).toStrictEqual(["b", "c", "a"]);
});

test("filters are joined by and; an empty list of values is no condition", async () => {
  const untag: OperationSpec = { kind: "DELETE_OBJECT_TAGGING", parameters: {} };
  const readModels = await given([
    created("one", { description: "Über 100% of PHOTOS" }),
    created("two", { description: "photos", operation: untag }),
    created("three", { by: "bob" }),
    { stream: jobStream("three"), event: event.cancelRequested },
  ]);
  const ids = (filter: Parameters<typeof readModels.jobCounts>[0]) =>
    readModels.jobs({ first: 10, filter }).rows.map(({ row }) => row.id);
  expect(ids({ search: "Photos" })).toStrictEqual(["two", "one"]);
  expect(ids({ search: "über 100%" })).toStrictEqual(["one"]);
  expect(ids({ search: "%" })).toStrictEqual(["one"]);
  expect(ids({ search: "HREE" })).toStrictEqual(["three"]);
  expect(ids({ statuses: ["NEW"], operations: ["DELETE_OBJECT_TAGGING"] })).toStrictEqual(["two"]);
  expect(ids({ statuses: ["CANCELLING", "NEW"], createdBy: "bob" })).toStrictEqual(["three"]);
  expect(ids({ statuses: [], operations: [] })).toHaveLength(3);
  expect(readModels.jobCounts({})).toStrictEqual([
    { status: "NEW", count: 2 },
    { status: "CANCELLING", count: 1 },
  ]);
  expect(readModels.jobCounts({ createdBy: "alice" })).toStrictEqual([{ status: "NEW", count: 2 }]);
});

test("counts of a list are asked for once while nothing is written, and again then", async () => {
  const eventStore = openStore();
  const readModels = startReadModels({ eventStore });
  const filter = { search: "photos" };
  const read = async (...names: readonly string[]) => {
    const entries = names.map((name) => created(name, { description: "photos of a day" }));
    await readModels.waitFor(await appendAll(eventStore, entries), { timeoutMs: 60_000 });
    const counts = readModels.jobCounts(filter);
    const { totalCount } = readModels.jobs({ first: 1, filter });
    expect(readModels.jobCounts({ ...filter })).toStrictEqual(counts);
    expect(readModels.jobCounts({ search: "another" })).toStrictEqual([]);
    return [counts, totalCount];
  };
  expect(await read("one")).toStrictEqual([[{ status: "NEW", count: 1 }], 1]);
  expect(await read("two", "three")).toStrictEqual([[{ status: "NEW", count: 3 }], 3]);
});

test("failed tasks page in the order of the log, also merged over codes", async () => {
  const tasks = [0, 1, 2, 3].map((chunk) => {
    const task = failed([[chunk * 10, chunk * 10 + 2]]);
    const codes = ["AccessDenied", "NoSuchKey", "SlowDown"];
    return inStream(chunkStream("one", 0, chunk), [{ ...task, data: { ...task.data, codes } }]);
  });
  const readModels = await given([created("one"), ...tasks.flat()]);
  const rows = (errorCodes: readonly string[]) =>
    readAll(2, (page) => readModels.failedTasks("one", { ...page, errorCodes })).map(
      ({ row }) => row,
    );
  expect(rows([])).toStrictEqual([0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32]);
  expect(rows(["SlowDown"])).toStrictEqual([2, 12, 22, 32]);
  expect(rows(["SlowDown", "AccessDenied", "SlowDown"])).toStrictEqual([
    0, 2, 10, 12, 20, 22, 30, 32,
  ]);
  expect(rows(["Unheard"])).toStrictEqual([]);
  expect(readModels.failedTasks("one", { first: 1 }).totalCount).toBe(12);
  expect(
    readModels.failedTasks("one", { first: 1, errorCodes: ["SlowDown", "x"] }).totalCount,
  ).toBe(4);
  expect(
    readModels.failureGroups("one", { first: 2 }).map(({ errorCode }) => errorCode),
  ).toStrictEqual(["AccessDenied", "NoSuchKey"]);
});

test("the timeline pages both ways and by category", async () => {
  const job = jobOf(historyOf("NEW"));
  const readModels = await given(inStream(jobStream(job), historyOf("CANCELLED")));
  const types = (query: { newestFirst?: boolean; categories?: ["CONTROL"] }) =>
    readAll(2, (page) => readModels.history(job, { ...page, ...query })).map(({ type }) => type);
  const all = historyOf("CANCELLED").map(({ type }) => type);
  expect(types({})).toStrictEqual(all);
  expect(types({ newestFirst: true })).toStrictEqual(all.toReversed());
  expect(types({ categories: ["CONTROL"] })).toStrictEqual(["JobConfirmed", "JobCancelRequested"]);
});

test("report files are listed once the report is ready", async () => {
  const eventStore = openStore();
  const files = [0, 1, 2].flatMap((number) =>
    inStream(reportStream("one", number), [
      {
        type: "ReportFileWritten",
        data: {
          executor: "e",
          succeeded: file(`s${number}`),
          failed: number === 1 ? null : file(`f${number}`),
          outcomesHash: "h",
        },
      },
    ]),
  );
  const readModels = await given([...lifeOf("one"), ...files], eventStore);
  expect(readModels.reportFiles("one", { first: 10 })).toStrictEqual({
    rows: [],
    hasNextPage: false,
    totalCount: 0,
  });
  const written = { manifestKey: "m", files: 5, rows: 5, outcomesHash: "h" };
  await readModels.waitFor(
    await appendAll(eventStore, [
      { stream: jobStream("one"), event: { type: "ReportWritten", data: written } },
    ]),
    soon,
  );
  const keys = readAll(2, (page) => readModels.reportFiles("one", page)).map(({ key }) => key);
  expect(keys).toStrictEqual(["s0", "f0", "s1", "s2", "f2"]);
});

test("a cursor of another list, or one that somebody made up, is refused", async () => {
  const readModels = await given(lifeOf("one"));
  const { cursor } = readModels.jobs({ first: 1, filter: {} }).rows[0]!;
  for (const after of [
    cursor,
    "",
    "x",
    `${cursor}=`,
    Buffer.from('["history","1"]').toString("base64url"),
    Buffer.from('["history",1.5]').toString("base64url"),
  ]) {
    expect(() => readModels.history("one", { first: 1, after })).toThrow(BadCursor);
  }
});

test("the pace of a young activity is what ended since it began; later that of the last 30 s", async () => {
  let seconds = 0;
  const eventStore = openEmbeddedEventStore({
    file: ":memory:",
    now: () => new Date(timeAt(seconds)),
  });
  const readModels = await given(lifeOf("one").slice(0, 7), eventStore);
  const pace = (at: number) => readModels.tasksPerSecond("one", timeAt(at));
  const flush = async (at: number, done: number, change: number) => {
    seconds = at;
    const entries = inStream(chunkStream("one", 0, 0), [advanced("a", done, 0, 0, [change, 0, 0])]);
    await readModels.waitFor(await appendAll(eventStore, entries), soon);
  };
  expect(readModels.job("one")?.state.status).toBe("ACTIVE");
  await readModels.waitFor(
    await appendAll(eventStore, inStream(chunkStream("one", 0, 0), [claimed("a")])),
    soon,
  );
  expect(pace(5)).toBeNull();
  await flush(4, 100, 100);
  expect(pace(5)).toBe(20);
  await flush(25, 400, 300);
  await flush(38, 700, 300);
  // At 45 s the buckets from 20 s on count: 600 tasks in 25 s.
  expect(pace(45)).toBe(24);
  expect(pace(100)).toBe(0);
  await readModels.waitFor(
    await appendAll(eventStore, [{ stream: jobStream("one"), event: event.pausing }]),
    soon,
  );
  expect(pace(45)).toBeNull();
});

function jobOf([first]: ReturnType<typeof historyOf>): string {
  if (first?.type !== "JobCreated") throw new Error("a history begins with JobCreated");
  return first.data.jobId;
}

function file(key: string) {
  return { key, md5: "00", sizeBytes: 1, rows: 1 };
}
