/** An embedded event store that is owned by a thread and served over a channel, as the coordinator thread does it. */
import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import { serveEventStore } from "../../src/threads/remote-eventstore.ts";

const { file, port } = workerData as { readonly file: string; readonly port: MessagePort };
const eventStore = openEmbeddedEventStore({ file });
serveEventStore(eventStore, port);
parentPort?.once("message", () => {
  void eventStore.close().then(() => process.exit());
});
parentPort?.postMessage("ready");
