/**
 * Tells one destination of what becomes of jobs: follows the log from where it had come to, one notice after another,
 * each until it is taken. How far that is stands in the event store, so that a restart forgets nothing and a notice that was
 * being sent is sent again, with the same id. Every process that serves may do it; for each notice one of them does.
 */
import type { EventStore, LogPage, RecordedEvent } from "../eventstore/eventstore.ts";
import { backoffMs } from "../lib/backoff.ts";
import { noticeStream } from "../job/streams.ts";
import { sleep, type Clock } from "../lib/clock.ts";
import type { Logger } from "../log.ts";
import { noticeOf, toldTypes, type Notice } from "./notice.ts";
import { createNoticePlace } from "./place.ts";
import type { NoticeChannel, Sent } from "./send-notice.ts";

export interface Notifier {
  /** Of the destination. */
  readonly name: string;
  start(): void;
  /** A notice that is on its way is broken off; it comes again after the next start. */
  stop(): Promise<void>;
  /** Why notices are not taken now; null when nothing is wrong. */
  problem(): string | null;
}

export interface NotifierDependencies {
  readonly eventStore: EventStore;
  readonly channel: NoticeChannel;
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
/** How often it is looked whether another process, which sends a notice, is through. */
const lookMs = 5_000;

/** A process that stops waits no longer for an event store that does not answer. */
const releaseMaxMs = 2_000;

export function createNotifier(dependencies: NotifierDependencies): Notifier {
  const { eventStore, channel, clock, random, log } = dependencies;
  const stopping = new AbortController();
  const { signal } = stopping;
  const place = createNoticePlace({ ...dependencies, stream: noticeStream(channel.name) });
  const reception = createReception(dependencies);
  let running: Promise<void> = Promise.resolve();

  const isTooOld = ({ recordedAt }: RecordedEvent): boolean =>
    clock.now() - Date.parse(recordedAt) > tooOldMs;

  /** What the destination is told of an event; null when it is not. */
  async function toldOf(event: RecordedEvent): Promise<Notice | null> {
    const { stream, revision } = event;
    const history = await eventStore.readStream(stream, { maxCount: revision + 1 });
    const notice = noticeOf(event, { history, publicUrl: dependencies.publicUrl });
    return notice !== null && channel.isTold(notice) ? notice : null;
  }

  /** Tries until the notice is taken or refused, or nobody waits for it any more. */
  async function send(event: RecordedEvent, notice: Notice): Promise<void> {
    const { position } = event;
    for (let tries = 0; !signal.aborted;) {
      if (((await place.position()) ?? -1) >= position) return reception.worksElsewhere();
      if (!(await place.claim())) {
        await sleep(clock, lookMs, signal);
        continue;
      }
      if (await isThrough(event, notice)) {
        if (!signal.aborted) await place.pass(position);
        return;
      }
      tries += 1;
      await sleep(clock, backoffMs(again, tries, random), signal);
    }
  }

  /** One try: whether no other is to follow. */
  async function isThrough(event: RecordedEvent, notice: Notice): Promise<boolean> {
    const sent: Sent = isTooOld(event)
      ? { kind: "refused", message: "it is too old" }
      : await channel.send(notice, signal);
    if (signal.aborted) return true;
    if (sent.kind === "taken") reception.taken(sent.remark);
    else if (sent.kind === "refused") reception.refused(notice, sent.message);
    else reception.failed(sent.message);
    return sent.kind !== "failed";
  }

  /** Old notices at the beginning of a page are passed over at once. Gives how many those were, and what is left. */
  async function passOld({
    events,
  }: LogPage): Promise<readonly [number, readonly RecordedEvent[]]> {
    const young = events.findIndex((event) => !isTooOld(event));
    const old = young === -1 ? events.length : young;
    const reached = (await place.position()) ?? -1;
    const passed = events.slice(0, old).filter(({ position }) => position > reached);
    if (passed.length > 0) await passOver(passed.at(-1)!.position);
    return [passed.length, events.slice(old)];
  }

  /** What is not for the destination is passed over by each process for itself, and written down once for many. */
  async function tell(events: readonly RecordedEvent[]): Promise<void> {
    let passed: number | null = null;
    for (const event of events) {
      const notice = await toldOf(event);
      if (notice !== null) await send(event, notice);
      if (signal.aborted) return;
      passed = notice === null ? event.position : null;
    }
    if (passed !== null) await passOver(passed);
  }

  /** Leaves it to another process that has claimed a notice beyond it: who says anything then takes that from it. */
  async function passOver(position: number): Promise<void> {
    if (((await place.position()) ?? -1) >= position || !(await place.claim())) return;
    await place.pass(position);
    await place.release();
  }

  async function follow(works: () => void): Promise<void> {
    await place.begin();
    const after = (await place.position())!;
    const pages = eventStore.subscribe({ after, typePrefixes: toldTypes, maxCount: 100, signal });
    let tooOld = 0;
    for await (const page of pages) {
      works();
      const [old, events] = await passOld(page);
      tooOld += old;
      if (tooOld > 0 && (events.length > 0 || page.caughtUp)) {
        log.warn("notices are too old and given up", { destination: channel.name, count: tooOld });
        tooOld = 0;
      }
      await tell(events);
      if (signal.aborted) return;
    }
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        await follow(() => {
          failures = 0;
        });
      } catch (error) {
        log.warn("notices could not follow the log", { problem: String(error) });
      }
      failures += 1;
      await sleep(clock, backoffMs(reconnect, failures, random), signal);
    }
    // Who cannot say so is waited for by the others, for a while.
    const inTime = new AbortController();
    await Promise.race([
      place.release().catch(() => {}),
      sleep(clock, releaseMaxMs, inTime.signal),
    ]);
    inTime.abort();
  }

  return {
    name: channel.name,
    start() {
      running = run();
    },
    stop() {
      stopping.abort();
      return running;
    },
    problem: reception.problem,
  };
}

/** What is known of the receiver. Says once that it takes nothing, and once that it does again. */
function createReception({
  channel: { name: destination, taker },
  clock,
  log,
}: Pick<NotifierDependencies, "channel" | "clock" | "log">) {
  let down: { readonly since: number; readonly message: string } | null = null;
  let remark: string | null = null;
  function answered(): void {
    if (down === null) return;
    const seconds = Math.round((clock.now() - down.since) / 1000);
    log.info(`the ${taker} of notices takes them again`, { destination, seconds });
    down = null;
  }
  return {
    failed(message: string) {
      if (down === null)
        log.warn(`the ${taker} of notices does not take them`, { destination, problem: message });
      down = { since: down?.since ?? clock.now(), message };
    },
    refused({ data }: Notice, message: string) {
      log.warn("a notice is given up", { job: data.job.id, destination, problem: message });
      remark = `The last notice was given up: ${message}.`;
    },
    taken(wrong: string | null) {
      answered();
      if (wrong !== null && remark !== wrong)
        log.warn("a notice did not reach everybody", { destination, problem: wrong });
      remark = wrong;
    },
    worksElsewhere() {
      answered();
      remark = null;
    },
    problem: () =>
      down === null
        ? remark
        : `The ${taker} has taken no notice since ${new Date(down.since).toISOString()}: ${down.message}.`,
  };
}
