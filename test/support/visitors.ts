/** Clients that come to the API, subscribe, and go at an awkward moment without a word. */
import type { Client } from "graphql-ws";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import { chunkStream } from "../../src/job/streams.ts";
import { createJob, socketClient, startApi, type TestApi } from "./api.ts";
import { claimed, completed } from "./chunks.ts";
import { opened, totals } from "./jobs.ts";
import { jobEventsDocument } from "./subscriptions.ts";

/** When a client goes. */
const moments = [
  "before the subscription is answered",
  "in the middle of a replay",
  "while it waits for what comes",
  "with its socket torn off in a replay",
] as const;

const subscriptions = [
  { query: jobEventsDocument, variables: { fromStart: true } },
  { query: jobEventsDocument, variables: {} },
  { query: "subscription { jobs(intervalMs: 100) { cursor } }", variables: {} },
  {
    query: "subscription ($id: ID!) { jobProgress(jobId: $id) { position } }",
    variables: {},
  },
] as const;

export interface VisitOptions {
  readonly url: string;
  /** A job that there is. */
  readonly jobId: string;
  readonly visits: number;
  /** Clients at once. */
  readonly atOnce: number;
}

/** Makes so many visits, each another subscription and another moment, and waits until all clients are gone. */
export async function visit({ url, jobId, visits, atOnce }: VisitOptions): Promise<void> {
  let next = 0;
  const visitor = async (): Promise<void> => {
    for (let number = next++; number < visits; number = next++) {
      await visitOnce({ url, jobId, number });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, visitor));
}

async function visitOnce(at: {
  readonly url: string;
  readonly jobId: string;
  readonly number: number;
}): Promise<void> {
  const { url, jobId, number } = at;
  const moment = moments[number % moments.length]!;
  const kind = Math.floor(number / moments.length) % subscriptions.length;
  const waits = moment === "while it waits for what comes";
  // A replay has messages at once; what waits for something new is followed live.
  const { query, variables } = subscriptions[waits ? kind : kind % 2 === 0 ? 0 : 3]!;
  const client = socketClient(url);
  const messages = client.iterate({ query, variables: { ...variables, id: jobId } });
  const first = messages.next();
  first.catch(() => {});
  if (moment === "before the subscription is answered") await connected(client);
  else if (!waits || kind === 0 || kind === 3) await first;
  if (moment === "with its socket torn off in a replay") client.terminate();
  else await client.dispose();
}

/** Resolves when the server has acknowledged the connection. */
function connected(client: Client): Promise<void> {
  return new Promise((resolve) => {
    client.on("connected", () => resolve());
    client.on("closed", () => resolve());
  });
}

/** What clients must not leave behind. */
export interface Leftovers {
  /** Followers of events, and those of them that wait. */
  readonly eventReaders: number;
  readonly waiting: number;
  /** Followers of rows. */
  readonly changeReaders: number;
  readonly storeSubscriptions: number;
  /** Sockets of this process, those of the clients too. */
  readonly sockets: number;
}

export interface VisitedApi {
  readonly api: TestApi;
  readonly jobId: string;
  readonly leftovers: () => Leftovers;
}

/** An API with a job of some history, over a store that counts who subscribes to it. */
export async function startVisitedApi(): Promise<VisitedApi> {
  const inner = openEmbeddedEventStore({ file: ":memory:" });
  let storeSubscriptions = 0;
  const eventStore: EventStore = {
    ...inner,
    async *subscribe(options) {
      storeSubscriptions += 1;
      try {
        yield* inner.subscribe(options);
      } finally {
        storeSubscriptions -= 1;
      }
    },
  };
  const api = await startApi({ eventStore });
  const jobId = await createJob(api);
  await api.drive(
    jobId,
    { type: "StartPreparing", manifest: opened },
    { type: "FinishPreparing", totals },
  );
  for (let chunk = 0; chunk < 100; chunk++) {
    await api.record(chunkStream(jobId, 0, chunk), claimed("a"), completed("a", 10, 0));
  }
  return {
    api,
    jobId,
    leftovers: () => ({
      eventReaders: api.readModels.fromStreams.readers,
      waiting: api.readModels.fromStreams.waiting,
      changeReaders: api.readModels.readers,
      storeSubscriptions,
      sockets: process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length,
    }),
  };
}
