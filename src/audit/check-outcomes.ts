/**
 * Compares what the events of an audit say with each other: outcomes with the hashes of their chunks, those with the
 * hashes of the report's files, those with the one of the event that ended the job, and the numbers with its numbers. So
 * an edit is found even if every line was sealed again.
 */
import type { ChunkEvent } from "../job/chunk-events.ts";
import type { JobEvent, ManifestTotals, ReportFileEvent, TaskCounts } from "../job/events.ts";
import { chunksPerReportFile } from "../job/report-files.ts";
import { parseStream, type StreamName } from "../job/streams.ts";
import { hashOf, hashOfHashes } from "./outcomes-hash.ts";

export interface OutcomesCheck {
  /** An event line; `members` as the export wrote them. */
  take(members: Readonly<Record<string, unknown>>): void;
  /** Every line was seen. */
  end(): void;
  /** Hash over all outcomes as the ending event has it; null when an older version made none, undefined before the end. */
  readonly outcomesHash: string | null | undefined;
}

/** What an event line must have for anything to be said of it. */
interface Recorded {
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly data: unknown;
}

type Say = (message: string) => void;

export function createOutcomesCheck(options: {
  readonly jobId: () => string | null;
  readonly say: Say;
}): OutcomesCheck {
  const { say } = options;
  const job = createJobFacts();
  const chunks = createChunkFacts(job, say);
  let stream = "";
  let about: StreamName | null = null;
  let next = 0;
  const enter = (name: string) => {
    chunks.close();
    const before = about;
    stream = name;
    about = parseStream(name);
    next = 0;
    if (about === null || !("job" in about) || about.job !== options.jobId()) {
      say(`the stream ${name} is not of this job.`);
      about = null;
    } else if (before !== null && orderOf(about) <= orderOf(before))
      say(`the stream ${name} is out of its place.`);
  };
  return {
    take(members) {
      const event = eventOf(members);
      if (event === null) {
        say("it has no event.");
        return;
      }
      if (event.stream !== stream) enter(event.stream);
      if (event.revision !== next)
        say(`${stream} has revision ${event.revision} here, not ${next}.`);
      next = event.revision + 1;
      if (about?.kind === "job") job.take(event as unknown as JobEvent);
      if (about?.kind === "chunk") chunks.take(event as unknown as ChunkEvent, about);
      if (about?.kind === "report")
        chunks.takeFile(event as unknown as ReportFileEvent, about.file);
    },
    end() {
      chunks.close();
      chunks.end();
    },
    get outcomesHash() {
      return job.ending?.outcomesHash;
    },
  };
}

function eventOf(members: Readonly<Record<string, unknown>>): Recorded | null {
  const { stream, revision, type, data } = members;
  const isEvent =
    typeof stream === "string" &&
    typeof revision === "number" &&
    typeof type === "string" &&
    typeof data === "object" &&
    data !== null;
  return isEvent ? { stream, revision, type, data } : null;
}

/** The order of the export, as text that sorts. */
function orderOf(about: StreamName): string {
  switch (about.kind) {
    case "job":
      return "1";
    case "plan":
      return `2 ${padded(about.part)}`;
    case "chunk":
      return `3 ${padded(about.part)} ${padded(about.chunk)}`;
    case "report":
      return `4 ${padded(about.file)}`;
    case "executor":
    case "bulk":
    case "steward":
      return "5";
  }
}

function padded(number: number): string {
  return String(number).padStart(12, "0");
}

interface JobFacts {
  take(event: JobEvent): void;
  readonly totals: ManifestTotals | null;
  readonly reportHash: string | null;
  readonly ending: (TaskCounts & { readonly outcomesHash: string | null }) | null;
}

