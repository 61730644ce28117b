/** One command to all jobs that a filter finds, carried out by the server, and its end before all were told. */
import {
  connect,
  refuseErrors,
  serverFlags,
  type ApiClient,
  type PayloadError,
} from "./api-client.ts";
import { didYouMean } from "../lib/nearest.ts";
import { ask, requireAnswer } from "./ask.ts";
import { UsageError, type CliContext } from "./context.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { pairs, wholeNumber } from "./flags.ts";
import { followBulk, jobsOf } from "./follow-bulk.ts";
import { statusesOf } from "./jobs-list.ts";
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

export const stopBulkDocument = `mutation StopBulk($id: ID!) {
  stopBulkCommand(id: $id) { errors { code message path } }
}`;

export const jobsBulk = defineVerb({
  name: "jobs bulk",
  summary: `Tell all jobs that are found one thing: ${actions.join(", ")}`,
  words: ["ACTION"],
  optionalWords: ["ID"],
  notes: `ACTION is one of ${actions.join(", ")}. "stop ID" lets a command to many jobs reach no more of them.\n`,
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
    const [word, id] = words;
    if (word === "stop") return stop(context, flags, id);
    const action = actionOf(word!);
    if (id !== undefined) throw new UsageError(`An id comes with stop alone; what is "${id}" for?`);
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
    return followBulk(context, api, commandJobs.bulkCommand!.id);
  },
});

/** How far it came is told when it has ended. */
async function stop(
  context: CliContext,
  flags: Parameters<typeof connect>[1],
  id: string | undefined,
): Promise<ExitCode> {
  if (id === undefined) throw new UsageError("ID is missing: stevedore jobs bulk stop ID.");
  const api = connect(context, flags);
  const { stopBulkCommand } = await api.query<{
    stopBulkCommand: { readonly errors: readonly PayloadError[] };
  }>(stopBulkDocument, { id });
  refuseErrors(stopBulkCommand.errors);
  const code = await followBulk(context, api, id);
  return code === exitCodes.interrupted ? code : exitCodes.ok;
}

function actionOf(word: string): Action {
  const action = actions.find((each) => each === word);
  if (action !== undefined) return action;
  const meant = didYouMean(word, [...actions, "stop"]);
  throw new UsageError(
    `There is no jobs bulk ${word}.${meant} It takes ${actions.join(", ")}, stop.`,
  );
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
