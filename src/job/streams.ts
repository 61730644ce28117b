/** Names of the streams. Reading one back gives what it is about, so that a fold of the whole log can route by it. */
export const jobStream = (job: string): string => `job-${job}`;
export const planStream = (job: string, part: number): string => `plan-${job}-${part}`;
/** Where the compressed files of a part can be decompressed from. Only who reads a chunk looks into it. */
export const restartStream = (job: string, part: number): string => `restart-${job}-${part}`;
export const chunkStream = (job: string, part: number, chunk: number): string =>
  `chunk-${job}-${part}-${chunk}`;
export const reportStream = (job: string, file: number): string => `report-${job}-${file}`;
export const executorStream = (executor: string): string => `executor-${executor}`;
/** One command to many jobs, and how far it is carried out. */
export const bulkStream = (bulk: string): string => `bulk-${bulk}`;
export const stewardStream = "steward";
/** What was saved of the board of all work; nobody folds it. */
export const boardStream = "board";
/** How far the notices to a destination are; nobody folds it. That of NOTIFY_URL has had its name the longest. */
export const noticeStream = (destination: string): string =>
  destination === "webhook" ? "notices" : `notices-${destination}`;
export const installationStream = "installation";

export type StreamName =
  | { readonly kind: "job"; readonly job: string }
  | { readonly kind: "plan"; readonly job: string; readonly part: number }
  | { readonly kind: "chunk"; readonly job: string; readonly part: number; readonly chunk: number }
  | { readonly kind: "report"; readonly job: string; readonly file: number }
  | { readonly kind: "executor"; readonly executor: string }
  | { readonly kind: "bulk"; readonly bulk: string }
  | { readonly kind: "steward" };

/** What a stream is about; null for a stream that is not ours, and for one that nobody folds. Job ids hold dashes, so numbers are taken from the end. */
export function parseStream(stream: string): StreamName | null {
  if (stream === stewardStream) return { kind: "steward" };
  const match =
    /^(?:job-(.+)|executor-(.+)|bulk-(.+)|plan-(.+)-(\d+)|report-(.+)-(\d+)|chunk-(.+)-(\d+)-(\d+))$/.exec(
      stream,
    );
  if (match === null) return null;
  const [, job, executor, bulk, planJob, part, reportJob, file, chunkJob, chunkPart, chunk] = match;
  if (job !== undefined) return { kind: "job", job };
  if (executor !== undefined) return { kind: "executor", executor };
  if (bulk !== undefined) return { kind: "bulk", bulk };
  if (planJob !== undefined) return { kind: "plan", job: planJob, part: Number(part) };
  if (reportJob !== undefined) return { kind: "report", job: reportJob, file: Number(file) };
  return { kind: "chunk", job: chunkJob!, part: Number(chunkPart), chunk: Number(chunk) };
}

/** What whoever wants numbers folds: everything but the bulky `Task…` events (`$all` is filtered by type prefix). */
export const controlTypes = ["Job", "Manifest", "Part", "Chunk", "Report"] as const;
