import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import type { EventStore } from "../../src/eventstore/eventstore.ts";
import {
  fieldOf,
  socketClient,
  startApi,
  validInput,
  type GraphQLAnswer,
  type TestApi,
} from "../support/api.ts";

/** How long the second process is behind with whatever it reads of the log, once it is asked. */
const behindMs = 300;

/** Where the second process reads of the log no further, until it may. */
let held = Promise.withResolvers<void>();
beforeEach(() => {
  held = Promise.withResolvers();
});
afterEach(() => held.resolve());

function slow(eventStore: EventStore): EventStore {
  return {
    ...eventStore,
    async *subscribe(options) {
      for await (const page of eventStore.subscribe(options)) {
        await held.promise;
        yield page;
      }
    },
  };
}

/** What the second process says, that has read nothing when it is asked. */
async function askTheSecond(query: string, variables: object): Promise<GraphQLAnswer> {
  const answer = two.ask(query, { ...variables });
  await sleep(behindMs);
  held.resolve();
  return answer;
}

let one: TestApi;
let two: TestApi;
beforeAll(async () => {
  const eventStore = openEmbeddedEventStore({ file: ":memory:" });
  one = await startApi({ eventStore });
  two = await startApi({ eventStore: slow(eventStore) });
  held.resolve();
  await vi.waitUntil(() => two.readModels.caughtUp(), { timeout: 60_000 });
});
afterAll(async () => {
  await two.stop();
  await one.stop();
});

interface Created {
  readonly position: number;
  readonly job: { readonly id: string; readonly revision: number };
}

const outcomeOf = (answer: GraphQLAnswer, name: string) => fieldOf(answer, name) as Created;

async function create(): Promise<Created> {
  const answer = await one.ask(
    `mutation ($input: CreateJobInput!) {
      createJob(input: $input) { position job { id revision } errors { code } }
    }`,
    { input: validInput() },
  );
  return outcomeOf(answer, "createJob");
}

const command = (name: string) => `mutation ($id: ID!, $revision: Long) {
  ${name}(input: { id: $id, expectedRevision: $revision }) {
    position job { id revision status }
    errors { code ... on ConflictError { expectedRevision actualRevision } }
  }
}`;

describe("what one process wrote is read on another that is behind", () => {
  it("in a list and in its counts, by the position of the answer", async () => {
    const { position, job } = await create();
    expect(two.readModels.position()).toBeLessThan(position);
    const { data, errors } = await askTheSecond(
      `query ($at: Long) {
        jobs(atLeastPosition: $at, first: 1) { nodes { id } }
        jobCounts(atLeastPosition: $at) { status count }
      }`,
      { at: position },
    );
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ jobs: { nodes: [{ id: job.id }] } });
    const [counted] = (data?.["jobCounts"] ?? []) as readonly { readonly count: number }[];
    expect(counted?.count).toBeGreaterThan(0);
  });

  it("by the revision of a job too", async () => {
    const { job } = await create();
    const cancelled = await one.ask(command("cancelJob"), { id: job.id, revision: job.revision });
    const { revision } = outcomeOf(cancelled, "cancelJob").job;
    const { data } = await askTheSecond(
      `query ($id: ID!, $at: Long) { job(id: $id, atLeastRevision: $at) { revision status } }`,
      { id: job.id, at: revision },
    );
    expect(data).toEqual({ job: { revision, status: "CANCELLING" } });
  });

  it("and a command there is decided by what was written, not by what it has read", async () => {
    const { job } = await create();
    const { id, revision } = job;
    const cancelled = await askTheSecond(command("cancelJob"), { id, revision });
    expect(cancelled.data).toMatchObject({
      cancelJob: { errors: [], job: { id, status: "CANCELLING" } },
    });
    const late = await one.ask(command("cancelJob"), { id, revision });
    expect(late.data).toMatchObject({
      cancelJob: {
        job: null,
        errors: [{ code: "CONFLICT", expectedRevision: revision, actualRevision: revision + 1 }],
      },
    });
  });

  it("and a subscription there goes on after a cursor of the other's list", async () => {
    const { job } = await create();
    const { cursor } = fieldOf(await one.ask("{ jobs { cursor } }"), "jobs") as {
      readonly cursor: string;
    };
    await one.ask(command("cancelJob"), { id: job.id });
    const client = socketClient(two.url);
    const updates = client.iterate({
      query: `subscription ($after: EventCursor) {
        jobs(after: $after) { change jobId job { status } }
      }`,
      variables: { after: cursor },
    });
    const next = updates.next();
    await sleep(behindMs);
    held.resolve();
    const first = await next;
    expect(first.value?.data).toEqual({
      jobs: { change: "UPDATED", jobId: job.id, job: { status: "CANCELLING" } },
    });
    await client.dispose();
  });
});
