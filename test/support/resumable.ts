/** What a client that resumes must have seen in the end, made from the log by other means than the API's. */
import { randomUUID } from "node:crypto";
import type { RecordedEvent } from "../../src/eventstore/eventstore.ts";
import { assert } from "../../src/lib/assert.ts";
import { openOwnApp, taggingJob, type OwnApp } from "./own-app.ts";
import type { EventMessage } from "./subscriptions.ts";

/** An engine, not started yet, with a manifest of so many objects, a few of which are not there. */
export function openResumable({ objects }: { readonly objects: number }): Promise<OwnApp> {
  const keys = Array.from({ length: objects }, (_, index) => `photo-${index}.jpg`);
  return openOwnApp({ keys: keys.slice(10), missing: keys.slice(0, 10) });
}

export async function createJobIn(own: OwnApp): Promise<string> {
  const { data, errors } = await own.ask(
    `mutation Create($input: CreateJobInput!) { createJob(input: $input) { job { id } errors { message } } }`,
    { input: { clientRequestToken: randomUUID(), spec: taggingJob } },
  );
  const { job } = (data?.["createJob"] ?? {}) as { readonly job?: { readonly id: string } | null };
  assert(job, `the job is created: ${JSON.stringify([data, errors])}`);
  return job.id;
}

/** What tells messages apart: the event, and its task. */
export function placesOf(messages: readonly EventMessage[]): string[] {
  return messages.map(({ event, task }) =>
    task === null ? `${event.eventId} ${event.type}` : `${event.eventId} ${event.type} ${task.key}`,
  );
}

/** One message an event; unfolded one for each key of an event that has keys. */
export function expectedMessages(
  log: readonly RecordedEvent[],
  { unfoldTasks }: { readonly unfoldTasks: boolean },
): string[] {
  return log.flatMap(({ id, type, data }) => {
    const keys = unfoldTasks ? (data["keys"] as readonly string[] | undefined) : undefined;
    return keys?.map((key) => `${id} ${type} ${key}`) ?? [`${id} ${type}`];
  });
}
