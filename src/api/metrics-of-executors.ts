/** What the executors of this process have counted, for Prometheus. */
import { appendBounds, type Reading, type StoreCount } from "../lib/meter.ts";
import type { Metric } from "./metric.ts";

export function metricsOfExecutors(reading: Reading): Metric[] {
  const { calls, repeated, refused, rates, appends, reportBytes } = reading;
  return [
    {
      name: "stevedore_calls_total",
      help: "Calls of tasks that this process made, by what they came to.",
      type: "counter",
      samples: calls.map(({ store, code, count }) => ({ labels: { store, code }, value: count })),
    },
    {
      name: "stevedore_calls_repeated_total",
      help: "Of these, the ones that were another try of the same task.",
      type: "counter",
      samples: byStore(repeated),
    },
    {
      name: "stevedore_calls_refused_total",
      help: "Of these, the ones that a store refused for being too many.",
      type: "counter",
      samples: byStore(refused),
    },
    {
      name: "stevedore_store_rate",
      help: "Calls a second that this process starts, where a store has refused some.",
      type: "gauge",
      samples: rates.map(({ store, bucket, perSecond }) => ({
        labels: { store, bucket },
        value: perSecond,
      })),
    },
    {
      name: "stevedore_report_bytes_total",
      help: "Bytes of reports that this process has written.",
      type: "counter",
      samples: [{ value: reportBytes }],
    },
    {
      name: "stevedore_append_seconds",
      help: "How long appends to the event store take until they are acknowledged.",
      type: "histogram",
      samples: [
        ...appendBounds.map((bound, index) => ({
          suffix: "_bucket" as const,
          labels: { le: String(bound) },
          value: appends.within[index] ?? 0,
        })),
        { suffix: "_bucket", labels: { le: "+Inf" }, value: appends.count },
        { suffix: "_sum", value: appends.seconds },
        { suffix: "_count", value: appends.count },
      ],
    },
  ];
}

function byStore(counts: readonly StoreCount[]): Metric["samples"] {
  return counts.map(({ store, count }) => ({ labels: { store }, value: count }));
}
