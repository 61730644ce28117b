/** What is played in one seed: how many processes, which jobs, what users do, and what goes wrong. */
import type { UserCommand } from "../../src/job/commands.ts";
import type {
  CsvManifestSpec,
  GeneratedManifestSpec,
  InventoryManifestSpec,
  JobSpec,
} from "../../src/job/spec.ts";
import type { ScratchPlace } from "../../src/manifest/generated.ts";
import { validSpec, type CsvJobSpec } from "../support/jobs.ts";
import { pickFaults, type Faults } from "./faults.ts";
import { asGenerated } from "./generated.ts";
import { asInventory } from "./inventories.ts";
import type { Random } from "./random.ts";
import type { KeyFate } from "./simulated-s3.ts";
import type { SourceObject } from "./source-bucket.ts";

export interface Scenario {
  readonly exclusive: boolean;
  readonly processes: number;
  readonly workers: number;
  readonly chunksPerWorker: number;
  readonly callsInFlightMax: number;
  readonly activeJobsMax: number;
  readonly rowsPerChunk: number;
  readonly flush: {
    readonly outcomesMax: number;
    readonly waitMs: number;
    readonly waitingMax: number;
  };
  readonly attemptsMax: number;
  readonly jobs: readonly JobPlan[];
  readonly faults: Faults;
  /** From then on the world is quiet. */
  readonly quietAtMs: number;
  /** Each befalls a process that is about to do its so-manieth task since the one before: so it meets the busy ones. */
  readonly blows: readonly Blow[];
  readonly mishaps: readonly Mishap[];
  /** The store of the tasks does not answer from then on, for so long; null: it always does. */
  readonly away: { readonly atMs: number; readonly forMs: number } | null;
}

/** What happens to one process, or to the event store. */
export interface Mishap {
  readonly atMs: number;
  readonly kind: "stop" | "pause" | "cut off" | "freeze";
  readonly process: number;
  readonly forMs: number;
}

export interface Blow {
  readonly afterTasks: number;
  readonly kind: "kill" | "pause" | "cut off";
  readonly forMs: number;
}

export interface JobPlan {
  readonly id: string;
  readonly spec: JobSpec & {
    readonly manifest: CsvManifestSpec | InventoryManifestSpec | GeneratedManifestSpec;
  };
  /** Of the rows; none when the engine makes the list. */
  readonly keys: readonly string[];
  /** What the list is made of, in the bucket `lists`; none when it is not there. */
  readonly list: readonly ListObject[];
  /** Null for a list that users have. */
  readonly generated: GeneratedList | null;
  readonly partBytes: number;
  /** What comes of trying its operation, once the store can be asked. */
  readonly preflight: "passes" | "is refused";
  readonly fates: ReadonlyMap<string, KeyFate>;
  readonly createdAtMs: number;
  readonly commands: readonly { readonly atMs: number; readonly command: JobCommandOfUser }[];
}

/** What a list is made of, and how. */
export interface GeneratedList {
  readonly objects: readonly SourceObject[];
  /** Where it is written unless it is kept. */
  readonly scratch: ScratchPlace;
  readonly rowsPerFile: number;
}

export interface ListObject {
  readonly key: string;
  readonly bytes: string | Buffer;
}

/** As a job is picked first. */
export type CsvJobPlan = JobPlan & { readonly spec: CsvJobSpec };

type JobCommandOfUser = Exclude<UserCommand, { type: "CreateJob" | "DeleteJob" }>;

export function pickScenario(random: Random): Scenario {
  const scenario = pickPlainScenario(random);
  // Drawn last, so that a seed keeps the rest of what it always played.
  const others = random.fork();
  const generated = random.fork();
  const keepsVersions = generated.chance(0.3);
  // So that rows are announced by more than eight at once, too.
  const callsInFlightMax = random.fork().chance(0.2) ? 24 : scenario.callsInFlightMax;
  const jobs = scenario.jobs
    .map((job) => pickListAndPreflight(others, job))
    .map((job) => (generated.chance(0.35) ? asGenerated(generated, job, keepsVersions) : job));
  return { ...scenario, callsInFlightMax, jobs };
}

function pickListAndPreflight(random: Random, job: CsvJobPlan): JobPlan {
  const preflight = random.chance(0.05) ? "is refused" : "passes";
  const isInventory = random.chance(0.4) && job.list.length > 0;
  const tried = { ...job, preflight } as const;
  return isInventory ? { ...tried, ...asInventory(random, job) } : tried;
}

