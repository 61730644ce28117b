/** The stores that the operations call: what each key comes to is fixed by the seed; each call is remembered. */
import type { TryOperation } from "../../src/executors/try-operation.ts";
import type { PreflightResult } from "../../src/inspect/preflight.ts";
import { canonicalJson } from "../../src/job/spec.ts";
import { ownFailure } from "../../src/s3/failures.ts";
import type { Answer, Transport } from "../../src/s3/transport.ts";
import { done, failing } from "../support/engine.ts";
import type { Faults } from "./faults.ts";
import type { Life } from "./life.ts";
import type { Random } from "./random.ts";
import type { JobPlan } from "./scenario.ts";
import type { Scheduler } from "./scheduler.ts";

/** What becomes of the calls on one key. */
export type KeyFate =
  | { readonly kind: "fine" | "forbidden" | "deadly" }
  /** So many calls meet a store that cannot now. */
  | { readonly kind: "busy"; readonly calls: number; readonly throttled: boolean };

export interface CallRecord {
  readonly key: string;
  readonly versionId: string | null;
  readonly life: Life;
  readonly startedAt: number;
  endedAt: number | null;
}

export interface S3World {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly faults: () => Faults;
  /** Whether no connection to the store comes about now. */
  readonly isAway: () => boolean;
  /** Whether the object was removed, or is not there yet. */
  readonly isGone: (key: string) => boolean;
  readonly fateOf: (key: string) => KeyFate;
  readonly kill: (life: Life) => void;
  readonly onStart: (call: CallRecord) => void;
  readonly onEnd: (call: CallRecord) => void;
}

export class SimulatedS3 {
  readonly #world: S3World;
  readonly calls: CallRecord[] = [];
  /** Keys to which the operation was really done. */
  readonly done = new Set<string>();
  readonly #callsOf = new Map<string, number>();
  /** Calls that are answered only when the world is quiet again. */
  #hanging: (() => void)[] = [];
  #answersAll = false;

  constructor(world: S3World) {
    this.#world = world;
  }

  transportOf(life: Life): Transport {
    return {
      send: (command) => {
        if (life.dead) return new Promise<never>(() => {});
        const { Key: key, VersionId: versionId = null } = command.input as {
          readonly Key?: string;
          readonly VersionId?: string;
        };
        return key === undefined
          ? this.#sayWhetherThere(life)
          : this.#send(life, { key, versionId });
      },
    };
  }

  /** Tries operations: after a while it is known what the scenario says, if the store answers. */
  trialsOf(life: Life, jobs: readonly JobPlan[]): TryOperation {
    const { scheduler, random } = this.#world;
    return ({ manifest }) => {
      const asked = canonicalJson(manifest);
      const plan = jobs.find(({ spec }) => canonicalJson(spec.manifest) === asked);
      const faults = this.#world.faults();
      const run = (): PreflightResult => {
        const isLost = this.#world.isAway() || random.chance(faults.callLost);
        if (isLost) return { kind: "later", failure: broken.failure };
        return tried[plan?.preflight ?? "passes"];
      };
      const afterMs = random.skewed(1, 10 * faults.callMs);
      return new Promise((resolve) => {
        const label = "try the operation";
        scheduler.schedule({ afterMs, label, owner: life, run: () => resolve(run()) });
      });
    };
  }

  /** Every call that hangs fails as one does that takes too long. */
  answerAll(): void {
    this.#answersAll = true;
    for (const answer of this.#hanging.splice(0)) answer();
  }

  /** To who asks about the bucket, after a connection did not come about. */
  #sayWhetherThere(life: Life): Promise<Answer> {
    const { scheduler, random } = this.#world;
    const faults = this.#world.faults();
    const answer = () => (this.#world.isAway() || random.chance(faults.callLost) ? broken : done);
    return new Promise((resolve) => {
      const run = () => resolve(answer());
      const afterMs = random.skewed(1, faults.callMs);
      scheduler.schedule({ afterMs, label: "ask about the bucket", owner: life, run });
    });
  }

  #send(life: Life, object: Pick<CallRecord, "key" | "versionId">): Promise<Answer> {
    const { key } = object;
    const { scheduler, random, onStart, onEnd } = this.#world;
    const faults = this.#world.faults();
    const record: CallRecord = { ...object, life, startedAt: scheduler.now, endedAt: null };
    this.calls.push(record);
    onStart(record);
    return new Promise((resolve) => {
      const end = (answer: Answer) => {
        record.endedAt = scheduler.now;
        onEnd(record);
        resolve(answer);
      };
      const answerLater = (answer: Answer, afterMs: number) =>
        scheduler.schedule({
          afterMs,
          label: `called ${key} ${answer.ok ? "done" : answer.failure.code}`,
          owner: life,
          run: () => end(answer),
        });
      const timeOut = () => {
        answerLater({ ok: false, failure: ownFailure("TimedOut") }, random.next());
      };
      // One that was on its way when the world became quiet comes too late to be answered with the others.
      const hang = () => (this.#answersAll ? timeOut() : this.#hanging.push(timeOut));
      const lost = random.chance(faults.callLost);
      const answerLost = random.chance(faults.callAnswerLost);
      const hangs = random.chance(faults.callHangs);
      const wayMs = random.chance(faults.callSlow)
        ? random.skewed(1000, 40_000)
        : random.skewed(1, faults.callMs);
      const arrive = () => {
        const answer = this.#arrive(life, key);
        if (hangs) hang();
        else if (answerLost) answerLater(broken, 1);
        else answerLater(answer, random.skewed(0, faults.callMs));
      };
      if (lost && hangs) hang();
      else if (lost) answerLater(broken, wayMs);
      else scheduler.schedule({ afterMs: wayMs, label: `call ${key}`, owner: null, run: arrive });
    });
  }

  /** What the store does, also when the caller is dead by now. */
  #arrive(life: Life, key: string): Answer {
    const { fateOf, kill, isGone } = this.#world;
    if (this.#world.isAway()) return broken;
    const fate = fateOf(key);
    const count = (this.#callsOf.get(key) ?? 0) + 1;
    this.#callsOf.set(key, count);
    if (fate.kind === "deadly") kill(life);
    if (fate.kind === "forbidden") return failing("AccessDenied", { status: 403 });
    if (fate.kind === "busy" && count <= fate.calls) {
      return fate.throttled
        ? failing("SlowDown", { status: 503, kind: "throttle" })
        : failing("InternalError", { status: 500, kind: "transient" });
    }
    if (isGone(key)) return failing("NoSuchKey", { status: 404 });
    this.done.add(key);
    return done;
  }
}

const broken = { ok: false, failure: ownFailure("ConnectionFailed") } as const satisfies Answer;

const about = { store: "default", bucket: "photos", key: null, checks: [], notes: [] } as const;
const tried: Readonly<Record<JobPlan["preflight"], PreflightResult>> = {
  passes: { kind: "known", preflight: { outcome: "PASSED", ...about }, refusal: null },
  "is refused": {
    kind: "known",
    preflight: { outcome: "REFUSED", ...about },
    refusal: { code: "PreflightRefused", reason: "The store would DAMAGE the objects." },
  },
};
