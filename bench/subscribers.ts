/**
 * What watching costs the server: many subscribers to the progress of one job that changes ten times a second. CPU is that
 * of the server's process alone; the same progress without a subscriber is measured first and taken away.
 *
 * `node bench/subscribers.ts [--subscribers 1000] [--seconds 20]`
 */
import { parseArgs } from "node:util";
import type { Cost, Progress } from "./support/api-process.ts";
import { startProcess } from "./support/processes.ts";
import { machine, printTable, round } from "./support/table.ts";

const { values } = parseArgs({
  options: {
    subscribers: { type: "string", default: "1000" },
    seconds: { type: "string", default: "20" },
  },
});
const SUBSCRIBERS = Number(values.subscribers);
/** The server takes 1 000 connections; some are left for who wants to look. */
const SOCKETS = Math.min(SUBSCRIBERS, 900);
const EVERY_MS = 100;
const STEPS = Math.round((Number(values.seconds) * 1000) / EVERY_MS);

const document = `subscription Progress($id: ID!) {
  jobProgress(jobId: $id, intervalMs: 100) {
    position
    snapshot
    job {
      id revision position status outcome priority allowedActions
      progress { total discovered succeeded failed unknown deferred claimed notStarted fraction tasksPerSecond
        estimatedSecondsRemaining activeSeconds updatedAt }
    }
  }
}`;

const server = startProcess("api-process.ts");
const { url, id } = await server.next<{ readonly url: string; readonly id: string }>();
const progress: Progress = { steps: STEPS, everyMs: EVERY_MS };
const alone = await server.ask<Cost>(progress);
let messages = 0;
const sockets = await subscribeAll();
messages = 0;
const watched = await server.ask<Cost>(progress);
for (const socket of sockets) socket.close();
await server.stop();
report();

async function subscribeAll(): Promise<readonly WebSocket[]> {
  const open: WebSocket[] = [];
  while (open.length < SOCKETS) {
    const some = Math.min(50, SOCKETS - open.length);
    // The first ones carry two, where there are more subscribers than sockets.
    const counts = Array.from({ length: some }, (_, index) =>
      open.length + index < SUBSCRIBERS - SOCKETS ? 2 : 1,
    );
    open.push(...(await Promise.all(counts.map(subscribe))));
  }
  return open;
}

/** A connection with so many subscriptions, each with its first message. */
function subscribe(count: number): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
  const send = (message: object) => socket.send(JSON.stringify(message));
  let snapshots = 0;
  return new Promise((resolve, reject) => {
    socket.addEventListener("error", () => reject(new Error("a connection was refused")));
    socket.addEventListener("open", () => send({ type: "connection_init" }));
    socket.addEventListener("message", ({ data }) => {
      const text = String(data);
      if (text.includes('"type":"next"')) {
        messages += 1;
        snapshots += 1;
        if (snapshots === count) resolve(socket);
      } else if (text.includes('"type":"connection_ack"')) {
        const payload = { query: document, variables: { id } };
        for (let each = 0; each < count; each++)
          send({ id: String(each), type: "subscribe", payload });
      }
    });
  });
}

function report(): void {
  const seconds = watched.wallMs / 1000;
  console.log(`${machine()}\n`);
  printTable(
    ["subscribers", "messages/s", "executions", "% of a core"],
    [
      ["0", "0", String(alone.executions), round(share(alone))],
      [
        String(SUBSCRIBERS),
        round(messages / seconds),
        String(watched.executions),
        round(share(watched)),
      ],
    ],
  );
  const each = ((watched.cpuMs - alone.cpuMs) * 1000) / messages;
  console.log(
    `\n${round(share(watched) - share(alone))} % of a core for all, ${round(each)} µs a message.`,
  );
}

function share({ cpuMs, wallMs }: Cost): number {
  return (100 * cpuMs) / wallMs;
}
