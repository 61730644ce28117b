/** Plays one seed to its end, and says what was wrong, if anything was. */
import { createHash } from "node:crypto";
import { isTerminal } from "../../src/job/lifecycle.ts";
import { checkEnd } from "./check-end.ts";
import { checkPreemption } from "./check-jobs.ts";
import { Life } from "./life.ts";
import { Random } from "./random.ts";
import { pickScenario, type Blow, type Mishap, type Scenario } from "./scenario.ts";
import type { Owner } from "./scheduler.ts";
import { letGoOn, playUsers } from "./users.ts";
import { World } from "./world.ts";

export interface SimulationResult {
  readonly seed: number;
  /** What must not be; null when all went well. */
  readonly failure: string | null;
  /** Hash over every task and every event: equal when a seed is played again. */
  readonly digest: string;
  readonly tasks: number;
  readonly events: number;
  readonly calls: number;
  readonly kills: number;
}

/** Every job has ended so long after the last fault, or never will. */
const patienceMs = 15 * 60_000;
/** A stopped process ends so soon when nothing is wrong. */
const stopMsMax = 120_000;

export async function simulate(
  seed: number,
  options: { readonly trace?: (line: string) => void } = {},
): Promise<SimulationResult> {
  const random = new Random(seed);
  const scenario = pickScenario(random.fork());
  const world = new World(scenario, random);
  const digest = record(world, options.trace);
  const stray = (error: unknown) => world.judge.fail(`nobody caught ${String(error)}`);
  process.on("unhandledRejection", stray);
  try {
    await play(world, scenario);
  } finally {
    process.off("unhandledRejection", stray);
  }
  return {
    seed,
    failure: world.judge.verdict,
    digest: digest(),
    tasks: world.scheduler.tasksRun,
    events: world.log.events.length,
    calls: world.s3.calls.length,
    kills: world.kills,
  };
}

/** Watches what happens: for the digest and the trace, and to kill processes in the middle of it. */
function record(world: World, trace: ((line: string) => void) | undefined): () => string {
  const hash = createHash("sha256");
  const { scheduler, scenario } = world;
  const from = scheduler.now;
  const note = (line: string) => {
    const timed = `${(scheduler.now - from).toFixed(3)} ${line}`;
    hash.update(timed);
    trace?.(timed);
  };
  const blows = [...scenario.blows];
  let blow = blows.shift();
  let tasksDone = 0;
  world.onWrite = note;
  world.scheduler.beforeTask = ({ label, owner }) => {
    for (const { coordinator } of world.running)
      if (coordinator !== null) world.boards.look(coordinator.board);
    note(`${owner?.name ?? "world"}: ${label}`);
    if (world.quiet || blow === undefined || !isProcess(owner, world)) return true;
    tasksDone += 1;
    if (tasksDone < blow.afterTasks) return true;
    note(`${blow.kind} before that`);
    strike(world, owner, blow);
    blow = blows.shift();
    tasksDone = 0;
    return !owner.dead;
  };
  return () => hash.digest("hex");
}

function isProcess(owner: Owner | null, world: World): owner is Life {
  return owner instanceof Life && owner !== world.users.owner;
}

async function play(world: World, scenario: Scenario): Promise<void> {
  const { scheduler, judge, jobs } = world;
  const at = (afterMs: number, label: string, run: () => void) =>
    scheduler.schedule({ afterMs, label, owner: null, run });
  for (const place of world.processes.keys())
    at(10 * place, `start ${place}`, () => world.start(place));
  playUsers(world.users, scenario.jobs);
  for (const mishap of scenario.mishaps) at(mishap.atMs, mishap.kind, () => befall(world, mishap));
  at(scenario.quietAtMs, "quiet", () => {
    world.quiet = true;
    world.quietSince = scheduler.now;
    world.s3.answerAll();
    for (const place of world.processes.keys()) world.start(place);
    world.frozenUntil = 0;
    for (const life of world.running) life.cutOffUntil = 0;
  });
  const lookIn = () => {
    if (world.quiet) letGoOn(world.users, jobs);
    if (world.jobChecks.isSettled()) checkPreemption(world.jobChecks);
    if (!world.closing) at(2000, "look in", lookIn);
  };
  lookIn();
  const deadline = scheduler.now + scenario.quietAtMs + patienceMs;
  const ended = () => jobs.every(({ status }) => status !== null && isTerminal(status));
  const isLate = () => scheduler.now > deadline;
  await scheduler.run(() => judge.verdict !== null || isLate() || (world.quiet && ended()));
  if (judge.verdict !== null) return;
  if (!ended()) {
    const left = jobs.map(({ id, status }) => `${id} is ${status}`).join(", ");
    return judge.fail(`not everything ended: ${left}`);
  }
  await close(world);
  await checkWhole(world);
}

/** Lets what is still under way come in, then stops every process. */
async function close(world: World): Promise<void> {
  const { scheduler, judge } = world;
  const restUntil = scheduler.now + 3000;
  await scheduler.run(() => judge.verdict !== null || scheduler.now > restUntil);
  world.closing = true;
  for (const life of world.running) world.stop(life);
  const deadline = scheduler.now + stopMsMax;
  const stopped = () => world.running.length === 0;
  await scheduler.run(() => judge.verdict !== null || stopped() || scheduler.now > deadline);
  judge.expect(stopped(), () => `${world.running[0]?.name} does not stop`);
}

async function checkWhole(world: World): Promise<void> {
  const { judge, jobs, s3, objects, log, boards, lists } = world;
  const reports = new Map<string, string>();
  for (const key of objects.keys("reports")) {
    const blocks: Uint8Array[] = [];
    for await (const block of await objects.read({ bucket: "reports", key })) blocks.push(block);
    reports.set(key, Buffer.concat(blocks).toString("utf8"));
  }
  for (const job of jobs) {
    checkEnd({ judge, s3, reports }, job);
    if (job.plan.generated !== null) lists.lookAtEnd(job);
  }
  boards.lookAtEnd(world.lastBoards, log.events);
}

function befall(world: World, { kind, process, forMs }: Mishap): void {
  if (world.quiet) return;
  const { scheduler } = world;
  if (kind === "freeze") {
    world.frozenUntil = scheduler.now + forMs;
    return;
  }
  const life = world.processes[process % world.processes.length] ?? null;
  if (life === null) return;
  if (kind === "stop") world.stop(life);
  else strike(world, life, { kind, forMs });
}

function strike(world: World, life: Life, { kind, forMs }: Pick<Blow, "kind" | "forMs">): void {
  const until = world.scheduler.now + forMs;
  life.wasLost = true;
  if (kind === "kill") world.kill(life);
  else if (kind === "pause") life.pausedUntil = until;
  else life.cutOffUntil = until;
}
