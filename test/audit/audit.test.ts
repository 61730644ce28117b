// oxlint-disable vitest/expect-expect -- `namesLine` asserts
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readLine, sealLine, noLine } from "../../src/audit/audit-line.ts";
import { exportAudit } from "../../src/audit/export-audit.ts";
import { problemsMax, verifyAudit } from "../../src/audit/verify-audit.ts";
import { assert } from "../../src/lib/assert.ts";
import type { Answer } from "../../src/s3/transport.ts";
import {
  createJob,
  failing,
  done,
  reaches,
  send,
  startEngine,
  type TestEngine,
} from "../support/engine.ts";
import { validSpec } from "../support/jobs.ts";
import { createMemoryObjectStore } from "../support/memory-object-store.ts";
import { fc } from "../support/fast-check.ts";

let engine: TestEngine;
let jobId: string;
let lines: readonly string[];
let withoutReport: readonly string[];
let stopped: string;
/** Calls from the half of the third job on wait until it is cancelled. */
const half = Promise.withResolvers<void>();
const go = Promise.withResolvers<Answer>();

/** Rows with letters beyond ASCII, some of which fail, some only at first. */
const rowCount = 137;
const rows = Array.from({ length: rowCount }, (_, index) => `photos,caf%C3%A9%20${index}\n`).join(
  "",
);

beforeAll(async () => {
  const objects = createMemoryObjectStore({ buckets: ["lists", "reports"] });
  objects.put({ bucket: "lists", key: "photos.csv" }, Buffer.from(rows));
  engine = startEngine({
    objects,
    play: (key, call) => {
      if (call === 3 && Number(key.split(" ")[1]) >= rowCount / 2) {
        half.resolve();
        return go.promise;
      }
      return key.endsWith("7") ? failing("NoSuchKey") : done;
    },
    pieces: { partBytes: 1500, rowsPerChunk: 10 },
    flush: { outcomesMax: 4 },
  });
  const spec = validSpec({ confirmationRequired: false });
  const manifest = { ...spec.manifest, object: { ...spec.manifest.object, etag: null } };
  jobId = await createJob(engine, { ...spec, manifest });
  await reaches(engine, jobId, ["COMPLETE"]);
  lines = await auditOf(jobId);
  const other = await createJob(engine, { ...spec, manifest, report: null });
  await reaches(engine, other, ["COMPLETE"]);
  withoutReport = await auditOf(other);
  stopped = await createJob(engine, { ...spec, manifest, report: null });
  await half.promise;
  await send(engine, stopped, { type: "CancelJob", reason: null });
  go.resolve(done);
  await reaches(engine, stopped, ["CANCELLED"]);
});
afterAll(() => engine.stop());

async function auditOf(id: string): Promise<readonly string[]> {
  const exported = await exportAudit(engine.eventStore, id);
  assert(exported !== null, "the job is there");
  const found: string[] = [];
  for await (const line of exported) {
    assert(line.endsWith("\n") && line.indexOf("\n") === line.length - 1, "a line at a time");
    found.push(line.slice(0, -1));
  }
  return found;
}

async function* bytesOf(text: string | Uint8Array, blockBytes = 997): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += blockBytes) yield bytes.subarray(at, at + blockBytes);
}

const fileOf = (given: readonly string[]) => given.map((line) => `${line}\n`).join("");
const verify = (given: readonly string[]) => verifyAudit(bytesOf(fileOf(given)));
const parsed = (line: string) => JSON.parse(line) as Record<string, unknown>;

/** What a line says, without what makes it a line. */
function membersOf(line: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const own = new Set(["line", "previous", "hash"]);
  return Object.fromEntries(Object.entries(line).filter(([name]) => !own.has(name)));
}

/** The same audit with new hashes, as somebody would make who knows how. */
function sealedAgain(given: readonly Record<string, unknown>[]): readonly string[] {
  let previous = noLine;
  return given.map((each, index) => {
    const members = membersOf(each);
    const sealed = sealLine({ line: index + 1, previous }, members);
    previous = sealed.hash;
    return sealed.text;
  });
}

