/** One seed's world: the log, the stores, the processes that come and go, and the checks that watch them all. */
import type { Board } from "../../src/executors/board.ts";
import { createMemoryObjectStore, type MemoryObjectStore } from "../support/memory-object-store.ts";
import { BoardChecks } from "./check-boards.ts";
import { checkCallStart, noteCallEnd } from "./check-calls.ts";
import type { JobChecksContext } from "./check-jobs.ts";
import { ListChecks } from "./check-lists.ts";
import { LogChecks, notePage } from "./check-log.ts";
import { createDelayedObjectStore } from "./delayed-object-store.ts";
import { noFaults } from "./faults.ts";
import { ConnectionBroke, createFaultyWire, type WireWorld } from "./faulty-wire.ts";
import { Life } from "./life.ts";
import { createMemoryEventStore } from "./memory-event-store.ts";
import { MemoryLog } from "./memory-log.ts";
import { openCommands, startProcess } from "./process.ts";
import type { Random } from "./random.ts";
import type { Scenario } from "./scenario.ts";
import { Scheduler } from "./scheduler.ts";
import { createSimulatedListing } from "./simulated-listing.ts";
import { SimulatedS3 } from "./simulated-s3.ts";
import { SourceBucket } from "./source-bucket.ts";
import { Judge, JobTruth } from "./truth.ts";
import type { Users } from "./users.ts";

/** By then even a steward that was lost last has a successor, and pauses are over. */
const settleMs = 60_000;

const startAt = Date.parse("2026-01-01T00:00:00Z");

export class World {
  readonly scenario: Scenario;
  readonly judge = new Judge();
  readonly scheduler: Scheduler;
  readonly log: MemoryLog;
  readonly s3: SimulatedS3;
  readonly objects: MemoryObjectStore;
  readonly jobs: readonly JobTruth[];
  readonly lists: ListChecks;
  readonly source: SourceBucket;
  readonly boards = new BoardChecks(this.judge);
  /** The present life of each process; null while it is down. */
  readonly processes: (Life | null)[];
  readonly users: Users;
  readonly jobChecks: JobChecksContext;
  quiet = false;
  quietSince = Infinity;
  /** No process is started again. */
  closing = false;
  frozenUntil = 0;
  kills = 0;
  readonly #random: Random;
  readonly #lives = new Map<string, Life>();
  readonly #wires: WireWorld;
  /** Told of each event that is written, for the trace. */
  onWrite: (line: string) => void = () => {};

  constructor(scenario: Scenario, random: Random) {
    this.scenario = scenario;
    this.#random = random.fork();
    this.scheduler = new Scheduler(random.fork(), startAt);
    this.jobs = scenario.jobs.map((plan) => new JobTruth(plan));
    const { judge, jobs, scheduler } = this;
    const buckets = ["lists", "reports", "photos", "scratch"];
    this.objects = createMemoryObjectStore({ buckets, blockBytes: 1024 });
    this.source = new SourceBucket(
      scenario.jobs.flatMap(({ generated }) => generated?.objects ?? []),
      () => scheduler.now - startAt,
    );
    const { objects, source } = this;
    this.lists = new ListChecks({ judge, objects, source });
    const { exclusive, activeJobsMax, callsInFlightMax, workers } = scenario;
    // Deadly keys go on to kill, and who was just started has to read the log first.
    const isDeadly = scenario.jobs.some(({ fates }) =>
      [...fates.values()].some(({ kind }) => kind === "deadly"),
    );
    this.jobChecks = {
      judge,
      jobs: new Map(jobs.map((job) => [job.id, job])),
      activeJobsMax,
      isSettled: () => !isDeadly && scheduler.now > this.quietSince + settleMs,
      now: () => scheduler.now,
      steward: () => checks.steward,
    };
    const checks = new LogChecks({
      ...this.jobChecks,
      lists: this.lists,
      exclusive,
      // Calls in flight of one worker, outcomes that wait, and those of the flush under way.
      repeatsMax: callsInFlightMax + scenario.flush.waitingMax + scenario.flush.outcomesMax,
      lives: this.#lives,
    });
    const gaps = random.fork();
    this.log = new MemoryLog({
      now: () => Math.floor(scheduler.now),
      gap: () => gaps.int(1, 3),
      onWrite: (stream, events) => {
        const [first] = events;
        this.onWrite(`${first!.position} ${stream}@${first!.revision} ${JSON.stringify(events)}`);
        checks.written(stream, events);
      },
    });
    const faults = () => (this.quiet ? noFaults : scenario.faults);
    const fates = new Map(scenario.jobs.flatMap((plan) => [...plan.fates]));
    const calls = { judge, jobs, exclusive, callsInFlightMax: callsInFlightMax * workers };
    this.s3 = new SimulatedS3({
      scheduler,
      random: random.fork(),
      faults,
      isAway: () => {
        const sinceMs = scheduler.now - startAt - (scenario.away?.atMs ?? Infinity);
        return sinceMs >= 0 && sinceMs < (scenario.away?.forMs ?? 0);
      },
      isGone: (key) => source.isGone(key),
      fateOf: (key) => fates.get(key) ?? { kind: "fine" },
      kill: (life) => this.kill(life),
      onStart: (call) => checkCallStart(calls, call),
      onEnd: (call) => noteCallEnd(calls, call),
    });
    for (const { list } of scenario.jobs)
      for (const { key, bytes } of list) objects.put({ bucket: "lists", key }, bytes);
    const frozenUntil = () => this.frozenUntil;
    this.#wires = { scheduler, random: random.fork(), faults, frozenUntil, exclusive };
    this.processes = Array.from({ length: scenario.processes }, () => null);
    this.users = this.#openUsers();
  }