function createJobFacts(): JobFacts {
  const facts = {
    totals: null as JobFacts["totals"],
    reportHash: null as JobFacts["reportHash"],
    ending: null as JobFacts["ending"],
  };
  return Object.assign(facts, {
    take({ type, data }: JobEvent) {
      if (type === "ManifestRead") facts.totals = data;
      if (type === "ReportWritten") facts.reportHash = data.outcomesHash;
      if (type === "JobCompleted" || type === "JobCancelled" || type === "JobFailed")
        facts.ending = data;
    },
  });
}

/** Adds chunk by chunk to the hashes of the files, so that no more is kept than a hash a file. */
function createChunkFacts(job: JobFacts, say: Say) {
  const sum = { succeeded: 0, failed: 0 };
  const files = new Map<number, string[]>();
  let current = freshChunk();
  let number = 0;
  /** Chunks of the parts before the one that is read. */
  let before = { part: 0, chunks: 0 };
  return {
    take(event: ChunkEvent, { part, chunk }: { readonly part: number; readonly chunk: number }) {
      if (before.part !== part) {
        const earlier = job.totals?.parts.slice(0, part) ?? [];
        before = { part, chunks: earlier.reduce((total, { chunks }) => total + chunks, 0) };
      }
      number = before.chunks + chunk;
      takeChunkEvent(current, event, say);
    },
    /** The stream of a chunk is over. */
    close() {
      if (current.pending.length > 0)
        say("outcomes stand at the end of a chunk without its count.");
      sum.succeeded += current.succeeded;
      sum.failed += current.failed;
      if (current.succeeded + current.failed > 0) {
        const file = Math.floor(number / chunksPerReportFile);
        const hashes = files.get(file) ?? [];
        hashes.push(current.hash);
        files.set(file, hashes);
      }
      current = freshChunk();
    },
    takeFile({ type, data }: ReportFileEvent, file: number) {
      if (type !== "ReportFileWritten") return;
      if (data.outcomesHash !== hashOfHashes(files.get(file) ?? []))
        say(`the hash of report file ${file} is not that of its chunks: outcomes were changed.`);
    },
    end() {
      const { ending, reportHash, totals } = job;
      if (ending === null) return;
      if (ending.succeeded !== sum.succeeded || ending.failed !== sum.failed)
        say(
          `the job ended with ${ending.succeeded} succeeded and ${ending.failed} failed; its chunks have ${sum.succeeded} and ${sum.failed}.`,
        );
      // Of a job of an older version that wrote no report.
      if (ending.outcomesHash === null && reportHash === null) return;
      const count = Math.ceil((totals?.chunks ?? 0) / chunksPerReportFile);
      const hashes = Array.from({ length: count }, (_, file) =>
        hashOfHashes(files.get(file) ?? []),
      );
      const whole = hashOfHashes(hashes);
      if (ending.outcomesHash !== whole || (reportHash ?? whole) !== whole)
        say("the hash that ends the job is not that of its outcomes: outcomes were changed.");
    },
  };
}

interface ChunkSoFar {
  hash: string;
  succeeded: number;
  failed: number;
  /** Outcomes since the last count. */
  pending: ChunkEvent[];
}

function freshChunk(): ChunkSoFar {
  return { hash: "", succeeded: 0, failed: 0, pending: [] };
}

function takeChunkEvent(chunk: ChunkSoFar, event: ChunkEvent, say: Say): void {
  switch (event.type) {
    case "TaskSucceeded":
    case "TaskFailed":
    case "TaskDeferred":
      chunk.pending.push(event);
      return;
    case "ChunkAdvanced": {
      const { succeeded, failed, outcomesHash } = event.data;
      if (outcomesHash !== hashOf(chunk.hash, chunk.pending))
        say("the hash of this flush is not that of its outcomes: they were changed.");
      Object.assign(chunk, { hash: outcomesHash, succeeded, failed, pending: [] });
      return;
    }
    case "ChunkCompleted":
      if (event.data.outcomesHash !== chunk.hash)
        say("the hash of this chunk is not that of its outcomes.");
      return;
    case "ChunkClaimed":
    case "ChunkReleased":
    case "TaskStarted":
      return;
  }
}
