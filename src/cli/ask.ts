import { createInterface } from "node:readline";
import { canAsk, UsageError, type CliContext } from "./context.ts";

/**
 * Asks a question that only "y" or "yes" answers with yes; `interrupted` when the user ended the program, or the input,
 * instead of answering.
 */
export function ask(context: CliContext, question: string): Promise<"yes" | "no" | "interrupted"> {
  const { stdin, stderr, interrupted } = context;
  stderr.write(`${question} [y/N] `);
  const lines = createInterface({ input: stdin });
  return new Promise((resolve) => {
    const end = (answer: "yes" | "no" | "interrupted") => {
      interrupted.removeEventListener("abort", interrupt);
      resolve(answer);
      lines.close();
    };
    const interrupt = () => end("interrupted");
    lines.once("line", (line) => end(/^\s*y(?:es)?\s*$/i.test(line) ? "yes" : "no"));
    lines.once("close", interrupt);
    if (interrupted.aborted) interrupt();
    else interrupted.addEventListener("abort", interrupt, { once: true });
  });
}

/** Where nobody can be asked, the answer must stand in the command line. @throws UsageError */
export function requireAnswer(context: CliContext, yes: boolean): void {
  if (yes || canAsk(context)) return;
  throw new UsageError(
    "There is no terminal to ask for confirmation on: give --yes to go on without being asked.",
  );
}
