import { connect, serverFlags } from "./api-client.ts";
import { CommandFailed, UsageError } from "./context.ts";
import { exitCodes } from "./exit-codes.ts";
import { noSuchJob } from "./job.ts";
import { fields, table } from "./text.ts";
import { defineVerb } from "./verb.ts";

interface Moment {
  readonly kind: string;
  readonly at: string;
  readonly summary: string;
  readonly executor: string | null;
  readonly message: string | null;
}

interface Timeline {
  readonly manifestRow: number;
  readonly part: number;
  readonly chunk: number;
  readonly bucket: string;
  readonly key: string | null;
  readonly versionId: string | null;
  readonly task: {
    readonly outcome: string;
    readonly attempts: number;
    readonly firstErrorCode: string | null;
    readonly errorCode: string | null;
    readonly httpStatus: number | null;
    readonly message: string | null;
  } | null;
  readonly moments: readonly Moment[];
  readonly reportFile: { readonly key: string } | null;
}

export const taskDocument = `query TaskTimeline($id: ID!, $row: Long!) {
  job(id: $id) {
    taskTimeline(manifestRow: $row) {
      manifestRow part chunk bucket key versionId
      task { outcome attempts firstErrorCode errorCode httpStatus message }
      moments { kind at summary executor attempts round firstErrorCode errorCode httpStatus message }
      reportFile { key }
    }
  }
}`;

/** What happened to one object. */
export const jobsTask = defineVerb({
  name: "jobs task",
  summary: "Tell all that is recorded about one row of a job, in its order",
  words: ["ID", "ROW"],
  flags: { json: { kind: "switch", meaning: "as one JSON object" }, ...serverFlags },
  async run(context, { flags, words }) {
    const [id = "", word = ""] = words;
    if (!/^[1-9]\d{0,14}$/.test(word))
      throw new UsageError(`ROW is a row of the manifest, from 1; it is ${JSON.stringify(word)}.`);
    const row = Number(word);
    const api = connect(context, flags);
    const { job } = await api.query<{ job: { taskTimeline: Timeline | null } | null }>(
      taskDocument,
      { id, row },
    );
    if (job === null) throw noSuchJob(id);
    const { taskTimeline } = job;
    if (taskTimeline === null)
      throw new CommandFailed(`The job has no row ${row}, or its manifest is not read yet.`);
    context.stdout.write(flags.json ? `${JSON.stringify(taskTimeline)}\n` : shown(taskTimeline));
    return exitCodes.ok;
  },
});

function shown({ task, moments, reportFile, ...row }: Timeline): string {
  const about = fields([
    ["Row", `${row.manifestRow}, in chunk ${row.chunk} of part ${row.part}`],
    ["Bucket", row.bucket],
    ["Key", row.key],
    ["Version", row.versionId],
    ["Outcome", task?.outcome ?? "none yet"],
    ["Attempts", task && String(task.attempts)],
    ["First error", task?.firstErrorCode ?? null],
    ["Last error", task && errorOf(task)],
    ["Report file", reportFile?.key ?? null],
  ]);
  if (moments.length === 0) return `${about}\nNothing has happened to it.\n`;
  const rows = moments.map(({ at, summary, executor }) => [at, summary, executor ?? ""]);
  return `${about}\n${table(["WHEN", "WHAT HAPPENED", "PROCESS"], rows)}`;
}

function errorOf({ errorCode, httpStatus, message }: NonNullable<Timeline["task"]>): string | null {
  if (errorCode === null) return null;
  return `${errorCode}${httpStatus === null ? "" : ` (HTTP ${httpStatus})`}: ${message ?? ""}`;
}
