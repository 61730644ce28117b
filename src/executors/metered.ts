/** What executors use, counted as it passes. */
import type { EventStore } from "../eventstore/eventstore.ts";
import type { Meter } from "../lib/meter.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import type { Judgement } from "../operations/operation.ts";
import { GateAround, type CallGate } from "./call-gate.ts";
import type { ChunkLimits } from "./gates.ts";
import { openRateLimit } from "./rate-limit.ts";

/** A gate whose calls are counted as they leave it. */
export function meteredGate(
  gate: CallGate,
  { store, bucket, rate }: Pick<ChunkLimits, "store" | "bucket" | "rate">,
  meter: Meter,
): CallGate {
  const limit = openRateLimit(rate);
  meter.rate(store, bucket, () => limit.state().rate);
  return new MeteredGate(gate, store, meter);
}

class MeteredGate extends GateAround {
  readonly #store: string;
  readonly #meter: Meter;

  constructor(inner: CallGate, store: string, meter: Meter) {
    super(inner);
    this.#store = store;
    this.#meter = meter;
  }

  override leave(judgement: Judgement | null, isFresh: boolean): void {
    this.inner.leave(judgement, isFresh);
    if (judgement === null) return;
    const failure = judgement.succeeded ? null : judgement.failure;
    const refused = failure?.kind === "throttle";
    this.#meter.call(this.#store, { code: failure?.code ?? null, refused, repeated: !isFresh });
  }
}

/** An event store whose appends are timed. */
export function meteredAppends(
  eventStore: Pick<EventStore, "append">,
  { meter, now }: { readonly meter: Meter; readonly now: () => number },
): Pick<EventStore, "append"> {
  return {
    async append(...given) {
      const start = now();
      const result = await eventStore.append(...given);
      meter.append((now() - start) / 1000);
      return result;
    },
  };
}

/** An object store of which it is counted how much is written. */
export function meteredWrites(store: ObjectStore, meter: Meter): ObjectStore {
  return {
    ...store,
    async write(...given) {
      const written = await store.write(...given);
      meter.reportBytes(written.sizeBytes);
      return written;
    },
  };
}
