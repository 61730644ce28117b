/**
 * The way between one process and the event store. A call arrives, takes effect and is answered at three different
 * moments; between them the process may die, and an answer may never come.
 */
import { AppendInDoubt, StreamConflict } from "../../src/eventstore/eventstore.ts";
import type { Faults } from "./faults.ts";
import type { Life } from "./life.ts";
import type { Wire, WireCall } from "./memory-event-store.ts";
import type { Random } from "./random.ts";
import type { Scheduler } from "./scheduler.ts";

export interface WireWorld {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly faults: () => Faults;
  /** Until when the whole event store stands still. */
  readonly frozenUntil: () => number;
  /** The store lives and dies with its one process: nothing arrives after its death. */
  readonly exclusive: boolean;
}

/** Thrown at a process whose connection to the event store broke. */
export class ConnectionBroke extends Error {
  override readonly name = "ConnectionBroke";
}

type Fate = "fine" | "answer late" | "answer lost" | "request lost" | "written late" | "breaks";
type Outcome<Answer> = { readonly answer: Answer } | { readonly error: unknown };

export function createFaultyWire(world: WireWorld, life: Life): Wire {
  return {
    carry: (call, effect) => carry(world, life, { call, effect }),
    pageEventsMax: (asked) => Math.min(asked, world.random.pick([1, 3, 10, 1000])),
  };
}

function carry<Answer>(
  world: WireWorld,
  life: Life,
  sent: { readonly call: WireCall; readonly effect: () => Answer },
): Promise<Answer> {
  const { scheduler, random, exclusive } = world;
  const { call, effect } = sent;
  if (life.dead) return new Promise(() => {});
  const faults = world.faults();
  const fate = pickFate(faults, random, { call, exclusive });
  return new Promise((resolve, reject) => {
    const answer = (outcome: Outcome<Answer>, afterMs: number) => {
      const run = () => {
        noteAnswer(life, call, outcome, scheduler.now);
        if ("error" in outcome) reject(outcome.error);
        else resolve(outcome.answer);
      };
      scheduler.schedule({ afterMs, label: `answer ${nameOf(call)} ${fate}`, owner: life, run });
    };
    const doubt = (afterMs: number) => answer({ error: new AppendInDoubt(fate) }, afterMs);
    const backMs = () =>
      call.kind === "page"
        ? random.skewed(0, world.faults().pageMs)
        : random.skewed(0, faults.storeMs);
    const arrive = () => {
      const outcome = attempt(effect);
      if (fate === "fine") answer(outcome, backMs());
      else if (fate === "answer late") answer(outcome, random.skewed(500, 8000));
      else if (fate === "answer lost") doubt(random.skewed(10, 3000));
    };
    if (fate === "breaks") return answer({ error: new ConnectionBroke("broke") }, backMs());
    if (fate === "request lost" || fate === "written late") doubt(random.skewed(10, 3000));
    if (fate === "request lost") return;
    const afterMs =
      fate === "written late" ? random.skewed(100, 30_000) : random.skewed(0, faults.storeMs);
    travel(world, life, { afterMs, label: `arrive ${nameOf(call)} ${fate}`, arrive });
  });
}

/** On the way a call is held up while the store stands still or the process is cut off from it. */
function travel(
  world: WireWorld,
  life: Life,
  way: { readonly afterMs: number; readonly label: string; readonly arrive: () => void },
): void {
  const { scheduler, random, exclusive, frozenUntil } = world;
  const { label } = way;
  let cancel = () => {};
  // What was sent when the process died with its store either made it into the file or did not.
  const settle = () => {
    cancel();
    if (random.chance(0.5)) way.arrive();
  };
  const run = () => {
    const heldUntil = Math.max(frozenUntil(), life.cutOffUntil);
    if (heldUntil > scheduler.now) return start(heldUntil - scheduler.now + 5 * random.next());
    life.onDeath.delete(settle);
    way.arrive();
  };
  const start = (afterMs: number) => {
    cancel = scheduler.schedule({ afterMs, label, owner: null, run });
  };
  if (exclusive) life.onDeath.add(settle);
  start(way.afterMs);
}

function pickFate(
  faults: Faults,
  random: Random,
  { call, exclusive }: { readonly call: WireCall; readonly exclusive: boolean },
): Fate {
  const dice = random.next();
  if (call.kind !== "append") return dice < faults.readBreaks ? "breaks" : "fine";
  const chances: [Fate, number][] = [
    ["answer late", faults.answerLate],
    ["answer lost", faults.answerLost],
    ["request lost", faults.requestLost],
    ["written late", exclusive ? 0 : faults.writtenLate],
  ];
  let sum = 0;
  for (const [fate, chance] of chances) if (dice < (sum += chance)) return fate;
  return "fine";
}

function attempt<Answer>(effect: () => Answer): Outcome<Answer> {
  try {
    return { answer: effect() };
  } catch (error) {
    return { error };
  }
}

/** What the process learns by an answer, for the checks. */
function noteAnswer(life: Life, call: WireCall, outcome: Outcome<unknown>, now: number): void {
  if (call.kind !== "append") return;
  if ("error" in outcome) {
    const refused = outcome.error instanceof StreamConflict && call.stream.startsWith("chunk-");
    if (refused) life.lostChunks.add(call.stream);
    return;
  }
  if (call.types.includes("ChunkClaimed")) life.lostChunks.delete(call.stream);
  if (call.types.includes("ExecutorSeen")) life.beatAt = now;
}

function nameOf(call: WireCall): string {
  if (call.kind === "append") return `append ${call.stream} ${call.types.join("+")}`;
  return call.kind === "read" ? `read ${call.stream}` : "page";
}