describe("the audit of a job", () => {
  test("is whole, with every event of every stream, and the same bytes when it is made again", async () => {
    const verified = await verify(lines);
    expect(verified).toMatchObject({ problems: [], lines: lines.length, jobId, ended: true });
    const recorded = await engine.eventStore.readAll({ maxCount: 10_000 });
    const own = recorded.events.filter(({ stream }) => stream.includes(jobId));
    expect(lines).toHaveLength(own.length + 2);
    expect(
      lines
        .slice(1, -1)
        .map((line) => String(parsed(line)["id"]))
        .toSorted(),
    ).toEqual(own.map(({ id }) => id).toSorted());
    expect(await auditOf(jobId)).toEqual(lines);
    expect(parsed(lines.at(-1)!)).toMatchObject({ end: true, events: own.length });
  });

  test("has the hash over all outcomes that the event at its end has", async () => {
    const ending = lines.map(parsed).find(({ type }) => type === "JobCompleted");
    const { outcomesHash } = ending!["data"] as { outcomesHash: string };
    expect(outcomesHash).toMatch(/^[0-9a-f]{64}$/);
    expect((await verify(lines)).outcomesHash).toBe(outcomesHash);
  });

  test("of a job without a report is whole too, and has such a hash", async () => {
    const ending = withoutReport.map(parsed).find(({ type }) => type === "JobCompleted");
    const { outcomesHash } = ending!["data"] as { outcomesHash: string };
    expect(outcomesHash).toMatch(/^[0-9a-f]{64}$/);
    expect(await verify(withoutReport)).toMatchObject({ problems: [], outcomesHash });
  });

  test("of a job that was cancelled without a report has it over what was done", async () => {
    const cancelled = await verify(await auditOf(stopped));
    expect(cancelled).toMatchObject({ problems: [], ended: true });
    expect(cancelled.outcomesHash).toMatch(/^[0-9a-f]{64}$/);
  });

  test("of a job that an older version ended without a report has none, and is whole", async () => {
    const older = changeFirst(withoutReport.map(parsed), "JobCompleted", (data) => ({
      ...data,
      outcomesHash: null,
    }));
    expect(await verify(sealedAgain(older))).toMatchObject({ problems: [], outcomesHash: null });
  });

  test("of a job that is not there is none", async () => {
    expect(await exportAudit(engine.eventStore, "nothing")).toBeNull();
  });

  test("is read the same however its bytes come", async () => {
    for (const blockBytes of [1, 7, 75, 1 << 20]) {
      const verified = await verifyAudit(bytesOf(fileOf(lines), blockBytes));
      expect(verified.problems).toEqual([]);
    }
    const last = fileOf(lines).slice(0, -1);
    expect((await verifyAudit(bytesOf(last))).problems).toEqual([]);
  });
});

const place = () => fc.nat({ max: lines.length - 1 });

async function namesLine(given: readonly string[], line: number, message: RegExp): Promise<void> {
  const { problems } = await verify(given);
  const [first] = problems;
  expect(first?.message).toMatch(message);
  expect(first?.line).toBe(line);
}

describe("damage is found, and the line is named", () => {
  test("when any byte of a line is another", () =>
    fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (a, b, change) => {
          const index = a % lines.length;
          const bytes = Buffer.from(lines[index]!);
          const at = b % bytes.length;
          bytes[at] = bytes[at]! ^ change;
          // A line break makes two lines of one.
          fc.pre(bytes[at] !== 10);
          const before = Buffer.from(fileOf(lines.slice(0, index)));
          const after = Buffer.from(`\n${fileOf(lines.slice(index + 1))}`);
          const { problems } = await verifyAudit(bytesOf(Buffer.concat([before, bytes, after])));
          expect(problems[0]?.line).toBe(index + 1);
          expect(problems[0]?.message).toMatch(/changed|cut/);
        },
      ),
      { numRuns: 300 },
    ));

  test("when a line is dropped", () =>
    fc.assert(
      fc.asyncProperty(place(), async (index) => {
        const without = lines.toSpliced(index, 1);
        const isLast = index === lines.length - 1;
        await namesLine(
          without,
          index + 1,
          isLast ? /ends after line \d+.*cut/ : new RegExp(`line ${index + 1} is missing here`),
        );
      }),
    ));

  test("when lines are dropped", () =>
    namesLine(lines.toSpliced(3, 4), 4, /lines 4 to 7 are missing here/));

  test("when two lines change places", () =>
    fc.assert(
      fc.asyncProperty(place(), place(), async (a, b) => {
        fc.pre(a !== b);
        const [first, second] = a < b ? [a, b] : [b, a];
        const swapped = lines.with(first, lines[second]!).with(second, lines[first]!);
        await namesLine(swapped, first + 1, /missing here/);
        const { problems } = await verify(swapped);
        expect(problems.map(({ message }) => message).join("\n")).toMatch(
          /out of its place or repeated|stands after the end|ends after line/,
        );
      }),
    ));

  test("when a line is there twice", () =>
    fc.assert(
      fc.asyncProperty(place(), async (index) => {
        const { problems } = await verify(lines.toSpliced(index, 0, lines[index]!));
        expect(problems[0]?.line).toBe(index + 2);
        expect(problems[0]?.message).toMatch(/repeated|after the end/);
      }),
    ));

  test("when the file is cut, within a line or between two", () =>
    fc.assert(
      fc.asyncProperty(fc.nat(), async (where) => {
        const file = Buffer.from(fileOf(lines));
        // All but the last line break.
        const bytes = file.subarray(0, where % (file.length - 1));
        const { problems } = await verifyAudit(bytesOf(bytes));
        expect(problems.length).toBeGreaterThan(0);
        expect(problems.map(({ message }) => message).join("\n")).toMatch(/cut/);
      }),
    ));

  test("when a line is replaced by another with a hash of its own", () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20 }), async (index) => {
        const { previous, ...others } = parsed(lines[index]!);
        const members = membersOf(others);
        const forged = sealLine(
          { line: index + 1, previous: previous as string },
          { ...members, recordedAt: "2020-01-01T00:00:00.000Z" },
        );
        await namesLine(lines.with(index, forged.text), index + 2, /does not follow/);
      }),
    ));

  test("when it is no audit at all", async () => {
    for (const text of ["", "\n", "{}\n", "nonsense", "x".repeat(100_000)]) {
      const { problems } = await verifyAudit(bytesOf(text));
      expect(problems).not.toEqual([]);
    }
  });

  test("and no more is said than helps", async () => {
    const { problems } = await verify(lines.map(() => "nonsense"));
    expect(problems).toHaveLength(problemsMax);
  });
});

