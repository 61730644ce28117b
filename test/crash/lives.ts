/** The lives of one installation: a process at a time over the same folder, each with a recording proxy of its own. */
import {
  startFaultProxy,
  type FaultProxy,
  type FaultScript,
  type RecordedCall,
} from "../support/fault-proxy.ts";
import { startStevedore, type StevedoreProcess } from "../support/stevedore-process.ts";
import type { CrashStore } from "./crash-store.ts";

export interface Life {
  readonly number: number;
  readonly spawnedAt: number;
  readonly proxy: FaultProxy;
  /** Resolves when the process is ready; rejects when it was killed before that. */
  readonly ready: Promise<StevedoreProcess>;
  readyAt: number | null;
  killedAt: number | null;
  readonly kill: () => Promise<void>;
}

/** A call, and the life that made it. */
export interface LivedCall {
  readonly life: number;
  readonly call: RecordedCall;
}

export interface Lives {
  readonly all: readonly Life[];
  readonly current: Life;
  start(): Life;
  /** Ends the present life without a warning. */
  kill(): Promise<Life>;
  /** Ends it in order; gives the exit code. */
  stop(): Promise<number | null>;
  /** For this life and those to come. */
  play(script: FaultScript): void;
  /** Calls of every life since the given one, in order. */
  callsSince(life: number): LivedCall[];
  /** How many of them are such calls. */
  countCalls(life: number, isSuch: (call: RecordedCall) => boolean): number;
  close(): Promise<void>;
}

export const processSettings = { threads: 2, callsInFlight: 64, chunksPerThread: 3 } as const;

export async function openLives(options: {
  readonly dataDir: string;
  readonly store: CrashStore;
}): Promise<Lives> {
  const { dataDir, store } = options;
  const lives: Life[] = [];
  // A life has its own, so that a late call of a dead process is known for what it is.
  let nextProxy = await startFaultProxy(store.url);
  const proxies = [nextProxy];
  let script: FaultScript | null = null;

  function start(): Life {
    const proxy = nextProxy;
    if (script !== null) proxy.play(script);
    const { promise: spawned, resolve: spawn } = Promise.withResolvers<() => Promise<void>>();
    const ready = startStevedore({
      dataDir,
      storeUrl: proxy.url,
      env: { ...settingsOfProcess, ...store.env },
      onSpawn: ({ kill }) => spawn(kill),
    });
    const life: Life = {
      number: lives.length,
      spawnedAt: Date.now(),
      proxy,
      ready,
      readyAt: null,
      killedAt: null,
      async kill() {
        const kill = await spawned;
        life.killedAt = Date.now();
        await kill();
      },
    };
    ready.then(
      () => (life.readyAt = Date.now()),
      () => {},
    );
    lives.push(life);
    return life;
  }

  async function prepareNext(): Promise<void> {
    nextProxy = await startFaultProxy(store.url);
    proxies.push(nextProxy);
  }

  return {
    all: lives,
    get current() {
      return lives.at(-1)!;
    },
    start,
    async kill() {
      const life = lives.at(-1)!;
      await life.kill();
      await prepareNext();
      return life;
    },
    async stop() {
      const code = await (await lives.at(-1)!.ready).stop();
      await prepareNext();
      return code;
    },
    play(next) {
      script = next;
      lives.at(-1)?.proxy.play(next);
    },
    callsSince: (life) =>
      lives
        .slice(life)
        .flatMap(({ number, proxy }) => proxy.calls.map((call) => ({ life: number, call })))
        .toSorted((a, b) => a.call.at - b.call.at),
    countCalls(life, isSuch) {
      let count = 0;
      for (const { proxy } of lives.slice(life))
        for (const call of proxy.calls) if (isSuch(call)) count += 1;
      return count;
    },
    async close() {
      await lives.at(-1)?.kill();
      for (const proxy of proxies) await proxy.close();
    },
  };
}

const settingsOfProcess = {
  EXECUTOR_THREADS: String(processSettings.threads),
  CALLS_IN_FLIGHT: String(processSettings.callsInFlight),
  CHUNKS_PER_THREAD: String(processSettings.chunksPerThread),
  // A second job takes the place of the first, so that pauses are met too.
  ACTIVE_JOBS: "1",
};
