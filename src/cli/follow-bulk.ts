/** Stays with a command to many jobs until it has ended, and says what came of it. */
import { setTimeout as pause } from "node:timers/promises";
import { ApiError, type ApiClient } from "./api-client.ts";
import { CommandFailed, type CliContext } from "./context.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { count } from "./text.ts";

export const bulkDocument = `query Bulk($id: ID!) {
  bulkCommand(id: $id) {
    status jobs done refused left endedAt
    refusals { code jobs examples { jobId message } }
  }
}`;

interface Bulk {
  readonly status: string;
  readonly jobs: number;
  readonly done: number;
  readonly refused: number;
  readonly left: number;
  readonly endedAt: string | null;
  readonly refusals: readonly {
    readonly code: string;
    readonly jobs: number;
    readonly examples: readonly { readonly jobId: string; readonly message: string }[];
  }[];
}

const lookEveryMs = 500;
/** So many looks in a row may fail: a server that is started again is there by then. */
const troublesMax = 40;

/** Until it has ended, or nobody waits for it any more: the server goes on then. */
export async function followBulk(
  { stdout, stderr, interrupted }: CliContext,
  api: ApiClient,
  id: string,
): Promise<ExitCode> {
  // Whatever becomes of this program, it can be asked for and stopped by that.
  stderr.write(`The server carries it out as the bulk command ${id}.\n`);
  for (let troubles = 0; !interrupted.aborted;) {
    try {
      const bulk = await look(api, id);
      if (bulk.endedAt !== null) {
        stdout.write(endOf(bulk));
        return bulk.done === bulk.jobs ? exitCodes.ok : exitCodes.error;
      }
      troubles = 0;
    } catch (error) {
      troubles += 1;
      if (troubles > troublesMax || !isPassing(error)) throw error;
    }
    await pause(lookEveryMs, undefined, { signal: interrupted }).catch(() => {});
  }
  stderr.write("The server goes on with it.\n");
  return exitCodes.interrupted;
}

/** One of several servers that answer may not have read of it yet. @throws CommandFailed */
async function look(api: ApiClient, id: string): Promise<Bulk> {
  const { bulkCommand } = await api.query<{ bulkCommand: Bulk | null }>(bulkDocument, { id });
  if (bulkCommand === null) throw new CommandFailed(`${api.url} has no bulk command ${id}.`);
  return bulkCommand;
}

const passing: ReadonlySet<string> = new Set([
  "SHUTTING_DOWN",
  "READ_MODEL_BEHIND",
  "UPSTREAM_UNAVAILABLE",
  "INTERNAL_SERVER_ERROR",
]);

function isPassing(error: unknown): boolean {
  if (error instanceof ApiError) return error.codes.every((code) => passing.has(code));
  return error instanceof CommandFailed;
}

export const jobsOf = (jobs: number): string => `${count(jobs)} job${jobs === 1 ? "" : "s"}`;

function endOf({ jobs, done, left, refusals }: Bulk): string {
  const lines = [
    `${count(done)} of ${jobsOf(jobs)} took it.`,
    ...refusals.flatMap(({ code, jobs: many, examples }) => [
      `${jobsOf(many)} refused it: ${code}`,
      ...examples.map(({ jobId, message }) => `  ${jobId}  ${message}`),
    ]),
    ...(left > 0 ? [`${jobsOf(left)} not told.`] : []),
  ];
  return `${lines.join("\n")}\n`;
}
