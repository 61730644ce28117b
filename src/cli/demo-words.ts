/** What the demo shows at its end. */
import type { ReportText } from "./demo-check.ts";
import { printable } from "./text.ts";

const rowsShown = 3;
const rowCharactersMax = 160;

/** The first rows of each file of the report. */
export function demoReportShown(files: readonly ReportText[]): string {
  return files
    .map(({ status, key, text }) => {
      const rows = text.split("\n").filter((row) => row !== "");
      const shown = rows.slice(0, rowsShown).map((row) => `  ${cut(printable(row))}\n`);
      return `The report of tasks that ${status}, ${key}:\n${shown.join("")}`;
    })
    .join("\n");
}

function cut(row: string): string {
  return row.length <= rowCharactersMax ? row : `${row.slice(0, rowCharactersMax)}...`;
}

/** How another program reaches the development store of the demo. */
export interface DemoStoreAccess {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Where the copies are. */
  readonly bucket: string;
}

/** Where to look, and a query to try, now or with `--keep`. */
export function demoNextSteps({
  url,
  jobId,
  keep,
  store,
}: {
  readonly url: string;
  readonly jobId: string;
  readonly keep: boolean;
  readonly store: DemoStoreAccess;
}): string {
  const id = keep ? jobId : "JOB-ID";
  const query = `{ job(id: \\"${id}\\") { status progress { succeeded failed } failureGroups { errorCode count sampleMessage } } }`;
  const curl = `  curl -s ${url}/graphql -H 'content-type: application/json' \\
    -d '{"query":"${query}"}'
`;
  return keep
    ? `\nServer and store keep running until Ctrl-C. The console shows this job, and one that goes on for a while:
  ${url}/jobs/${jobId}
  ${url}/jobs
Or ask the API:\n${curl}Or look into the store, with any S3 client:
  AWS_ACCESS_KEY_ID=${store.accessKeyId} AWS_SECRET_ACCESS_KEY=${store.secretAccessKey} AWS_REGION=us-east-1 \\
    aws --endpoint-url ${store.endpoint} s3 ls --recursive s3://${store.bucket}/
`
    : `\nTo look around in it, run the demo with --keep, and then:\n${curl}`;
}
