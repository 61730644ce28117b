import type { Denial } from "../../src/job/denials.ts";
import { expect, test } from "vitest";
import type { JobEvent } from "../../src/job/events.ts";
import type { ManifestSpec, OperationSpec } from "../../src/job/spec.ts";
import { chunkStream, jobStream } from "../../src/job/streams.ts";
import { matchesFilter } from "../../src/readmodels/job-filter.ts";
import {
  BadCursor,
  type JobRow,
  type JobsFilter,
  type JobsOrder,
} from "../../src/readmodels/read-models.ts";
import { advanced, claimed } from "../support/chunks.ts";
import { account, event, historyOf, situations, validSpec } from "../support/jobs.ts";
import { dump, openStore, startReadModels, temporaryFile } from "../support/read-models.ts";
import { appendAll, inStream, timeAt, type Entry } from "../support/recorded.ts";
import { fc } from "../support/fast-check.ts";
import { queryOf, queryText } from "../support/queries.ts";

const operations = {
  tag: validSpec().operation,
  untag: { kind: "DELETE_OBJECT_TAGGING", parameters: {} },
  delete: { kind: "DELETE_OBJECT", parameters: { bypassGovernance: true } },
} as const satisfies Record<string, OperationSpec>;

const failedTasks: ManifestSpec = {
  kind: "failed-tasks",
  job: "job-0",
  errorCodes: null,
  keyPrefix: null,
  sourceStore: "default",
};

interface Plan {
  readonly situation: Exclude<(typeof situations)[number], "NONE">;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly operation: keyof typeof operations;
  readonly priority: number;
  readonly by: string;
  readonly fails: boolean;
  readonly retagged: boolean;
  readonly madeFrom: "list" | "failed tasks" | "settings";
  readonly role: string | null;
}

const plan: fc.Arbitrary<Plan> = fc.record({
  situation: fc.constantFrom(
    ...situations.filter((each): each is Plan["situation"] => each !== "NONE"),
  ),
  description: fc.constantFrom(null, "Nightly copy", "nightly Tags", "Über 100% 😀😀😀"),
  tags: fc.subarray(["a", "b", "c"]),
  operation: fc.constantFrom("tag", "untag", "delete"),
  priority: fc.nat(2),
  by: fc.constantFrom("alice", "bob"),
  fails: fc.boolean(),
  retagged: fc.boolean(),
  madeFrom: fc.constantFrom("list", "failed tasks", "settings"),
  role: fc.constantFrom(null, "arn:aws:iam::000000000000:role/batch"),
});

function lifeOf(id: string, given: Plan): Entry[] {
  const { situation, description, priority, by, fails, retagged, madeFrom, role: roleArn } = given;
  const tags = given.tags.map((key) => ({ key, value: "1" }));
  const spec = validSpec({
    description,
    priority,
    tags,
    roleArn,
    operation: operations[given.operation],
    ...(madeFrom === "failed tasks" ? { manifest: failedTasks } : {}),
  });
  const [, ...others] = historyOf(situation);
  const created: JobEvent = {
    type: "JobCreated",
    data: {
      jobId: id,
      account,
      token: null,
      spec,
      ...(madeFrom === "settings" ? { clonedFrom: "job-0" } : {}),
    },
  };
  const chunk = chunkStream(id, 0, 0);
  const failing = inStream(chunk, [claimed("e"), advanced("e", 0, 2, 0, [0, 2, 0])]);
  const retag: JobEvent = { type: "JobTagged", data: { tags: [{ key: "b", value: "1" }] } };
  const isGone = situation === "EXPIRED";
  return [
    { stream: jobStream(id), event: created, actor: { kind: "USER", id: by, name: by } },
    ...inStream(jobStream(id), others.slice(0, isGone ? -1 : undefined)),
    ...(fails ? failing : []),
    ...(retagged ? inStream(jobStream(id), [retag]) : []),
    ...(isGone ? inStream(jobStream(id), [event.expired]) : []),
  ];
}

const denial: fc.Arbitrary<Denial> = fc.record({
  name: fc.constant("rule"),
  actions: fc.constantFrom(null, ["READ"] as const, ["CREATE", "TAG"] as const),
  operations: fc.constantFrom(null, ["DELETE_OBJECT_TAGGING"]),
  stores: fc.constantFrom(null, ["default"], ["other"]),
  buckets: fc.constantFrom(null, ["photos"], ["others"]),
  roles: fc.constant(null),
  tags: fc.constantFrom(null, [{ key: "a", values: null }], [{ key: "b", values: ["1", "2"] }]),
});

