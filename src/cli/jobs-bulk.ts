/** One command to all jobs that a filter finds, carried out by the server. */
import { setTimeout as pause } from "node:timers/promises";
import {
  connect,
  refuseErrors,
  serverFlags,
  type ApiClient,
  type PayloadError,
} from "./api-client.ts";
import { didYouMean } from "../lib/nearest.ts";
import { ask, requireAnswer } from "./ask.ts";
import { CommandFailed, UsageError, type CliContext } from "./context.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { pairs, wholeNumber } from "./flags.ts";
import { statusesOf } from "./jobs-list.ts";
import { count } from "./text.ts";
import { defineVerb } from "./verb.ts";

const actions = ["confirm", "cancel", "pause", "resume", "priority", "delete"] as const;
type Action = (typeof actions)[number];

const asked: Readonly<Record<Action, string>> = {
  confirm: "Confirm",
  cancel: "Cancel",
  pause: "Pause",
  resume: "Resume",
  priority: "Change the priority of",
  delete: "Delete",
};

export const jobsFoundDocument = `query Found($filter: JobFilter, $deleting: JobFilter, $confirms: Boolean!) {
  jobs(filter: $filter, first: 1) { totalCount }
  deleting: jobs(filter: $deleting, first: 1) @include(if: $confirms) { totalCount }
}`;

export const commandJobsDocument = `mutation CommandJobs($input: CommandJobsInput!) {
  commandJobs(input: $input) { bulkCommand { id } errors { code message path } }
}`;

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

export const jobsBulk = defineVerb({
  name: "jobs bulk",
  summary: `Tell all jobs that are found one thing: ${actions.join(", ")}`,
  words: ["ACTION"],
  flags: {
    status: { kind: "value", value: "A,B", meaning: "jobs with these statuses" },
    search: { kind: "value", value: "TEXT", meaning: "jobs with this in description or id" },
    tag: { kind: "list", value: "K=V", meaning: "jobs with this tag; each that is given" },
    "created-by": { kind: "value", value: "USER", meaning: "jobs that this user created" },
    all: { kind: "switch", meaning: "every job; where no other flag says which" },
    priority: { kind: "value", value: "N", meaning: "the new priority, with the action priority" },
    reason: { kind: "value", value: "TEXT", meaning: "why; kept in the history of each" },
    yes: { kind: "switch", short: "y", meaning: "do not ask" },
    ...serverFlags,
  },
  async run(context, { flags, words }) {
    const action = actionOf(words[0]!);
    const priority = wholeNumber(flags.priority, { flag: "priority", min: 0, max: 2_147_483_647 });
    if ((action === "priority") !== (priority !== undefined))
      throw new UsageError("--priority comes with the action priority, and that needs it.");
    const { search, "created-by": createdBy } = flags;
    const filter = {
      ...(flags.status === undefined ? {} : { statuses: statusesOf(flags.status) }),
      ...(search === undefined ? {} : { search }),
      ...(createdBy === undefined ? {} : { createdBy }),
      ...(flags.tag.length === 0 ? {} : { tags: pairs(flags.tag, "tag") }),
    };
    if ((Object.keys(filter).length === 0) !== flags.all)
      throw new UsageError(
        "Say which jobs by --status, --search, --tag or --created-by, or --all.",
      );
    requireAnswer(context, flags.yes);
    const api = connect(context, flags);
    let expectedJobs: number | null = null;
    if (!flags.yes) {
      const found = await find(api, filter, action);
      expectedJobs = found.jobs;
      const answer = await ask(context, questionOf(action, found));
      if (answer === "interrupted") return exitCodes.interrupted;
      if (answer === "no") {
        context.stderr.write("Nothing was done.\n");
        return exitCodes.ok;
      }
    }
    const input = {
      jobs: { filter },
      all: flags.all,
      expectedJobs,
      action: action === "priority" ? "UPDATE_PRIORITY" : action.toUpperCase(),
      ...(priority === undefined ? {} : { priority }),
      ...(flags.reason === undefined ? {} : { reason: flags.reason }),
    };
    const { commandJobs } = await api.query<{
      commandJobs: {
        readonly bulkCommand: { readonly id: string } | null;
        readonly errors: readonly PayloadError[];
      };
    }>(commandJobsDocument, { input });
    refuseErrors(commandJobs.errors);
    return follow(context, api, commandJobs.bulkCommand!.id);
  },
});

function actionOf(word: string): Action {
  const action = actions.find((each) => each === word);
  if (action !== undefined) return action;
  const meant = didYouMean(word, actions);
  throw new UsageError(`There is no jobs bulk ${word}.${meant} It takes ${actions.join(", ")}.`);
}

interface Found {
  readonly jobs: number;
  /** Those of them that delete objects, where they are to be confirmed. */
  readonly deleting: number;
}

async function find(api: ApiClient, filter: object, action: Action): Promise<Found> {
  const variables = {
    filter,
    deleting: { ...filter, operations: ["DELETE_OBJECT"] },
    confirms: action === "confirm",
  };
  interface Counted {
    readonly totalCount: number;
  }
  const { jobs, deleting } = await api.query<{ jobs: Counted; deleting?: Counted }>(
    jobsFoundDocument,
    variables,
  );
  return { jobs: jobs.totalCount, deleting: deleting?.totalCount ?? 0 };
}

function questionOf(action: Action, { jobs, deleting }: Found): string {
  const question = `${asked[action]} ${jobsOf(jobs)}?`;
  if (deleting === 0) return question;
  const many = deleting === 1 ? "1 job deletes" : `${jobsOf(deleting)} delete`;
  return `${question} Of them ${many} objects.`;
}

const jobsOf = (jobs: number): string => `${count(jobs)} job${jobs === 1 ? "" : "s"}`;

const lookEveryMs = 500;

/** Until it has ended, or nobody waits for it any more: the server goes on then. */
async function follow(context: CliContext, api: ApiClient, id: string): Promise<ExitCode> {
  const { stdout, stderr, interrupted } = context;
  for (;;) {
    const { bulkCommand } = await api.query<{ bulkCommand: Bulk | null }>(bulkDocument, { id });
    if (bulkCommand === null) throw new CommandFailed(`${api.url} has no bulk command ${id}.`);
    if (bulkCommand.endedAt !== null) {
      stdout.write(endOf(bulkCommand));
      const isWhole = bulkCommand.done === bulkCommand.jobs;
      return isWhole ? exitCodes.ok : exitCodes.error;
    }
    if (interrupted.aborted) {
      stderr.write(`The server goes on with it; it is the bulk command ${id}.\n`);
      return exitCodes.interrupted;
    }
    await pause(lookEveryMs, undefined, { signal: interrupted }).catch(() => {});
  }
}

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
