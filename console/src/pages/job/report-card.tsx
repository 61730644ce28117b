/** Where the report is, and its files to download. */
import { useState } from "react";
import { CopyButton } from "../../components/copy.tsx";
import { problemOf } from "../../components/failure.tsx";
import { Icon } from "../../components/icon.tsx";
import { toast } from "../../components/toasts.tsx";
import { ReportFilesDocument, ReportLinkDocument } from "../../graphql/generated.ts";
import { ask } from "../../graphql/hooks.ts";
import { bytes, count, counted, visible } from "../../lib/format.ts";
import type { JobView } from "./job-view.ts";

const scopes = { ALL_TASKS: "All tasks", FAILED_TASKS_ONLY: "Failed tasks only" } as const;

export function ReportCard({ job: { id, report } }: { readonly job: JobView }) {
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
        <ReportState jobId={id} report={report} />
      )}
    </section>
  );
}

type Report = NonNullable<JobView["report"]>;
type Edge = Report["files"]["edges"][number];

function placeOf({ store, bucket, prefix }: Report): string {
  return `${store === "default" ? "" : `${store}: `}s3://${bucket}/${prefix === null ? "" : `${prefix}/`}`;
}

function ReportState({ jobId, report }: { readonly jobId: string; readonly report: Report }) {
  const { status, failure } = report;
  if (status === "PENDING") return <p className="muted">It is written when the job ends.</p>;
  if (status === "WRITING") return <p className="muted">Being written…</p>;
  if (status === "NOT_GENERATED") return <p className="muted">Not made, because no task ran.</p>;
  if (status === "FAILED") {
    return (
      <p className="notice bad">The report could not be written: {visible(failure ?? "unknown")}</p>
    );
  }
  return <Files jobId={jobId} report={report} />;
}

function Files({ jobId, report }: { readonly jobId: string; readonly report: Report }) {
  const { totalCount } = report.files;
  const [more, setMore] = useState<readonly Edge[]>([]);
  const edges = [...report.files.edges, ...more];
  const loadMore = async () => {
    const after = edges.at(-1)?.cursor ?? null;
    const { job } = await ask(ReportFilesDocument, { id: jobId, after });
    setMore([...more, ...(job?.report?.files.edges ?? [])]);
  };
  return (
    <>
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
              <th scope="col">
                <span className="hidden-text">Download</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {edges.map(({ cursor, node: { key, outcome, rows, sizeBytes } }, index) => (
              <tr key={cursor}>
                <th scope="row">
                  <code>{visible(key)}</code>
                  <CopyButton text={`s3://${report.bucket}/${key}`} what="the file's address" />
                </th>
                <td data-label="Lists" className="together">
                  <Icon name={outcome === "FAILED" ? "cross" : "check"} />{" "}
                  {outcome === "FAILED" ? "failed" : "succeeded"}
                </td>
                <td data-label="Rows" className="number">
                  {count(rows)}
                </td>
                <td data-label="Size" className="number together">
                  {bytes(sizeBytes)}
                </td>
                <td>
                  <Download
                    jobId={jobId}
                    after={edges[index - 1]?.cursor ?? null}
                    what={`${outcome === "FAILED" ? "failed" : "succeeded"} tasks, file ${index + 1}`}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {edges.length < totalCount && (
        <div className="row spread">
          <p className="muted small">
            {count(edges.length)} of {counted(totalCount, "file")}
          </p>
          <button type="button" className="button" onClick={() => void loadMore()}>
            More files
          </button>
        </div>
      )}
    </>
  );
}

/** The link is asked for at the click, because it lives for minutes only; the browser then keeps the file. */
function Download({
  jobId,
  after,
  what,
}: {
  readonly jobId: string;
  readonly after: string | null;
  readonly what: string;
}) {
  const [isAsking, setAsking] = useState(false);
  const download = async () => {
    setAsking(true);
    try {
      const { job } = await ask(ReportLinkDocument, { id: jobId, after });
      const url = job?.report?.files.nodes[0]?.downloadUrl;
      if (url === undefined) toast("The file is not there any more.");
      else location.assign(new URL(url, document.baseURI));
    } catch (error) {
      toast(`The file could not be asked for: ${problemOf(error).text}`);
    } finally {
      setAsking(false);
    }
  };
  return (
    <button
      type="button"
      className="button"
      aria-label={`Download ${what}`}
      disabled={isAsking}
      onClick={() => void download()}
    >
      Download
    </button>
  );
}
