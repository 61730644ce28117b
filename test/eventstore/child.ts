import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import path from "node:path";

/** A process of its own that runs a fixture. */
export interface Child {
  readonly pid: number;
  /** The next line that it prints; undefined when it has ended. */
  nextLine(): Promise<string | undefined>;
  /** Kills it without mercy, waits for its end, and gives the whole lines that it had printed meanwhile. */
  kill(): Promise<readonly string[]>;
}

export function startFixture(name: string, args: readonly string[]): Child {
  const file = path.join(import.meta.dirname, "fixtures", name);
  const child = spawn(process.execPath, [file, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const nextLine = async (): Promise<string | undefined> => {
    const line = await lines.next();
    return line.done === true ? undefined : line.value;
  };
  return {
    pid: child.pid!,
    nextLine,
    async kill() {
      child.kill("SIGKILL");
      await exited;
      const rest: string[] = [];
      for (let line = await nextLine(); line !== undefined; line = await nextLine())
        rest.push(line);
      // A line that the kill cut off was not acknowledged to anybody.
      return rest.filter((line) => line.endsWith("}"));
    },
  };
}
