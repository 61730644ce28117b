/**
 * Tells a receiver of what becomes of jobs: follows the log from where it had come to, one notice after another, each until
 * it is taken. How far that is stands in the event store, so that a restart forgets nothing and a notice that was being sent
 * is sent again, with the same id. Every process that serves may do it: who finds that another was faster passes on.
 */
import { StreamConflict, type EventStore, type RecordedEvent } from "../eventstore/eventstore.ts";
import { encode } from "../job/codec.ts";
import { noticeStream } from "../job/streams.ts";
import { backoffMs } from "../lib/backoff.ts";
import { sleep, type Clock } from "../lib/clock.ts";
import type { Logger } from "../log.ts";
import { noticeOf, toldTypes } from "./notice.ts";
import type { PostNotice } from "./post-notice.ts";

export interface Notifier {
  start(): void;
  /** A notice that is on its way is broken off; it comes again after the next start. */
  stop(): Promise<void>;
  /** Why notices are not taken now; null when nothing is wrong. */
  problem(): string | null;
}

export interface NotifierDependencies {
  readonly eventStore: EventStore;
  readonly post: PostNotice;
  /** Id of the executor that this process is. */
  readonly executor: string;
  readonly nextIds: (count: number) => string[];
  /** Address of the console as people reach it; empty: not known. */
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Pick<Logger, "info" | "warn">;
}

/** A notice that is older says nothing that anybody waits for. */
const tooOldMs = 3 * 86_400_000;
const again = { baseMs: 1_000, capMs: 300_000 };
/** Of the event store, not of the receiver. */
const reconnect = { baseMs: 200, capMs: 10_000 };
/** Processes that share an event store do not all send at once: most find then that another was faster. */
const turnMs = 1_000;

/** How far the notices are: revision of the event that says so, and the place in the log that they have come to. */
interface Reached {
  readonly revision: number;
  readonly position: number;
}

export function createNotifier(dependencies: NotifierDependencies): Notifier {
  const { eventStore, clock, random, log } = dependencies;
  const stopping = new AbortController();
  const { signal } = stopping;
  const outage = createOutage(dependencies);
  let running: Promise<void> = Promise.resolve();

  async function reached(): Promise<Reached | null> {
    const [last] = await eventStore.readStream(noticeStream, { backwards: true, maxCount: 1 });
    return last === undefined
      ? null
      : { revision: last.revision, position: Number(last.data["position"]) };
  }

  /** Who is told for the first time is not told of all that was before. Of several processes one says where that ends. */
  async function begin(): Promise<void> {
    if ((await reached()) === null)
      await pass((await eventStore.readAll({ maxCount: 1 })).end, { first: true });
  }

  /** Everything up to a place needs no notice any more, whoever sent it. */
  async function pass(position: number, { first = false } = {}): Promise<void> {
    for (;;) {
      const before = await reached();
      if (before !== null && (first || before.position >= position)) return;
      const metadata = {
        actor: { kind: "ENGINE", id: dependencies.executor, name: "notices" },
        correlationId: dependencies.executor,
        causationId: null,
      } as const;
      const [id] = dependencies.nextIds(1);
      const event = encode({ type: "NoticesSent", data: { position } }, metadata);
      const expected = before?.revision ?? "no-stream";
      try {
        const { revision } = await eventStore.append(noticeStream, [{ id: id!, ...event }], {
          expected,
        });
        // What was said before is of no use any more.
        await eventStore.truncateStream(noticeStream, revision);
        return;
      } catch (error) {
        if (!(error instanceof StreamConflict)) throw error;
      }
    }
  }

  /** Tries until the notice is taken or refused, or nobody waits for it any more. */
  async function send(event: RecordedEvent): Promise<void> {
    const { stream, revision, position, recordedAt } = event;
    const maxCount = revision + 1;
    const history = await eventStore.readStream(stream, { maxCount });
    const notice = noticeOf(event, { history, publicUrl: dependencies.publicUrl });
    if (notice === null) return;
    for (let tries = 1; !signal.aborted; tries += 1) {
      const isTooOld = clock.now() - Date.parse(recordedAt) > tooOldMs;
      // Nor is there a wait for each of years that are only passed over.
      if (!eventStore.exclusive && !isTooOld) await sleep(clock, random() * turnMs, signal);
      if (((await reached())?.position ?? -1) >= position) return outage.ended();
      const posted = isTooOld
        ? ({ kind: "refused", message: "it is too old" } as const)
        : await dependencies.post(notice, signal);
      if (signal.aborted) return;
      if (posted.kind === "failed") {
        outage.began(posted.message);
        await sleep(clock, backoffMs(again, tries, random), signal);
        continue;
      }
      if (posted.kind === "taken") outage.ended();
      else log.warn("a notice is given up", { job: notice.data.job.id, problem: posted.message });
      return;
    }
  }

  async function follow(): Promise<void> {
    await begin();
    const after = (await reached())!.position;
    const pages = eventStore.subscribe({ after, typePrefixes: toldTypes, maxCount: 100, signal });
    for await (const { events } of pages) {
      for (const event of events) {
        await send(event);
        if (signal.aborted) return;
        await pass(event.position);
      }
    }
  }

  async function run(): Promise<void> {
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        await follow();
      } catch (error) {
        log.warn("notices could not follow the log", { problem: String(error) });
      }
      await sleep(clock, backoffMs(reconnect, failures, random), signal);
    }
  }

  return {
    start() {
      running = run();
    },
    stop() {
      stopping.abort();
      return running;
    },
    problem: outage.problem,
  };
}

/** Says once that the receiver takes nothing, and once that it does again. */
function createOutage({ clock, log }: Pick<NotifierDependencies, "clock" | "log">) {
  let down: { readonly since: number; readonly message: string } | null = null;
  return {
    began(message: string) {
      if (down === null)
        log.warn("the receiver of notices does not take them", { problem: message });
      down = { since: down?.since ?? clock.now(), message };
    },
    ended() {
      if (down === null) return;
      const seconds = Math.round((clock.now() - down.since) / 1000);
      log.info("the receiver of notices takes them again", { seconds });
      down = null;
    },
    problem: () =>
      down &&
      `The receiver has taken no notice since ${new Date(down.since).toISOString()}: ${down.message}.`,
  };
}
