/** `jobEvents`: the events of the log as messages, each with the cursor to go on after it. */
import { unfoldTasks, type LoggedEvent } from "../../readmodels/logged-events.ts";
import type { EventsOptions, FromStreams } from "../../readmodels/from-streams.ts";
import type { TaskRow } from "../../readmodels/read-models.ts";
import { unlessAborted } from "../../readmodels/unless-aborted.ts";
import { apiError } from "./errors.ts";
import { cursorAt, encodeEventCursor, type LogPlace } from "./event-cursor.ts";
import type { JobEventParent, TaskParent } from "./parents.ts";

export interface JobEventMessage {
  readonly cursor: string;
  readonly replayed: boolean;
  readonly event: JobEventParent;
  readonly task: TaskParent | null;
}

export interface JobEventsRequest extends Pick<EventsOptions, "jobId" | "categories" | "signal"> {
  readonly fromStreams: Pick<FromStreams, "events" | "totals">;
  readonly after: LogPlace;
  /** Where the log ended when the subscription began: up to there it is replay. */
  readonly end: number;
  readonly unfold: boolean;
}

export async function* jobEvents(request: JobEventsRequest): AsyncGenerator<JobEventMessage> {
  const { fromStreams, after, end, jobId, categories, signal } = request;
  const unfolder = request.unfold ? createUnfolder(request) : null;
  // An event of which some tasks were sent is read again.
  const start = after.task === null ? after.position : after.position - 1;
  for await (const events of fromStreams.events({ after: start, jobId, categories, signal })) {
    for (const event of events) {
      const replayed = event.position <= end;
      const tasks = unfolder && (await unlessAborted(signal, unfolder.messagesOf(event)));
      if (signal.aborted) return;
      if (tasks === null) {
        const message = { cursor: cursorAt(event.position), event: { event }, task: null };
        yield { ...message, replayed };
      } else for (const message of tasks) yield { ...message, replayed };
    }
  }
  if (!signal.aborted) throw apiError("SHUTTING_DOWN", "The engine is stopping; subscribe again.");
}

type Unfolded = Omit<JobEventMessage, "replayed">;

interface Unfolder {
  /** A message for each task of an event that the client does not have yet; null when it is not about tasks. */
  messagesOf(event: LoggedEvent): Promise<Iterable<Unfolded> | null>;
}

function createUnfolder({ fromStreams, after }: JobEventsRequest): Unfolder {
  let totals: TaskParent["totals"] | null = null;
  return {
    async messagesOf(event) {
      const tasks = unfoldTasks(event);
      if (tasks === null) return null;
      totals ??= await fromStreams.totals(event.jobId);
      // It is not visible any more to who follows it.
      if (totals === null) return [];
      const sent = event.position === after.position && after.task !== null ? after.task + 1 : 0;
      return messagesOf(event, { totals, tasks, sent });
    },
  };
}

function* messagesOf(
  event: LoggedEvent,
  from: {
    readonly totals: TaskParent["totals"];
    readonly tasks: NonNullable<ReturnType<typeof unfoldTasks>>;
    readonly sent: number;
  },
): Generator<Unfolded> {
  const { totals, tasks, sent } = from;
  const { jobId, position } = event;
  const parentOf = (task: TaskRow | null) => (task === null ? null : { jobId, totals, task });
  for (const [index, { data, task }] of tasks.entries()) {
    if (index < sent) continue;
    // After the last one, the whole event is behind.
    const place = index === tasks.length - 1 ? null : index;
    const cursor = encodeEventCursor({ position, task: place });
    yield { cursor, event: { event: { ...event, data } }, task: parentOf(task) };
  }
}
