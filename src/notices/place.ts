/**
 * How far the notices of one destination are, and which process sends the next one: both stand in a stream of the destination, of
 * which the last event alone is kept. Who wants to send claims it there first, so that of several processes one sends.
 */
import { StreamConflict, type EventStore } from "../eventstore/eventstore.ts";
import { encode } from "../job/codec.ts";
import type { Clock } from "../lib/clock.ts";

/**
 * How long a claim is left alone: longer than one try takes. It is counted from when the claim was first seen, so that
 * clocks need not agree.
 */
const claimMs = 60_000;

export interface NoticePlace {
  /** Position in the log up to which nothing needs a notice any more; null when nobody has begun. */
  position(): Promise<number | null>;
  /** Who is told for the first time is not told of all that was before. Of several processes one says where that ends. */
  begin(): Promise<void>;
  /** Whether the next notice is this process's to send, for as long as one try takes. */
  claim(): Promise<boolean>;
  /** Leaves the next notice to whoever is first. */
  release(): Promise<void>;
  /** Everything up to a place needs no notice any more, whoever sent it. */
  pass(position: number): Promise<void>;
}

export interface NoticePlaceParts {
  readonly eventStore: EventStore;
  readonly stream: string;
  /** Id of the executor that this process is. */
  readonly executor: string;
  readonly nextIds: (count: number) => string[];
  readonly clock: Pick<Clock, "now">;
}

interface Last {
  readonly revision: number;
  readonly position: number;
  readonly claimedBy: string | null;
}

export function createNoticePlace(parts: NoticePlaceParts): NoticePlace {
  const { eventStore, stream, executor, clock } = parts;
  /** When the last event was first seen. */
  let seen = { revision: -1, at: 0 };

  async function last(): Promise<Last | null> {
    const [event] = await eventStore.readStream(stream, { backwards: true, maxCount: 1 });
    if (event === undefined) return null;
    const { revision, data } = event;
    if (seen.revision !== revision) seen = { revision, at: clock.now() };
    const claimedBy = (data["claimedBy"] as string | undefined) ?? null;
    return { revision, position: Number(data["position"]), claimedBy };
  }

  /** Whether nobody was faster. */
  async function say(
    before: Last | null,
    data: { readonly position: number; readonly claimedBy?: string },
  ): Promise<boolean> {
    const [id] = parts.nextIds(1);
    const event = encode(
      { type: "NoticesSent", data },
      {
        actor: { kind: "ENGINE", id: executor, name: "notices" },
        correlationId: executor,
        causationId: null,
      },
    );
    const at = clock.now();
    try {
      const { revision } = await eventStore.append(stream, [{ id: id!, ...event }], {
        expected: before?.revision ?? "no-stream",
      });
      seen = { revision, at };
      // What was said before is of no use any more.
      await eventStore.truncateStream(stream, revision);
      return true;
    } catch (error) {
      if (error instanceof StreamConflict) return false;
      throw error;
    }
  }

  return {
    async position() {
      return (await last())?.position ?? null;
    },
    async begin() {
      if ((await last()) !== null) return;
      await say(null, { position: (await eventStore.readAll({ maxCount: 1 })).end });
    },
    async claim() {
      if (eventStore.exclusive) return true;
      const before = (await last())!;
      const isFresh = clock.now() - seen.at < claimMs;
      if (before.claimedBy !== null && before.claimedBy !== executor && isFresh) return false;
      return say(before, { position: before.position, claimedBy: executor });
    },
    async release() {
      const before = await last();
      if (before?.claimedBy === executor) await say(before, { position: before.position });
    },
    async pass(position) {
      for (;;) {
        const before = await last();
        if (before !== null && before.position >= position) return;
        if (await say(before, { position })) return;
      }
    },
  };
}
