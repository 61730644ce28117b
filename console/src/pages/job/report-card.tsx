import { Icon } from "../../components/icon.tsx";
import { CopyButton } from "../../components/copy.tsx";
import { bytes, count, visible } from "../../lib/format.ts";
import type { JobView } from "./job-view.ts";

const scopes = { ALL_TASKS: "All tasks", FAILED_TASKS_ONLY: "Failed tasks only" } as const;

export function ReportCard({ job: { report } }: { readonly job: JobView }) {
  return (
    <section className="card stack" aria-labelledby="report-title">
      <div className="row spread">
        <h2 id="report-title">Completion report</h2>
        {report !== null && (
          <span className="muted">
            {scopes[report.scope]} → <code>{visible(placeOf(report))}</code>
          </span>
        )}
      </div>
      {report === null ? (
        <p className="muted">
          None was asked for. Counts, failures and history are kept all the same.
        </p>
      ) : (
        <ReportState report={report} />
      )}
    </section>
  );
}

type Report = NonNullable<JobView["report"]>;

function placeOf({ store, bucket, prefix }: Report): string {
  return `${store === "default" ? "" : `${store}: `}s3://${bucket}/${prefix === null ? "" : `${prefix}/`}`;
}

function ReportState({ report }: { readonly report: Report }) {
  const { status, failure, files } = report;
  if (status === "PENDING") return <p className="muted">It is written when the job ends.</p>;
  if (status === "WRITING") return <p className="muted">Being written…</p>;
  if (status === "NOT_GENERATED") return <p className="muted">Not made, because no task ran.</p>;
  if (status === "FAILED") {
    return (
      <p className="notice bad">The report could not be written: {visible(failure ?? "unknown")}</p>
    );
  }
  return (
    <div className="table-box">
      <table className="cards">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">Lists</th>
            <th scope="col" className="number">
              Rows
            </th>
            <th scope="col" className="number">
              Size
            </th>
          </tr>
        </thead>
        <tbody>
          {files.nodes.map((file) => (
            <tr key={file.key}>
              <th scope="row">
                <code>{visible(file.key)}</code>
                <CopyButton text={`s3://${report.bucket}/${file.key}`} what="the file's address" />
              </th>
              <td data-label="Lists" className="together">
                <Icon name={file.outcome === "FAILED" ? "cross" : "check"} />{" "}
                {file.outcome === "FAILED" ? "failed" : "succeeded"}
              </td>
              <td data-label="Rows" className="number">
                {count(file.rows)}
              </td>
              <td data-label="Size" className="number together">
                {bytes(file.sizeBytes)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