const filter: fc.Arbitrary<JobsFilter> = fc.record(
  {
    statuses: fc.subarray(["NEW", "ACTIVE", "COMPLETE", "FAILED", "PAUSED"] as const),
    operations: fc.subarray(["PUT_OBJECT_TAGGING", "DELETE_OBJECT_TAGGING"] as const),
    search: fc.constantFrom("night", "LY ", "job-1", "100%", "😀😀", "😀😀😀", "nothing", "x"),
    createdBy: fc.constantFrom("alice", "bob", "carol"),
    tags: fc.subarray(["a", "b"]).map((keys) => keys.map((key) => ({ key, value: "1" }))),
    createdFrom: fc.nat(80).map(timeAt),
    createdTo: fc.nat(80).map(timeAt),
    outcomes: fc.subarray(["SOME_FAILED", "INCOMPLETE"] as const),
    hasFailedTasks: fc.boolean(),
    query: queryText.map(queryOf),
    within: fc.record({
      stores: fc.constantFrom(null, ["default"], ["other"]),
      buckets: fc.constantFrom(null, ["lists", "photos", "reports"], ["lists", "reports"]),
      roles: fc.constant(null),
      operations: fc.constantFrom(null, ["PUT_OBJECT_TAGGING"] as const),
      createdBy: fc.constantFrom(null, "alice", "carol"),
      tags: fc.uniqueArray(
        fc.record({
          key: fc.constantFrom("a", "b"),
          values: fc.constantFrom(null, ["1"], ["1", "2"], []),
        }),
        { maxLength: 2 },
      ),
      denials: fc.array(denial, { maxLength: 2 }),
    }),
  },
  { requiredKeys: [] },
);

const order: fc.Arbitrary<JobsOrder> = fc.record({
  field: fc.constantFrom("CREATED_AT", "UPDATED_AT", "PRIORITY"),
  direction: fc.constantFrom("ASC", "DESC"),
});

test("every list, in every order and read either way, is what looking at each job would give", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(plan, { maxLength: 12 }),
      fc.array(fc.tuple(filter, order, fc.integer({ min: 1, max: 5 })), { minLength: 12 }),
      async (plans, questions) => {
        const eventStore = openStore();
        const readModels = startReadModels({ eventStore });
        const entries = plans.flatMap((each, index) => lifeOf(`job-${index}`, each));
        await readModels.waitFor(await appendAll(eventStore, entries), { timeoutMs: 60_000 });
        const all = plans.flatMap((_, index) => readModels.job(`job-${index}`) ?? []);
        for (const [asked, orderBy, first] of questions) {
          const expected = all
            .filter((job) => matchesFilter(job, asked))
            .toSorted((a, b) => compare(a, b, orderBy))
            .map(({ id }) => id);
          expect(read(readModels, { filter: asked, orderBy, first })).toEqual(expected);
          const counts = readModels.jobCounts(asked);
          expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(expected.length);
        }
        await readModels.stop();
      },
    ),
    { numRuns: 25 },
  );
});

test("a query of any shape finds the same among the rows as by looking at each job, and its opposite the others", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(plan, { minLength: 8, maxLength: 12 }),
      fc.array(queryText, { minLength: 60, maxLength: 60 }),
      async (plans, queries) => {
        const eventStore = openStore();
        const readModels = startReadModels({ eventStore });
        const entries = plans.flatMap((each, index) => lifeOf(`job-${index}`, each));
        await readModels.waitFor(await appendAll(eventStore, entries), { timeoutMs: 60_000 });
        const all = plans.flatMap((_, index) => readModels.job(`job-${index}`) ?? []);
        for (const text of queries) {
          const expected = all.filter((job) => matchesFilter(job, { query: queryOf(text) }));
          const ids = expected.map(({ id }) => id);
          const foundBy = (asked: string) =>
            readModels.jobIds({ query: queryOf(asked) }, { max: 100 }).toSorted();
          const others = all.map(({ id }) => id).filter((id) => !ids.includes(id));
          const counts = readModels.jobCounts({ query: queryOf(text) });
          expect({
            text,
            found: foundBy(text),
            others: foundBy(`not (${text})`),
            counted: counts.reduce((sum, { count }) => sum + count, 0),
          }).toEqual({
            text,
            found: ids.toSorted(),
            others: others.toSorted(),
            counted: ids.length,
          });
        }
        await readModels.stop();
      },
    ),
    { numRuns: 25 },
  );
});

