/** What a verb of the command line may touch. Verbs get it passed in, so that tests can be their terminal. */
import type { Readable } from "node:stream";

/** Standard output or standard error. */
export interface Output {
  write(text: string): unknown;
  /** Whether a person looks at it. */
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal. */
  readonly columns?: number | undefined;
}

/** Standard input. */
export type Input = Readable & { readonly isTTY?: boolean | undefined };

export interface CliContext {
  /** The words after the verb. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborts when the user asks the process to end, for the first time. The second time it ends without asking. */
  readonly interrupted: AbortSignal;
}

/** The command line itself is wrong: nothing was done. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The command line was understood, and it could not be done; the message is for the user. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";
}

/** Whether a question can be asked: it is written to standard error and read from standard input. */
export function canAsk({ stdin, stderr }: CliContext): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}