function pickPlainScenario(
  random: Random,
): Omit<Scenario, "jobs"> & { readonly jobs: readonly CsvJobPlan[] } {
  const exclusive = random.chance(0.35);
  const quietAtMs = random.int(2000, 60_000);
  const rowsPerChunk = random.pick([1, 3, 8, 20, 60]);
  const blows = random.chance(0.2) ? 0 : random.int(1, 6);
  const mishaps = random.chance(0.4) ? 0 : random.int(1, 4);
  return {
    exclusive,
    processes: exclusive ? 1 : random.int(1, 3),
    workers: random.int(1, 2),
    chunksPerWorker: random.int(1, 3),
    callsInFlightMax: random.pick([1, 2, 4, 8]),
    activeJobsMax: random.int(1, 2),
    rowsPerChunk,
    flush: {
      outcomesMax: random.pick([1, 4, 20]),
      waitMs: random.pick([1, 50, 300]),
      waitingMax: random.pick([4, 20]),
    },
    attemptsMax: random.int(1, 3),
    jobs: Array.from({ length: random.int(1, 3) }, (_, index) =>
      pickJob(random, { index, quietAtMs, rowsPerChunk }),
    ),
    faults: pickFaults(random),
    quietAtMs,
    blows: Array.from({ length: blows }, () => ({
      afterTasks: Math.floor(random.skewed(1, random.pick([50, 500, 2000]))),
      kind: random.pick(["kill", "kill", "kill", "pause", "cut off"]),
      forMs: pickAwayMs(random),
    })),
    away: random.chance(0.3)
      ? { atMs: random.int(0, quietAtMs), forMs: random.int(1000, 90_000) }
      : null,
    mishaps: Array.from({ length: mishaps }, () => ({
      atMs: random.int(0, quietAtMs),
      kind: random.pick(["stop", "pause", "cut off", "freeze"]),
      process: random.int(0, 2),
      forMs: pickAwayMs(random),
    })),
  };
}

/** Short enough to be forgiven, back at the very moment when others take over, or long after. */
function pickAwayMs(random: Random): number {
  if (random.chance(0.4)) return random.skewed(100, 12_000);
  return random.int(12_000, random.pick([19_000, 40_000]));
}

function pickJob(
  random: Random,
  about: { readonly index: number; readonly quietAtMs: number; readonly rowsPerChunk: number },
): CsvJobPlan {
  const { index, quietAtMs, rowsPerChunk } = about;
  const rows = Math.min(
    random.int(1, random.pick([10, 50, 150, 400])),
    // Many chunks of one row say little, and take long.
    rowsPerChunk * 60,
  );
  const keys = Array.from(
    { length: rows },
    (_, row) => `j${index}/${String(row).padStart(4, "0")}`,
  );
  const csv = pickManifest(random, keys);
  const atMs = () => Math.floor(random.skewed(0, quietAtMs));
  const createdAtMs = random.chance(0.5) ? 0 : atMs();
  return {
    id: random.uuid(),
    spec: pickSpec(random, index),
    keys,
    list: csv === null ? [] : [{ key: listKey(index), bytes: csv }],
    generated: null,
    preflight: "passes",
    partBytes: Math.max(20, Math.ceil((csv?.length ?? 1) / random.int(1, 4))),
    fates: pickFates(random, keys),
    createdAtMs,
    commands: pickCommands(random).map((command) => ({ atMs: createdAtMs + atMs(), command })),
  };
}

function pickManifest(random: Random, keys: readonly string[]): string | null {
  if (random.chance(0.02)) return null;
  const lines = keys.map((key) => `photos,${key}\n`);
  if (random.chance(0.03)) lines[random.int(0, lines.length - 1)] = "photos\n";
  return lines.join("");
}

const listKey = (index: number) => `list-${index}.csv`;

function pickSpec(random: Random, index: number): CsvJobSpec {
  const valid = validSpec();
  const scope = random.pick([null, "ALL_TASKS", "FAILED_TASKS_ONLY"] as const);
  const bucket = random.chance(0.03) ? "missing" : "reports";
  return {
    ...valid,
    manifest: {
      ...valid.manifest,
      object: { ...valid.manifest.object, key: listKey(index), etag: null },
    },
    report: scope === null ? null : { ...valid.report!, bucket, scope },
    priority: random.int(0, 3),
    confirmationRequired: random.chance(0.2),
    failureThreshold: random.chance(0.3)
      ? { minimumTasks: random.int(1, 20), maximumFailureRate: random.pick([0, 0.1, 0.5]) }
      : valid.failureThreshold,
    limits: {
      maxConcurrency: random.chance(0.2) ? random.int(1, 6) : null,
      maxRequestsPerSecond: random.chance(0.1) ? random.int(20, 200) : null,
    },
  };
}

function pickFates(random: Random, keys: readonly string[]): ReadonlyMap<string, KeyFate> {
  const fates = new Map<string, KeyFate>();
  const forbidden = random.chance(0.4) ? 0.3 * random.next() : 0;
  const busy = random.chance(0.4) ? 0.3 * random.next() : 0;
  for (const key of keys) {
    if (random.chance(forbidden)) fates.set(key, { kind: "forbidden" });
    else if (random.chance(busy))
      fates.set(key, { kind: "busy", calls: random.int(1, 9), throttled: random.chance(0.3) });
  }
  if (random.chance(0.05)) fates.set(random.pick(keys), { kind: "deadly" });
  return fates;
}

function pickCommands(random: Random): JobCommandOfUser[] {
  const commands: JobCommandOfUser[] = [];
  const reason = null;
  while (random.chance(0.45)) {
    const kind = random.pick(["cancel", "pause", "pause", "priority", "confirm"] as const);
    if (kind === "cancel") commands.push({ type: "CancelJob", reason });
    else if (kind === "confirm") commands.push({ type: "ConfirmJob", reason });
    else if (kind === "priority")
      commands.push({ type: "ChangePriority", priority: random.int(0, 3) });
    else commands.push({ type: "PauseJob", reason }, { type: "ResumeJob", reason });
  }
  return commands;
}