  /** Starts a process anew, unless it runs. */
  start(place: number): void {
    if (this.processes[place] !== null || this.closing) return;
    const { scenario, scheduler, log, objects, source, lists } = this;
    const executor = this.#random.uuid();
    const name = `process ${place}, life ${this.#lives.size}`;
    const life = new Life({ name, executor, startedAt: scheduler.now });
    this.#lives.set(executor, life);
    this.processes[place] = life;
    const random = this.#random.fork();
    const faults = this.#wires.faults;
    const onWritten = lists.objectWritten.bind(lists);
    const wire = createFaultyWire(this.#wires, life);
    const stores = { scheduler, random: random.fork(), faults, objects, source, onWritten };
    startProcess(
      {
        scenario,
        scheduler,
        random,
        log,
        wire,
        objects: createDelayedObjectStore(stores, life),
        listing: createSimulatedListing(stores, life),
        randomId: () => stores.random.uuid(),
        transport: this.s3.transportOf(life),
        tryOperation: this.s3.trialsOf(life, scenario.jobs),
        onPage: (page) => notePage(life, page),
        onCrash: (error) => this.#crashed(life, error),
      },
      life,
    );
  }

  kill(life: Life): void {
    if (life.dead) return;
    this.kills += 1;
    life.wasLost = true;
    life.die();
    this.#restartLater(life);
  }

  /** Asks a process to end; it starts again some time after it did. */
  stop(life: Life): void {
    if (life.dead || life.stopping) return;
    life.stopping = true;
    life
      .coordinator!.stop()
      .then(() => {
        life.die();
        this.#restartLater(life);
      })
      .catch((error: unknown) => this.#crashed(life, error));
  }

  /** What each process last knew, those that have ended included. */
  get lastBoards(): readonly Board[] {
    return [...this.#lives.values()].flatMap(({ coordinator }) =>
      coordinator === null ? [] : [coordinator.board],
    );
  }

  get running(): readonly Life[] {
    return this.processes.filter((life) => life !== null);
  }

  #restartLater(life: Life): void {
    const place = this.processes.indexOf(life);
    if (place < 0) return;
    this.processes[place] = null;
    const afterMs = this.quiet ? 10 : this.#random.skewed(1, 25_000);
    this.scheduler.schedule({
      afterMs,
      label: `start process ${place}`,
      owner: null,
      run: () => this.start(place),
    });
  }

  #crashed(life: Life, error: unknown): void {
    if (life.dead) return;
    if (!(error instanceof ConnectionBroke))
      this.judge.fail(`${life.name} failed: ${textOf(error)}`);
    this.kill(life);
  }

  #openUsers(): Users {
    const { scheduler, log, judge } = this;
    const executor = this.#random.uuid();
    const owner = new Life({ name: "users", executor, startedAt: scheduler.now });
    const { exclusive } = this.scenario;
    // A door would tell its user that it failed; here every command is to arrive.
    const faults = () => ({ ...this.#wires.faults(), readBreaks: 0 });
    const wire = createFaultyWire({ ...this.#wires, faults }, owner);
    const eventStore = createMemoryEventStore({ log, wire, exclusive });
    const commands = openCommands(eventStore, executor, scheduler.clockOf(owner));
    const onError = (error: unknown) => judge.fail(`a command failed: ${textOf(error)}`);
    return { scheduler, owner, commands, onError };
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
