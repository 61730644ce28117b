import { connect, serverFlags, type ApiClient } from "./api-client.ts";
import { UsageError } from "./context.ts";
import { describeReport } from "./describe-job.ts";
import { exitCodes } from "./exit-codes.ts";
import { writeFailedTasks } from "./failed-tasks.ts";
import { noSuchJob, type Report } from "./job.ts";
import { allItems, pageInfoFields, pageSizeMax, type Page } from "./pages.ts";
import { formatS3Url } from "./s3-url.ts";
import { count, fields, table } from "./text.ts";
import { defineVerb } from "./verb.ts";

interface ReportFile {
  readonly key: string;
  readonly outcome: string;
  readonly rows: number;
  readonly sizeBytes: string;
  readonly md5: string;
}

interface JobWithReport {
  readonly id: string;
  readonly status: string;
  readonly progress: { readonly succeeded: number; readonly failed: number };
  readonly report: (Report & { readonly files: Page<ReportFile> }) | null;
}

export const reportDocument = `query Report($id: ID!, $first: Int!, $after: String) {
  job(id: $id) {
    id status
    progress { succeeded failed }
    report {
      scope store bucket prefix status failure manifest { store bucket key }
      files(first: $first, after: $after) {
        nodes { key outcome rows sizeBytes md5 }
        ${pageInfoFields}
      }
    }
  }
}`;

/** What came of a job, and where that is written. */
export const report = defineVerb({
  name: "report",
  summary: "Show where the report of a job is, or list its failed tasks",
  words: ["ID"],
  flags: {
    failed: { kind: "switch", meaning: "list the failed tasks as CSV, with --json as JSON lines" },
    json: { kind: "switch", meaning: "as JSON" },
    ...serverFlags,
  },
  async run(context, { flags, words }) {
    const id = words[0] ?? "";
    if (id === "") throw new UsageError("ID is empty.");
    const api = connect(context, flags);
    if (flags.failed) {
      await writeFailedTasks(context, api, { id, json: flags.json });
      return exitCodes.ok;
    }
    const { job, files } = await readReport(api, id);
    context.stdout.write(
      flags.json ? `${JSON.stringify(jsonOf(job, files))}\n` : describe(job, files),
    );
    return exitCodes.ok;
  },
});

/** The job, and the files of its report from all pages. */
async function readReport(api: ApiClient, id: string) {
  const none: Page<ReportFile> = { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } };
  const read = async (after: string | null) => {
    const variables = { id, first: pageSizeMax, after };
    const { job } = await api.query<{ job: JobWithReport | null }>(reportDocument, variables);
    if (job === null) throw noSuchJob(id);
    return job;
  };
  const job = await read(null);
  const pages = allItems(async (after) => {
    const { report: itsReport } = after === null ? job : await read(after);
    return itsReport?.files ?? none;
  });
  return { job, files: await Array.fromAsync(pages) };
}

function jsonOf(job: JobWithReport, files: readonly ReportFile[]) {
  const { id, status, progress } = job;
  const facts = { jobId: id, jobStatus: status, ...progress };
  if (job.report === null) return { ...facts, report: null };
  const { manifest, files: _, ...itsReport } = job.report;
  const place = manifest === null ? null : formatS3Url(manifest);
  return { ...facts, report: { ...itsReport, manifest: place, files } };
}

function describe(job: JobWithReport, files: readonly ReportFile[]): string {
  const about = fields([
    ["Job", `${job.id} (${job.status})`],
    ["Succeeded", count(job.progress.succeeded)],
    ["Failed", count(job.progress.failed)],
    ["Report", describeReport(job.report)],
  ]);
  if (files.length === 0) return about;
  const rows = files.map(({ key, outcome, rows: lines, sizeBytes, md5 }) => [
    outcome,
    count(lines),
    count(Number(sizeBytes)),
    md5,
    key,
  ]);
  return `${about}\n${table(["TASKS", "ROWS", "BYTES", "MD5", "KEY"], rows)}`;
}
