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
import { queryFlag, withQuery } from "./query-flag.ts";
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

export const commandPreviewDocument = `query Preview($filter: JobFilter, $action: BulkAction!) {
  commandPreview(filter: $filter, action: $action) {
    jobs allowed deleting notAllowed { status count } forbidden
  }
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
    ...queryFlag,
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
    const { search, "created-by": createdBy, query } = flags;
    const filter = {
      ...(flags.status === undefined ? {} : { statuses: statusesOf(flags.status) }),
      ...(search === undefined ? {} : { search }),
      ...(createdBy === undefined ? {} : { createdBy }),
      ...(flags.tag.length === 0 ? {} : { tags: pairs(flags.tag, "tag") }),
      ...(query === undefined ? {} : { query }),
    };
    if ((Object.keys(filter).length === 0) !== flags.all)
      throw new UsageError(
        "Say which jobs by --status, --search, --tag, --created-by or --query, or --all.",
      );
    requireAnswer(context, flags.yes);
    const api = connect(context, flags);
    let expectedJobs: number | null = null;
    if (!flags.yes) {
      const met = await withQuery(query, () => preview(api, filter, action));
      expectedJobs = met.jobs;
      const answer = await ask(context, questionOf(action, met));
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
      action: nameOf(action),
      ...(priority === undefined ? {} : { priority }),
      ...(flags.reason === undefined ? {} : { reason: flags.reason }),
    };
    const { commandJobs } = await withQuery(query, () =>
      api.query<{
        commandJobs: {
          readonly bulkCommand: { readonly id: string } | null;
          readonly errors: readonly PayloadError[];
        };
      }>(commandJobsDocument, { input }),
    );
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

const nameOf = (action: Action): string =>
  action === "priority" ? "UPDATE_PRIORITY" : action.toUpperCase();

interface Preview {
  readonly jobs: number;
  readonly allowed: number;
  readonly deleting: number;
  readonly notAllowed: readonly { readonly status: string; readonly count: number }[];
  readonly forbidden: number;
}

async function preview(api: ApiClient, filter: object, action: Action): Promise<Preview> {
  const variables = { filter, action: nameOf(action) };
  const { commandPreview } = await api.query<{ commandPreview: Preview }>(
    commandPreviewDocument,
    variables,
  );
  return commandPreview;
}

function questionOf(action: Action, { jobs, allowed, deleting, ...others }: Preview): string {
  const question = `${asked[action]} ${jobsOf(jobs)}?`;
  const left = [
    ...others.notAllowed.map((each) => `${count(each.count)} ${statusWord(each.status, action)}`),
    ...(others.forbidden === 0 ? [] : [`${count(others.forbidden)} beyond your rights`]),
  ];
  const able =
    allowed === 0
      ? "None of them allows"
      : `${count(allowed)} ${allowed === 1 ? "allows" : "allow"}`;
  const many = deleting === 1 ? "1 job deletes" : `${jobsOf(deleting)} delete`;
  return [
    question,
    ...(left.length === 0 ? [] : [`${able} it; the others: ${left.join(", ")}.`]),
    ...(deleting === 0 || action !== "confirm" ? [] : [`Of them ${many} objects.`]),
  ].join(" ");
}

/** Who resumes is told why a paused job is among those that cannot be. */
const statusWord = (status: string, action: Action): string =>
  action === "resume" && status === "PAUSED" ? "PAUSED by the scheduler" : status;
