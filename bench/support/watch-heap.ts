/**
 * Loaded before an engine (`--import`, in each of its threads): each thread says once a second how large its heap is.
 * With the flag `--expose-gc` it collects its garbage before, so that what it says is what is alive.
 */
import { writeSync } from "node:fs";
import { getHeapStatistics } from "node:v8";
import { threadId } from "node:worker_threads";

const megabytes = (bytes: number) => Math.round(bytes / 1e6);

setInterval(() => {
  globalThis.gc?.();
  const { used_heap_size, total_physical_size, external_memory } = getHeapStatistics();
  const heap = `heap ${megabytes(used_heap_size)} of ${megabytes(total_physical_size)} MB`;
  const outside = `outside ${megabytes(external_memory)} MB`;
  const resident = threadId === 0 ? `, process ${megabytes(process.memoryUsage.rss())} MB` : "";
  // Not console: that of a worker thread goes through the main thread, which may be busy.
  writeSync(2, `thread ${threadId}: ${heap}, ${outside}${resident}\n`);
}, 1000).unref();