/** Edits of the outcomes, each with new hashes for every line. */
const edits: readonly (readonly [
  what: string,
  edit: (events: Record<string, unknown>[]) => Record<string, unknown>[],
])[] = [
  [
    "a failure is made a success",
    (events) =>
      events.map((each) =>
        each["type"] === "TaskFailed" ? { ...each, type: "TaskSucceeded" } : each,
      ),
  ],
  [
    "the key of a task is another",
    (events) =>
      changeFirst(events, "TaskSucceeded", ({ keys, ...others }) => ({
        ...others,
        keys: ["another", ...(keys as string[]).slice(1)],
      })),
  ],
  [
    "why a task failed is another",
    (events) => changeFirst(events, "TaskFailed", (data) => ({ ...data, codes: ["AccessDenied"] })),
  ],
  [
    "the hash of a flush is another",
    (events) =>
      changeFirst(events, "ChunkAdvanced", (data) => ({ ...data, outcomesHash: "0".repeat(64) })),
  ],
  [
    "the hash of a chunk is another",
    (events) =>
      changeFirst(events, "ChunkCompleted", (data) => ({ ...data, outcomesHash: "0".repeat(64) })),
  ],
  [
    "an event is left out of its stream",
    (events) =>
      events.toSpliced(
        events.findIndex(({ type }) => type === "TaskFailed"),
        1,
      ),
  ],
  [
    "a whole chunk is left out",
    (events) => {
      const { stream } = events.find(({ type }) => type === "ChunkCompleted")!;
      return events.filter((each) => each["stream"] !== stream);
    },
  ],
  [
    "two chunks change places",
    (events) => {
      const streams = [...new Set(events.map((each) => String(each["stream"])))].filter((name) =>
        name.startsWith("chunk-"),
      );
      const [a, b] = [streams[0]!, streams[1]!];
      const named = (name: unknown) => (name === a ? b : name === b ? a : name);
      return events.map((each) => ({ ...each, stream: named(each["stream"]) }));
    },
  ],
  [
    "the numbers at the end are others",
    (events) => changeFirst(events, "JobCompleted", (data) => ({ ...data, failed: 0 })),
  ],
  [
    "an event is none",
    (events) =>
      changeFirst(events, "TaskSucceeded", () => null as unknown as Record<string, unknown>),
  ],
  [
    "a stream of another job is among them",
    (events) =>
      events.map((each, index) => (index === 5 ? { ...each, stream: "job-other" } : each)),
  ],
];

function changeFirst(
  events: readonly Record<string, unknown>[],
  type: string,
  change: (data: Record<string, unknown>) => Record<string, unknown>,
): Record<string, unknown>[] {
  const index = events.findIndex((each) => each["type"] === type);
  const event = events[index]!;
  return events.with(index, { ...event, data: change(event["data"] as Record<string, unknown>) });
}

describe("an edit whose lines were all sealed again is found", () => {
  test.each(edits)("when %s, with a report", async (_, edit) => {
    expect((await verify(sealedAgain(edit(lines.map(parsed))))).problems).not.toEqual([]);
  });

  test.each(edits)("when %s, without a report", async (_, edit) => {
    const edited = sealedAgain(edit(withoutReport.map(parsed)));
    expect((await verify(edited)).problems).not.toEqual([]);
  });

  test("and nothing is found when nothing was edited", async () => {
    expect(sealedAgain(lines.map(parsed))).toEqual(lines);
  });

  test("by the hash of the last line also where it is no outcome", async () => {
    const before = await verify(lines);
    const edited = sealedAgain(
      lines.map(parsed).map((each) => ({ ...each, ...(each["metadata"] ? { metadata: {} } : {}) })),
    );
    const after = await verify(edited);
    expect(after.problems).toEqual([]);
    expect(after.lastHash).not.toBe(before.lastHash);
  });
});

describe("a line", () => {
  test("is its number, the hash before, what it says, and its own hash", () =>
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (given) => {
        const members = membersOf(given);
        const { text, hash } = sealLine({ line: 3, previous: noLine }, members);
        expect(text).not.toContain("\n");
        const read = readLine(Buffer.from(text));
        expect(read).toMatchObject({ changed: false, line: { line: 3, previous: noLine, hash } });
      }),
    ));
});
