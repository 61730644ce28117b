import { describe, expect, test } from "vitest";
import { createCommandHandler } from "../../src/commands/handle-command.ts";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { createEventIds } from "../../src/eventstore/ids.ts";
import type { AnyEvent } from "../../src/job/codec.ts";
import type { JobEvent } from "../../src/job/events.ts";
import { isTerminal, statusEntered } from "../../src/job/lifecycle.ts";
import type { Clock } from "../../src/lib/clock.ts";
import {
  done,
  failing,
  fastClock,
  killable,
  outcomesOf,
  startEngine,
  type Play,
  type RowOutcome,
} from "../support/engine.ts";
import { account, validSpec } from "../support/jobs.ts";
import { createMemoryObjectStore, type MemoryObjectStore } from "../support/memory-object-store.ts";

const seeds = Array.from({ length: 72 }, (_, index) => index + 1);
const callsInFlightMax = 8;
const chunksPerWorker = 2;
const outcomesMax = 5;
/** Calls in flight, outcomes that wait, and those in the append that is being made. */
const repeatsMax = callsInFlightMax + chunksPerWorker * (2 * outcomesMax + callsInFlightMax);

/** Numbers from 0 to 1 (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Events that are so few that a kill at a random append seldom meets them. */
const rare = [
  "JobCompleting",
  "JobDrained",
  "JobPaused",
  "ChunkReleased",
  "ChunkCompleted",
  "ReportFileClaimed",
  "ReportWritten",
] as const;

/** What was being written when processes were killed. */
const killedAt = new Set<string>();

interface Plan {
  readonly rows: number;
  readonly pieces: { readonly partBytes: number; readonly rowsPerChunk: number };
  /** Each process but the last is killed at an append of its own: the n-th, or the first of an event of this type. */
  readonly kills: readonly {
    readonly at: number | AnyEvent["type"];
    readonly written: boolean;
  }[];
  /** At this call a user cancels or pauses (and then resumes) the job. */
  readonly user: { readonly command: "CancelJob" | "PauseJob"; readonly atCall: number } | null;
  readonly exclusive: boolean;
}

function planOf(seed: number): Plan {
  const random = seeded(seed);
  const between = (least: number, most: number) =>
    least + Math.floor(random() * (most - least + 1));
  const rows = between(200, 600);
  const kills = Array.from({ length: between(1, 6) }, () => ({
    at: random() < 0.3 ? rare[between(0, rare.length - 1)]! : between(1, random() < 0.5 ? 12 : 60),
    written: random() < 0.5,
  }));
  const command = random() < 0.5 ? ("CancelJob" as const) : ("PauseJob" as const);
  const atCall = between(1, rows);
  const exclusive = seed % 9 !== 0;
  return {
    rows,
    pieces: { partBytes: between(800, 4000), rowsPerChunk: between(15, 60) },
    kills: exclusive ? kills : kills.slice(0, 2),
    user: random() < 0.5 ? { command, atCall } : null,
    exclusive,
  };
}

/** What the store says of a key: most are done, some are not there, some are busy at first. */
function answer(key: string, call: number) {
  if (key.endsWith("3")) return failing("NoSuchKey");
  const isBusy = key.endsWith("8") && call === 1;
  return isBusy ? failing("SlowDown", { status: 503, kind: "throttle" }) : done;
}

function setUp(plan: Plan) {
  const objects = createMemoryObjectStore({ buckets: ["lists", "reports"] });
  const keys = Array.from({ length: plan.rows }, (_, row) => `k${String(row).padStart(4, "0")}`);
  const manifest = keys.map((key) => `photos,${key}\n`).join("");
  objects.put({ bucket: "lists", key: "photos.csv" }, manifest);
  const log = openEmbeddedEventStore({ file: ":memory:" });
  const user = createCommandHandler({
    eventStore: log,
    nextIds: createEventIds(crypto.randomUUID()),
    installationId: "0b1f8c6e-0000-4000-8000-000000000000",
    randomId: () => crypto.randomUUID(),
  });
  return { objects, keys, log, user };
}

/** Starts a process that dies at an append; nothing of it happens after that. */
function startProcess(
  plan: Plan,
  world: { objects: MemoryObjectStore; log: EventStore; play: Play },
  kill: Plan["kills"][number] | null,
) {
  const { log, objects, play } = world;
  const process = killable(log, { exclusive: plan.exclusive });
  const died = Promise.withResolvers<"killed">();
  const never = new Promise<never>(() => {});
  let appends = 0;
  const eventStore: EventStore = {
    ...process.eventStore,
    append(...append) {
      appends += 1;
      const isFatal = append[1].some(({ type }) => type === kill?.at) || appends === kill?.at;
      if (kill === null || !isFatal) return process.eventStore.append(...append);
      for (const { type } of append[1]) killedAt.add(type);
      const last = kill.written ? log.append(...append) : Promise.resolve();
      process.kill();
      void last.catch(() => {}).then(() => died.resolve("killed"));
      return never;
    },
  };
  const fast = fastClock(plan.exclusive ? 20 : 60);
  const clock: Clock = {
    now: () => fast.now(),
    after: (ms, action) => fast.after(ms, () => void (process.isDead() || action())),
  };
  const engine = startEngine({
    objects,
    eventStore,
    clock,
    callsInFlightMax,
    chunksPerWorker,
    pieces: plan.pieces,
    flush: { outcomesMax, waitingMax: outcomesMax },
    play: async (key, call) => {
      if (process.isDead()) return never;
      const given = await play(key, call);
      return process.isDead() ? never : given;
    },
  });
  return { engine, died: died.promise };
}

