/**
 * Loaded before an engine (`--import`, in each of its threads): every 16th call of a compiled request is timed, from when
 * it is handed over until its answer is whole, and the samples are gathered in the main thread.
 */
import { BroadcastChannel, isMainThread } from "node:worker_threads";
import { Connection } from "../../src/s3/compiled/connection.ts";

const channel = new BroadcastChannel("latencies");
channel.unref();

if (isMainThread) gather();
else measure();

function measure(): void {
  let samples: number[] = [];
  let calls = 0;
  // oxlint-disable typescript/unbound-method -- called with its connection below
  const { send } = Connection.prototype;
  Connection.prototype.send = function timed(this: Connection, request, answered) {
    if (calls++ % 16 !== 0) return send.call(this, request, answered);
    const start = performance.now();
    send.call(this, request, (received) => {
      samples.push(performance.now() - start);
      answered(received);
    });
  };
  setInterval(() => {
    if (samples.length === 0) return;
    channel.postMessage(samples);
    samples = [];
  }, 100).unref();
}

/** Answers `{ ask: "latencies" }` of the parent by the samples since the last time. */
function gather(): void {
  let samples: number[] = [];
  channel.addEventListener("message", (event) => {
    samples.push(...(event as unknown as { readonly data: readonly number[] }).data);
  });
  process.on("message", (message: { readonly ask?: string }) => {
    if (message.ask !== "latencies") return;
    // The last samples of the threads are on their way.
    setTimeout(() => {
      process.send?.(samples);
      samples = [];
    }, 250);
  });
}
