/**
 * Virtual time. Everything that happens in the simulated world is a task in one queue: the earliest comes next, among
 * equals the seed decides, and before the one after it every promise has run as far as it can. Nothing waits for real
 * time, so a seed plays back the same to the byte.
 */
import type { Clock } from "../../src/lib/clock.ts";
import type { Random } from "./random.ts";

/** Whose task it is: the dead do nothing any more, and who is paused does it later. */
export interface Owner {
  readonly name: string;
  dead: boolean;
  pausedUntil: number;
}

export interface TaskPlan {
  readonly afterMs: number;
  readonly label: string;
  /** Null for the world outside the processes. */
  readonly owner: Owner | null;
  readonly run: () => void;
}

interface Task {
  at: number;
  /** Decides among tasks of the same time. */
  tie: number;
  readonly plan: TaskPlan;
  cancelled: boolean;
}

/** Tasks a turn of Node's event loop: promises run to their end between two immediates of one turn as well. */
const tasksPerTurn = 256;

export class Scheduler {
  readonly #random: Random;
  readonly #heap: Task[] = [];
  #now: number;
  tasksRun = 0;
  /** Called before each task; false when its owner died of it. */
  beforeTask: (task: { readonly label: string; readonly owner: Owner | null }) => boolean = () =>
    true;

  constructor(random: Random, startAt: number) {
    this.#random = random;
    this.#now = startAt;
  }

  get now(): number {
    return this.#now;
  }

  /** The returned function calls it off. */
  schedule(plan: TaskPlan): () => void {
    const at = this.#now + Math.max(0, plan.afterMs);
    const task = { at, tie: this.#random.next(), plan, cancelled: false };
    this.#push(task);
    return () => {
      task.cancelled = true;
    };
  }

  /** The clock of one process. Timers are never early, and seldom to the point. */
  clockOf(owner: Owner): Clock {
    return {
      now: () => Math.floor(this.#now),
      after: (ms, run) =>
        this.schedule({ afterMs: ms + this.#random.next(), label: "timer", owner, run }),
    };
  }

  /** Runs tasks until it is over, or nothing is left to do. */
  run(isOver: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      let ended = false;
      const step = () => {
        if (ended) return;
        try {
          if (!isOver() && this.#runNext()) return;
          ended = true;
          resolve();
        } catch (error) {
          ended = true;
          reject(error);
        }
      };
      const turn = () => {
        if (ended) return;
        for (let count = 0; count < tasksPerTurn; count++) setImmediate(step);
        setImmediate(turn);
      };
      turn();
    });
  }

  #runNext(): boolean {
    for (;;) {
      const task = this.#pop();
      if (task === undefined) return false;
      const { plan } = task;
      const { owner } = plan;
      if (task.cancelled || owner?.dead === true) continue;
      if (owner !== null && owner.pausedUntil > task.at) {
        task.at = owner.pausedUntil + 20 * this.#random.next();
        this.#push(task);
        continue;
      }
      this.#now = Math.max(this.#now, task.at);
      this.tasksRun += 1;
      if (!this.beforeTask({ label: plan.label, owner })) return true;
      plan.run();
      return true;
    }
  }

  #push(task: Task): void {
    const heap = this.#heap;
    let place = heap.push(task) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!isBefore(task, heap[parent]!)) break;
      heap[place] = heap[parent]!;
      place = parent;
    }
    heap[place] = task;
  }

  #pop(): Task | undefined {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = last;
    return first;
  }
}

function isBefore(a: Task, b: Task): boolean {
  return a.at < b.at || (a.at === b.at && a.tie < b.tie);
}
