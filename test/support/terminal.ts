/** A terminal of the test: what a verb writes is kept, what it asks is answered. */
import { PassThrough } from "node:stream";
import { runCommandLine } from "../../src/cli/verbs.ts";
import type { CliContext } from "../../src/cli/context.ts";

export interface TerminalOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Whether a person sits there: input, output and errors are a terminal, or none is. */
  readonly tty?: boolean;
  /** What the person types, before it is asked for. */
  readonly typed?: string;
  readonly columns?: number;
}

export interface TestTerminal {
  readonly context: Omit<CliContext, "argv">;
  readonly out: { stdout: string; stderr: string };
  /** Ctrl-C, the first time. */
  interrupt(): void;
}

export function createTerminal(options: TerminalOptions = {}): TestTerminal {
  const { env = {}, tty = false, typed, columns = 80 } = options;
  const stdin = Object.assign(new PassThrough(), { isTTY: tty });
  if (typed !== undefined) stdin.write(typed);
  const out = { stdout: "", stderr: "" };
  const interruption = new AbortController();
  return {
    context: {
      env,
      stdin,
      stdout: { write: (text) => (out.stdout += text), isTTY: tty, columns },
      stderr: { write: (text) => (out.stderr += text), isTTY: tty, columns },
      interrupted: interruption.signal,
    },
    out,
    interrupt: () => interruption.abort(),
  };
}

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line to its end. */
export async function runCli(
  argv: readonly string[],
  options: TerminalOptions = {},
): Promise<CliResult> {
  const { context, out } = createTerminal(options);
  const code = await runCommandLine({ ...context, argv });
  return { code, ...out };
}
