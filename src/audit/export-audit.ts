/** The whole history of a job as lines, stream by stream: its own, its parts, its chunks, its report files. */
import type { EventStore, RecordedEvent } from "../eventstore/eventstore.ts";
import type { JobEvent } from "../job/events.ts";
import { chunkStream, jobStream, planStream, reportStream } from "../job/streams.ts";
import { chunksPerReportFile } from "../job/report-files.ts";
import { auditFormat } from "./audit-format.ts";
import { noLine, sealLine } from "./audit-line.ts";

export type AuditSource = Pick<EventStore, "readStream">;

/**
 * Lines with their breaks; null when there is no such job. The same events give the same bytes, so the audit of an ended
 * job can be made again and compared. Reads page by page, so a large job needs no more memory than a small one; what is
 * recorded meanwhile may be in it or not.
 */
export async function exportAudit(
  eventStore: AuditSource,
  jobId: string,
): Promise<AsyncGenerator<string, void> | null> {
  const [first] = await eventStore.readStream(jobStream(jobId), { maxCount: 1 });
  return first === undefined ? null : auditLines(eventStore, jobId);
}

async function* auditLines(eventStore: AuditSource, jobId: string): AsyncGenerator<string, void> {
  const counts = { events: 0, streams: 0 };
  let line = 1;
  let previous = noLine;
  const seal = (members: Readonly<Record<string, unknown>>): string => {
    const sealed = sealLine({ line, previous }, members);
    line += 1;
    previous = sealed.hash;
    return `${sealed.text}\n`;
  };
  yield seal({ audit: auditFormat, job: jobId });
  for await (const stream of streamsOf(eventStore, jobId)) {
    let revision = 0;
    for await (const event of eventsOf(eventStore, stream)) {
      if (revision === 0) counts.streams += 1;
      revision += 1;
      counts.events += 1;
      yield seal(membersOf(event));
    }
  }
  yield seal({ end: true, ...counts });
}

function membersOf(event: RecordedEvent): Readonly<Record<string, unknown>> {
  const { stream, revision, position, id, type, recordedAt, metadata, data } = event;
  return { stream, revision, position, id, type, recordedAt, metadata, data };
}

/** Names of the streams, also of those that were never written to. */
async function* streamsOf(eventStore: AuditSource, jobId: string): AsyncGenerator<string> {
  yield jobStream(jobId);
  let parts: readonly { readonly chunks: number }[] = [];
  for await (const recorded of eventsOf(eventStore, jobStream(jobId))) {
    const event = recorded as unknown as JobEvent;
    if (event.type === "JobPreparing")
      parts = event.data.manifest.partOffsets.map(() => ({ chunks: 0 }));
    if (event.type === "ManifestRead") ({ parts } = event.data);
  }
  for (const part of parts.keys()) yield planStream(jobId, part);
  let chunks = 0;
  for (const [part, { chunks: ofPart }] of parts.entries()) {
    for (let chunk = 0; chunk < ofPart; chunk++) yield chunkStream(jobId, part, chunk);
    chunks += ofPart;
  }
  const files = Math.ceil(chunks / chunksPerReportFile);
  for (let file = 0; file < files; file++) yield reportStream(jobId, file);
}

/** An event can have 768 KiB. */
const pageEvents = 20;

async function* eventsOf(eventStore: AuditSource, stream: string): AsyncGenerator<RecordedEvent> {
  for (let from = 0; ;) {
    const page = await eventStore.readStream(stream, { from, maxCount: pageEvents });
    yield* page;
    if (page.length < pageEvents) return;
    from += page.length;
  }
}