/** Created and changed are told apart by their places, which the clock of this store gives each a second of. */
function compare(a: JobRow, b: JobRow, { field, direction }: JobsOrder): number {
  const created = Date.parse(a.state.createdAt) - Date.parse(b.state.createdAt);
  const by = {
    CREATED_AT: created,
    UPDATED_AT: Date.parse(a.updatedAt) - Date.parse(b.updatedAt),
    PRIORITY: a.state.priority - b.state.priority || created,
  }[field];
  return direction === "ASC" ? by : -by;
}

/** All pages forwards, which must be what all pages backwards are. */
function read(
  readModels: ReturnType<typeof startReadModels>,
  query: { readonly filter: JobsFilter; readonly orderBy: JobsOrder; readonly first: number },
): readonly string[] {
  const forwards: string[] = [];
  for (let after: string | undefined; ;) {
    const page = readModels.jobs({ ...query, after });
    forwards.push(...page.rows.map(({ row }) => row.id));
    expect(page.hasPreviousPage).toBe(after !== undefined);
    if (!page.hasNextPage) break;
    after = page.rows.at(-1)!.cursor;
  }
  const backwards: string[] = [];
  for (let before: string | undefined; ;) {
    const page = readModels.jobs({ ...query, backwards: true, before });
    backwards.unshift(...page.rows.map(({ row }) => row.id));
    expect(page.totalCount).toBe(forwards.length);
    if (page.hasPreviousPage !== true) break;
    before = page.rows[0]!.cursor;
  }
  expect(backwards).toEqual(forwards);
  return forwards;
}

test("a search for what more jobs have than are looked at finds each of them, in every order", async () => {
  const eventStore = openStore();
  const readModels = startReadModels({ eventStore });
  const count = 1_200;
  const entries = Array.from({ length: count }, (_, index) => {
    const description = `Nightly copy ${index}`;
    const given = { ...plain, description, priority: index % 7, tags: [] };
    return lifeOf(`job-${index}`, { ...given, situation: "NEW", fails: false, retagged: false });
  });
  await readModels.waitFor(await appendAll(eventStore, entries.flat()), { timeoutMs: 60_000 });
  const fields = ["CREATED_AT", "UPDATED_AT", "PRIORITY"] as const;
  for (const field of fields) {
    const orderBy = { field, direction: "ASC" } as const;
    const common = { filter: { search: "NIGHTLY" }, orderBy, first: 100 };
    expect(new Set(read(readModels, common)).size).toBe(count);
    expect(read(readModels, { ...common, filter: { search: "copy 119" } })).toHaveLength(11);
    // Each of its trigrams is in every job, and the whole in none.
    expect(read(readModels, { ...common, filter: { search: "copycopy" } })).toEqual([]);
  }
  expect(readModels.jobCounts({ search: "nightly" })).toEqual([{ status: "NEW", count }]);
});

test("a cursor of one order is refused by another", async () => {
  const eventStore = openStore();
  const readModels = startReadModels({ eventStore });
  const entries = ["one", "two"].flatMap((id) => lifeOf(id, { ...plain, situation: "NEW" }));
  await readModels.waitFor(await appendAll(eventStore, entries), { timeoutMs: 60_000 });
  const [job] = readModels.jobs({ filter: {}, first: 1 }).rows;
  const orderBy = { field: "UPDATED_AT", direction: "DESC" } as const;
  expect(() => readModels.jobs({ filter: {}, first: 1, after: job!.cursor, orderBy })).toThrow(
    BadCursor,
  );
});

const plain: Omit<Plan, "situation"> = {
  description: "Nightly copy",
  tags: ["a"],
  operation: "tag",
  priority: 1,
  by: "alice",
  fails: true,
  retagged: true,
  madeFrom: "list",
  role: null,
};

test("jobs that have expired leave nothing behind", async () => {
  const eventStore = openStore();
  const [empty, used] = [temporaryFile(), temporaryFile()];
  const before = startReadModels({ eventStore, file: empty });
  await before.stop();
  const entries = ["one", "two"].flatMap((id) => lifeOf(id, { ...plain, situation: "EXPIRED" }));
  const readModels = startReadModels({ eventStore, file: used });
  await readModels.waitFor(await appendAll(eventStore, entries), { timeoutMs: 60_000 });
  await readModels.stop();
  const rowsOf = (file: string) =>
    dump(file)
      .split("\n")
      .filter((line) => !line.includes("stevedore_") && line.startsWith('{"'))
      .filter((line) => !/^\{"(name|id)":/.test(line));
  expect(rowsOf(used)).toEqual(rowsOf(empty));
});