/** The events of a job up to its end. */
async function ends(log: EventStore, job: string, signal: AbortSignal): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  for await (const page of log.subscribe({ typePrefixes: ["Job"], signal })) {
    for (const { stream, type, data } of page.events) {
      if (stream !== `job-${job}`) continue;
      events.push({ type, data } as unknown as JobEvent);
      const status = statusEntered[type as JobEvent["type"]];
      if (status !== undefined && isTerminal(status)) return events;
    }
  }
  throw new Error(`the job did not end: ${events.map(({ type }) => type).join(", ")}`);
}

async function run(plan: Plan) {
  const { objects, keys, log, user } = setUp(plan);
  const valid = validSpec({ confirmationRequired: false });
  const object = { ...valid.manifest.object, etag: null };
  const spec = { ...valid, manifest: { ...valid.manifest, object } };
  const actor = { kind: "USER", id: "u", name: "u" } as const;
  const context = { actor, correlationId: "u", causationId: null };
  const created = await user.createJob({ account, token: null, spec }, context);
  if (!created.ok) throw new Error(created.error.code);
  const { jobId: job } = created.value;
  const patience = AbortSignal.timeout(100_000);
  const end = ends(log, job, patience);
  let calls = 0;
  /** Calls that have an outcome, or would have had one. */
  let final = 0;
  const seen = new Map<string, number>();
  const play: Play = async (key) => {
    calls += 1;
    if (calls === plan.user?.atCall) await user.handle(job, userCommand(plan.user), context);
    const call = (seen.get(key) ?? 0) + 1;
    seen.set(key, call);
    const given = answer(key, call);
    if (given.ok || given.failure.kind === "permanent") final += 1;
    await new Promise((resolve) => setImmediate(resolve));
    return given;
  };
  void resumeWhenPaused(log, job, patience, () =>
    user.handle(job, { type: "ResumeJob", reason: null }, context),
  );
  for (const kill of [...plan.kills, null]) {
    const { engine, died } = startProcess(plan, { objects, log, play }, kill);
    const how = await Promise.race([end.then(() => "ended" as const), died, engine.failure]);
    if (how === "ended") await Promise.race([engine.stop(), died]);
    if (how === "ended") break;
  }
  const kills = plan.kills.length;
  return { job, keys, log, objects, final, kills, events: await end };
}

function userCommand({ command }: NonNullable<Plan["user"]>) {
  return { type: command, reason: null } as const;
}

async function resumeWhenPaused(
  log: EventStore,
  job: string,
  signal: AbortSignal,
  resume: () => Promise<unknown>,
): Promise<void> {
  for await (const page of log.subscribe({ typePrefixes: ["JobPaused", "JobC", "JobF"], signal })) {
    for (const { stream, type } of page.events) {
      if (stream === `job-${job}` && type === "JobPaused") await resume();
      if (type === "JobCompleted" || type === "JobCancelled" || type === "JobFailed") return;
    }
  }
}

/** Key and status of each row of the report. */
async function reportOf(objects: MemoryObjectStore): Promise<string[]> {
  const rows: string[] = [];
  for (const key of objects.keys("reports").filter((name) => name.endsWith(".csv"))) {
    const blocks: Uint8Array[] = [];
    for await (const block of await objects.read({ bucket: "reports", key })) blocks.push(block);
    for (const line of Buffer.concat(blocks).toString().split("\n").slice(0, -1)) {
      const [, name, , status] = line.split(",");
      rows.push(`${name} ${status}`);
    }
  }
  return rows.toSorted();
}

function expectedCodes(key: string): (string | null)[] {
  return [key.endsWith("3") ? "NoSuchKey" : null, "ExecutorLost"];
}

describe("a job whose processes are killed again and again", () => {
  test.each(seeds)("ends, and each row has one outcome (seed %i)", async (seed) => {
    const plan = planOf(seed);
    const { job, keys, log, objects, final, kills, events } = await run(plan);
    const outcomes = await outcomesOf(log, job);
    const all: RowOutcome[] = [];
    for (const list of outcomes.values()) {
      expect(list).toHaveLength(1);
      all.push(...list);
    }
    for (const { key, code } of all) expect(expectedCodes(key)).toContain(code);
    expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
    const end = events.at(-1)!;
    const failed = all.filter(({ kind }) => kind === "failed").length;
    expect(end.data).toMatchObject({ succeeded: all.length - failed, failed });
    const { unknown } = end.data as { unknown: number };
    const whole = `JobCompleted ${keys.length} 0`;
    const cut = plan.user?.command === "CancelJob" ? `JobCancelled ${all.length} ${unknown}` : "";
    expect([whole, cut]).toContain(`${end.type} ${all.length} ${unknown}`);
    expect(all.length + unknown).toBeLessThanOrEqual(keys.length);
    expect(await reportOf(objects)).toEqual(
      all.map(({ key, kind }) => `${key} ${kind}`).toSorted(),
    );
    expect(final - all.length).toBeLessThanOrEqual(kills * repeatsMax);
  });

  test("was killed in every phase of its life", () => {
    const preparing = ["JobPreparing", "PartClaimed", "PartChunksPlanned", "ManifestRead"] as const;
    const running = ["ChunkClaimed", "TaskSucceeded", "ChunkCompleted"] as const;
    const ending = ["JobCompleting", "ReportFileClaimed", "ReportWritten"] as const;
    expect([...killedAt]).toEqual(expect.arrayContaining([...preparing, ...running, ...ending]));
  });
});
