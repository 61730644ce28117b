/** The command line as its users run it: a process of its own, off a terminal. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { CliResult } from "./terminal.ts";

export interface CliProcess {
  readonly child: ChildProcess;
  /** What it has written so far. */
  readonly out: { stdout: string; stderr: string };
  readonly ended: Promise<CliResult>;
}

/** Only these variables of the environment reach it, so that the machine's own settings do not. */
export function startCli(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): CliProcess {
  const child = spawn(process.execPath, ["src/main.ts", ...argv], {
    cwd: new URL("../..", import.meta.url),
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const out = { stdout: "", stderr: "" };
  child.stdout.on("data", (text: Buffer) => (out.stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => (out.stderr += text.toString()));
  const ended = once(child, "close").then(([code]) => ({ code: Number(code), ...out }));
  return { child, out, ended };
}

export function runCliProcess(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  return startCli(argv, env).ended;
}
