/** One job through the API of an engine, from its creation to its end. */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

export interface EndedJob {
  readonly id: string;
  readonly status: string;
  readonly succeeded: number;
  readonly failed: number;
  /** From its creation until it ended, by the clock of the event store. */
  readonly seconds: number;
}

/** Between two looks at a job lie so long at least, and this share of its age: rare enough to cost next to nothing. */
const looks = { leastMs: 250, share: 0.02 } as const;

/** What is done to each row of the null manifest. */
export type BenchOperation = "copy" | "tagging" | "delete";

const operations: { readonly [Name in BenchOperation]: object } = {
  copy: { copyObject: { targetBucket: "target" } },
  tagging: { putObjectTagging: { tagSet: [{ key: "a", value: "b" }] } },
  delete: { deleteObject: {} },
};

export function runCopyJob(url: string, rows: number): Promise<EndedJob> {
  return runJob(url, { rows, operation: "copy" });
}

/** Does it to each row of the null manifest, with a report of all tasks, and waits until the job has ended. */
export async function runJob(
  url: string,
  job: { readonly rows: number; readonly operation: BenchOperation },
): Promise<EndedJob> {
  const spec = {
    operation: operations[job.operation],
    manifest: { csv: { object: { bucket: "lists", key: `rows-${job.rows}.csv` } } },
    report: { bucket: "reports", prefix: "bench" },
    confirmationRequired: job.operation === "delete",
  };
  const { createJob } = await ask<{ createJob: { job: { id: string } | null } }>(
    url,
    "mutation ($input: CreateJobInput!) { createJob(input: $input) { job { id } errors { message } } }",
    { input: { clientRequestToken: randomUUID(), spec } },
  );
  if (createJob.job === null) throw new Error(`the job was refused: ${JSON.stringify(createJob)}`);
  if (job.operation === "delete") await confirmWhenAsked(url, createJob.job.id);
  const start = performance.now();
  for (;;) {
    const ended = await look(url, createJob.job.id);
    if (ended !== null) return ended;
    await pause(Math.max(looks.leastMs, looks.share * (performance.now() - start)));
  }
}

/** A job that deletes always waits to be confirmed. */
async function confirmWhenAsked(url: string, id: string): Promise<void> {
  for (;;) {
    const { job } = await ask<{ job: { status: string } }>(
      url,
      "query ($id: ID!) { job(id: $id) { status } }",
      { id },
    );
    if (job.status === "SUSPENDED") break;
    await pause(20);
  }
  await ask(url, "mutation ($id: ID!) { confirmJob(input: { id: $id }) { errors { message } } }", {
    id,
  });
}

async function look(url: string, id: string): Promise<EndedJob | null> {
  const { job } = await ask<{
    job: {
      status: string;
      createdAt: string;
      endedAt: string | null;
      progress: { succeeded: number; failed: number };
    };
  }>(
    url,
    "query ($id: ID!) { job(id: $id) { status createdAt endedAt progress { succeeded failed } } }",
    { id },
  );
  if (job.endedAt === null) return null;
  const seconds = (Date.parse(job.endedAt) - Date.parse(job.createdAt)) / 1000;
  return { id, status: job.status, ...job.progress, seconds };
}

/** When each event of a job's own life was recorded, by its type: milliseconds of the clock of the event store. */
export async function momentsOf(url: string, id: string): Promise<ReadonlyMap<string, number>> {
  const { job } = await ask<{
    job: { history: { edges: { node: { type: string; recordedAt: string } }[] } };
  }>(
    url,
    "query ($id: ID!) { job(id: $id) { history(first: 100) { edges { node { type recordedAt } } } } }",
    { id },
  );
  return new Map(
    job.history.edges.map(({ node: { type, recordedAt } }) => [type, Date.parse(recordedAt)]),
  );
}

async function ask<Data>(url: string, query: string, variables: object): Promise<Data> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data?: Data; errors?: unknown };
  if (data === undefined || errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}
