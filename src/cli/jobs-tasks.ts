import { connect, serverFlags } from "./api-client.ts";
import { exitCodes } from "./exit-codes.ts";
import { oneOf, wholeNumber } from "./flags.ts";
import { noSuchJob } from "./job.ts";
import { allItems, pageInfoFields, pageSizeMax, type Page } from "./pages.ts";
import { table } from "./text.ts";
import { defineVerb } from "./verb.ts";

interface ListedTask {
  readonly manifestRow: number;
  readonly key: string | null;
  readonly versionId: string | null;
  readonly outcome: string;
  readonly attempts: number;
  readonly errorCode: string | null;
  readonly httpStatus: number | null;
  readonly message: string | null;
}

export const tasksDocument = `query Tasks($id: ID!, $filter: TaskFilter, $first: Int!, $after: String) {
  job(id: $id) {
    tasks(filter: $filter, first: $first, after: $after) {
      nodes { manifestRow key versionId outcome attempts errorCode httpStatus message }
      ${pageInfoFields}
    }
  }
}`;

/** Tasks that have an outcome. */
export const jobsTasks = defineVerb({
  name: "jobs tasks",
  summary: "List tasks of a job that have an outcome",
  words: ["ID"],
  flags: {
    outcome: { kind: "value", value: "NAME", meaning: "SUCCEEDED, FAILED or UNKNOWN" },
    code: { kind: "list", value: "CODE", meaning: "only tasks that failed with this code" },
    prefix: { kind: "value", value: "TEXT", meaning: "only failed tasks whose key starts so" },
    limit: { kind: "value", value: "N", meaning: "at most so many (default 100)" },
    json: { kind: "switch", meaning: "one JSON object a line" },
    ...serverFlags,
  },
  async run(context, { flags, words }) {
    const id = words[0]!;
    const limit = wholeNumber(flags.limit, { flag: "limit", min: 1, max: 1_000_000 }) ?? 100;
    const isNarrowed = flags.code.length > 0 || flags.prefix !== undefined;
    const named = oneOf(flags.outcome, {
      flag: "outcome",
      words: ["SUCCEEDED", "FAILED", "UNKNOWN"],
    });
    const filter = {
      outcome: named ?? (isNarrowed ? "FAILED" : undefined),
      errorCodes: flags.code.length > 0 ? flags.code : undefined,
      keyPrefix: flags.prefix,
    };
    const api = connect(context, flags);
    const first = Math.min(limit, pageSizeMax);
    const pages = allItems(async (after) => {
      const variables = { id, filter, first, after };
      const { job } = await api.query<{ job: { tasks: Page<ListedTask> } | null }>(
        tasksDocument,
        variables,
      );
      if (job === null) throw noSuchJob(id);
      return job.tasks;
    });
    const tasks: ListedTask[] = [];
    for await (const task of pages) {
      tasks.push(task);
      if (tasks.length === limit) break;
    }
    if (flags.json) for (const task of tasks) context.stdout.write(`${JSON.stringify(task)}\n`);
    else if (tasks.length > 0) context.stdout.write(taskTable(tasks));
    else if (named === undefined && isNarrowed)
      context.stdout.write("No failed tasks are such; --code and --prefix narrow only those.\n");
    else context.stdout.write("No tasks.\n");
    return exitCodes.ok;
  },
});

function taskTable(tasks: readonly ListedTask[]): string {
  return table(
    ["ROW", "OUTCOME", "CODE", "HTTP", "TRIES", "KEY"],
    tasks.map(({ manifestRow, outcome, errorCode, httpStatus, attempts, key }) => [
      String(manifestRow),
      outcome,
      errorCode ?? "",
      httpStatus === null ? "" : String(httpStatus),
      String(attempts),
      key ?? "(see its row in the manifest)",
    ]),
  );
}
