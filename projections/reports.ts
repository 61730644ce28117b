import type { JobCreated, ReportFile, TaskCounts } from "../src/job/events.ts";
import type { ProjectedEvent, Projection, Row, RowChange, RowReader, Table } from "./projection.ts";
import { forget, jobOf, put } from "./rows.ts";

const reports: Table = {
  name: "reports",
  columns: {
    job_id: "TEXT",
    /** `PENDING`, `WRITING`, `READY`, `FAILED` or `NOT_GENERATED`. */
    status: "TEXT",
    failure: "TEXT",
    manifest_key: "TEXT",
  },
  primaryKey: ["job_id"],
};

const reportFiles: Table = {
  name: "report_files",
  columns: {
    job_id: "TEXT",
    /** Twice the number of the file, and one more for that of the failed tasks: the order of the list. */
    place: "INTEGER",
    file: "INTEGER",
    outcome: "TEXT",
    key: "TEXT",
    rows: "INTEGER",
    size_bytes: "INTEGER",
    md5: "TEXT",
  },
  primaryKey: ["job_id", "place"],
};

/** The completion report of each job: where it is in its making, and its files. */
export const reportsProjection: Projection = {
  name: "reports",
  version: 1,
  tables: [reports, reportFiles],
  apply,
};

function apply(projected: ProjectedEvent, rows: RowReader): readonly RowChange[] {
  const job = jobOf(projected.about);
  if (job === null) return [];
  const { about, event } = projected;
  if (event.type === "JobExpired") return forget(job, reportsProjection.tables);
  if (event.type === "JobCreated") return [put("reports", newReport(job, event))];
  const report = rows.get("reports", { job_id: job });
  if (report === null) return [];
  if (about.kind === "report" && event.type === "ReportFileWritten") {
    const { succeeded, failed } = event.data;
    return [
      ...fileRow(succeeded, { job, file: about.file, outcome: "SUCCEEDED" }),
      ...fileRow(failed, { job, file: about.file, outcome: "FAILED" }),
    ];
  }
  const after = about.kind === "job" ? reportAfter(report, event) : report;
  return after === report ? [] : [put("reports", after)];
}

/** A job that asked for no report never has one. */
function newReport(job: string, { data }: JobCreated): Row {
  const status = data.spec.report === null ? "NOT_GENERATED" : "PENDING";
  return { job_id: job, status, failure: null, manifest_key: null };
}

function reportAfter(report: Row, event: ProjectedEvent["event"]): Row {
  const { type } = event;
  const { status } = report;
  if (type === "ReportWritten") {
    return { ...report, status: "READY", manifest_key: event.data.manifestKey };
  }
  if (type === "ReportFailed") return { ...report, status: "FAILED", failure: event.data.reason };
  if (type === "JobCompleting" || type === "JobDrained") {
    const writes = status === "PENDING" && someTaskRan(event.data);
    return writes ? { ...report, status: "WRITING" } : report;
  }
  const isEnd = type === "JobCompleted" || type === "JobCancelled" || type === "JobFailed";
  const isOpen = status === "PENDING" || status === "WRITING";
  return isEnd && isOpen ? { ...report, status: "NOT_GENERATED" } : report;
}

/** The other half of `wantsReport`; whether one was asked for is in the status. */
function someTaskRan(counts: TaskCounts): boolean {
  return counts.succeeded + counts.failed > 0;
}

function fileRow(
  written: ReportFile | null,
  of: {
    readonly job: string;
    readonly file: number;
    readonly outcome: "SUCCEEDED" | "FAILED";
  },
): readonly RowChange[] {
  if (written === null) return [];
  const { key, rows, sizeBytes, md5 } = written;
  const { job, file, outcome } = of;
  const place = placeOfFile(file, outcome);
  return [
    put("report_files", {
      job_id: job,
      place,
      file,
      outcome,
      key,
      rows,
      size_bytes: sizeBytes,
      md5,
    }),
  ];
}

/** The files of a report in their order: each run of chunks may have one of each outcome. */
export function placeOfFile(file: number, outcome: "SUCCEEDED" | "FAILED"): number {
  return 2 * file + (outcome === "FAILED" ? 1 : 0);
}
