/** The meters of a process: each thread tells of its own now and then, and the main thread adds them up. */
import { randomUUID } from "node:crypto";
import { BroadcastChannel } from "node:worker_threads";
import { addReadings, createMeter, type Meter, type Reading } from "../lib/meter.ts";

interface Told {
  readonly meter: string;
  readonly reading: Reading;
}

/** A scraper asks every few seconds. */
const toldEveryMs = 1_000;

const channelOf = (executor: string) => new BroadcastChannel(`stevedore meters ${executor}`);

/** A meter whose numbers the main thread of this executor hears of. While nothing is counted, nothing is told. */
export function openMeter(executor: string): Meter {
  const channel = channelOf(executor);
  channel.unref();
  const id = randomUUID();
  let isDue = false;
  const meter = createMeter(() => {
    if (isDue) return;
    isDue = true;
    setTimeout(() => {
      isDue = false;
      const told: Told = { meter: id, reading: meter.read() };
      channel.postMessage(told);
    }, toldEveryMs).unref();
  });
  return meter;
}

export interface Meters {
  /** What all meters of the process have told. */
  read(): Reading;
  close(): void;
}

export function collectMeters(executor: string): Meters {
  const channel = channelOf(executor);
  const readings = new Map<string, Reading>();
  channel.unref();
  channel.addEventListener("message", (event: unknown) => {
    const { data } = event as { readonly data: Told };
    readings.set(data.meter, data.reading);
  });
  return {
    read: () => addReadings([...readings.values()]),
    close: () => channel.close(),
  };
}
