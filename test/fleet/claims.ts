/**
 * Many idle executors at the start of one job: how many claims they lose to one another. A hundred processes are more
 * than a test machine holds, so each process of this test is the coordinators of many, on one connection.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

export interface ClaimsOptions {
  readonly eventStoreUrl: string;
  readonly executors: number;
  readonly processes: number;
  readonly rows: number;
  readonly say: (line: string) => void;
}

export interface ClaimsResult {
  readonly executors: number;
  /** Chunks that executors set out to claim, and those of them that another had first. */
  readonly tried: number;
  readonly lost: number;
  readonly lostShare: number;
  readonly seconds: number;
}

/** What a process of many executors says when it is asked. */
export type ClaimsMessage =
  | { readonly kind: "ready" | "ended" }
  | { readonly kind: "claims"; readonly tried: number; readonly won: number };

/** @throws Error when a process of executors ends before the job. */
export async function runClaims(options: ClaimsOptions): Promise<ClaimsResult> {
  const { eventStoreUrl, executors, processes, rows, say } = options;
  const children = Array.from({ length: processes }, () =>
    startExecutors(eventStoreUrl, { executors: Math.ceil(executors / processes), rows }),
  );
  try {
    await Promise.all(children.map((child) => answer(child, "ready")));
    say(`${executors} executors in ${processes} processes are idle`);
    const startedAt = Date.now();
    children[0]!.send("create");
    const counts = await Promise.all(children.map((child) => answer(child, "claims")));
    let tried = 0;
    let won = 0;
    for (const count of counts) {
      if (count.kind !== "claims") continue;
      tried += count.tried;
      won += count.won;
    }
    const seconds = (Date.now() - startedAt) / 1000;
    const ended = answer(children[0]!, "ended");
    children[0]!.send("cancel");
    await ended;
    const lost = tried - won;
    return { executors, tried, lost, lostShare: lost / tried, seconds };
  } finally {
    await Promise.all(children.map(end));
  }
}

function startExecutors(
  url: string,
  { executors, rows }: { readonly executors: number; readonly rows: number },
): ChildProcess {
  const file = new URL("many-executors.ts", import.meta.url).pathname;
  return spawn(process.execPath, [file, url, String(executors), String(rows)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}

function answer(child: ChildProcess, kind: ClaimsMessage["kind"]): Promise<ClaimsMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<ClaimsMessage>();
  child.on("message", (message: ClaimsMessage) => {
    if (message.kind === kind) resolve(message);
  });
  child.once("exit", (code) => reject(new Error(`a process of executors ended with ${code}`)));
  return promise;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}
