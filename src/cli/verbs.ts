/** The verbs, and how one of them is picked and run. */
import { ApiError, ConnectionLost } from "./api-client.ts";
import { auditExport } from "./audit-export.ts";
import { auditVerify } from "./audit-verify.ts";
import { config } from "./config.ts";
import { CommandFailed, UsageError, type CliContext } from "./context.ts";
import { demo } from "./demo.ts";
import { doctor } from "./doctor.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { functions } from "./functions.ts";
import { jobsBulk } from "./jobs-bulk.ts";
import { jobsCancel } from "./jobs-cancel.ts";
import { jobsLimits, jobsPriority, jobsTag } from "./jobs-change.ts";
import { jobsConfirm } from "./jobs-confirm.ts";
import { jobsDelete } from "./jobs-delete.ts";
import { jobsFailures } from "./jobs-failures.ts";
import { jobsFollow } from "./jobs-follow.ts";
import { jobsHistory } from "./jobs-history.ts";
import { jobsList } from "./jobs-list.ts";
import { jobsPause, jobsResume } from "./jobs-pause.ts";
import { jobsClone, jobsRetry } from "./jobs-retry.ts";
import { jobsShow } from "./jobs-show.ts";
import { jobsTask } from "./jobs-task.ts";
import { jobsTasks } from "./jobs-tasks.ts";
import { manifestCheck } from "./manifest-check.ts";
import { didYouMean } from "../lib/nearest.ts";
import { noticesTest } from "./notices-test.ts";
import { rebuild } from "./rebuild.ts";
import { report } from "./report.ts";
import { run } from "./run.ts";
import { serve } from "./serve.ts";
import { tokenNew } from "./token-new.ts";
import type { Verb } from "./verb.ts";
import { worker } from "./worker.ts";

/** Every verb, in the order of the help. */
export const verbs: readonly Verb[] = [
  serve,
  worker,
  config,
  doctor,
  noticesTest,
  run,
  jobsList,
  jobsShow,
  jobsFollow,
  jobsHistory,
  jobsTasks,
  jobsTask,
  jobsFailures,
  jobsConfirm,
  jobsCancel,
  jobsPause,
  jobsResume,
  jobsPriority,
  jobsLimits,
  jobsTag,
  jobsRetry,
  jobsClone,
  jobsDelete,
  jobsBulk,
  manifestCheck,
  report,
  auditExport,
  auditVerify,
  rebuild,
  tokenNew,
  functions,
  demo,
];

/** Runs what the command line says. Never throws what a user can cause: it is told on standard error. */
export async function runCommandLine(context: CliContext): Promise<ExitCode> {
  try {
    return await pickAndRun(context);
  } catch (error) {
    const known = knownError(error);
    if (known === null) throw error;
    context.stderr.write(`stevedore: ${known.message}\n`);
    if (known.code === exitCodes.usage) context.stderr.write(`See ${helpFor(context.argv)}.\n`);
    return known.code;
  }
}

/** The help that tells of what was typed. */
function helpFor([first = "", second = ""]: readonly string[]): string {
  const verb = verbs.find(({ name }) => name === first || name === `${first} ${second}`);
  return verb === undefined ? "stevedore --help" : `stevedore ${verb.name} --help`;
}

async function pickAndRun(context: CliContext): Promise<ExitCode> {
  const { argv, stdout, stderr } = context;
  const [first, second] = argv;
  if (first === undefined) {
    stderr.write(generalHelp());
    return exitCodes.usage;
  }
  if (first === "help") return pickAndRun({ ...context, argv: [...argv.slice(1), "--help"] });
  if (first === "--help" || first === "-h") {
    stdout.write(generalHelp());
    return exitCodes.ok;
  }
  if (first === "--version") {
    const { version } = await import("../app.ts");
    stdout.write(`stevedore ${version()}\n`);
    return exitCodes.ok;
  }
  const single = verbs.find(({ name }) => name === first);
  if (single !== undefined) return single.run({ ...context, argv: argv.slice(1) });
  const group = verbs.filter(({ name }) => name.startsWith(`${first} `));
  if (group.length > 0 && (second === "--help" || second === "-h")) {
    stdout.write(`stevedore ${first}\n\n${listOf(group)}`);
    return exitCodes.ok;
  }
  const double = group.find(({ name }) => name === `${first} ${second}`);
  if (double !== undefined) return double.run({ ...context, argv: argv.slice(2) });
  throw new UsageError(unknownVerb({ first, second, group }));
}

interface Unknown {
  readonly first: string;
  readonly second: string | undefined;
  /** The verbs that begin with the first word. */
  readonly group: readonly Verb[];
}

function unknownVerb({ first, second, group }: Unknown): string {
  if (group.length > 0) {
    const known = group.map(({ name }) => name.slice(first.length + 1));
    if (second === undefined) return `${first} needs one of ${known.join(", ")}.`;
    return `There is no ${first} ${second}.${didYouMean(second, known)} There are ${known.join(", ")}.`;
  }
  const known = [...new Set(verbs.map(({ name }) => name.split(" ")[0]!))];
  if (first.startsWith("-")) {
    return `There is no flag ${first} before the verb.${didYouMean(first, ["--help", "--version"])}`;
  }
  return `There is no verb ${first}.${didYouMean(first, known)} There are ${known.join(", ")}.`;
}

function generalHelp(): string {
  return `stevedore VERB [flags]

Batch operations on the objects of any S3-compatible store.

${listOf(verbs)}
  stevedore VERB --help tells more; stevedore --version tells the version.
`;
}

function listOf(listed: readonly Verb[]): string {
  const width = Math.max(...listed.map(({ name }) => name.length));
  return listed.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}\n`).join("");
}

/** Names of errors that a server of this process ends with, with a message for the user. */
const ownErrors: ReadonlySet<string> = new Set(["ConfigError", "StoreLocked", "NotLoopback"]);

/** What to tell of an error that is no bug; null when it is one. */
function knownError(error: unknown): { readonly message: string; readonly code: ExitCode } | null {
  if (!(error instanceof Error)) return null;
  const { message } = error;
  if (error instanceof UsageError) return { message, code: exitCodes.usage };
  const isKnown =
    error instanceof CommandFailed || error instanceof ApiError || error instanceof ConnectionLost;
  if (isKnown || ownErrors.has(error.name)) return { message, code: exitCodes.error };
  if (!("code" in error)) return null;
  switch (error.code) {
    case "EADDRINUSE":
      return {
        message: `The address is in use (${message}). Set PORT to another port; 0 takes a free one.`,
        code: exitCodes.error,
      };
    case "EACCES":
    case "ENOSPC":
    case "EROFS":
      return { message, code: exitCodes.error };
    default:
      return null;
  }
}
