/** An EventStoreDB of the test, started by a command, so that it can be killed and frozen. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";

export interface EventStoreServer {
  readonly url: string;
  start(): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** SIGSTOP: connections stay, and nothing comes. */
  freeze(): void;
  thaw(): void;
}

/** `command` runs the server in the foreground, and ends with it (`exec`). */
export function createEventStoreServer(url: string, command: string): EventStoreServer {
  let child: ChildProcess | null = null;
  const { host } = new URL(url.replace(/^esdb/, "http"));
  return {
    url,
    async start() {
      child = spawn("sh", ["-c", `exec ${command}`], { stdio: "ignore" });
      while (!(await leads(host))) {
        if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}`);
        await pause(50);
      }
    },
    async kill() {
      if (child === null || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
    freeze: () => void child?.kill("SIGSTOP"),
    thaw: () => void child?.kill("SIGCONT"),
  };
}

/** The node answers before it leads. */
async function leads(host: string): Promise<boolean> {
  try {
    const info = (await (await fetch(`http://${host}/info`)).json()) as { state?: string };
    return info.state === "leader";
  } catch {
    return false;
  }
}
