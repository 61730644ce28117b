/**
 * Loaded before an engine (`--import`, in each of its threads): every 16th call that goes through undici is timed, from
 * when it is handed over until its answer is whole, and the samples are gathered in the main thread.
 */
import { BroadcastChannel, isMainThread } from "node:worker_threads";
import { Client, type Dispatcher } from "undici";

const channel = new BroadcastChannel("latencies");
channel.unref();

if (isMainThread) gather();
else measure();

function measure(): void {
  let samples: number[] = [];
  let calls = 0;
  // oxlint-disable-next-line typescript/unbound-method -- called with its client below
  const { dispatch } = Client.prototype;
  Client.prototype.dispatch = function timed(
    this: Client,
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ) {
    if (calls++ % 16 === 0) {
      const start = performance.now();
      const complete = handler.onComplete?.bind(handler);
      handler.onComplete = (trailers) => {
        samples.push(performance.now() - start);
        complete?.(trailers);
      };
    }
    return dispatch.call(this, options, handler);
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
