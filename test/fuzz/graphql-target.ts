/**
 * `createJob` over HTTP, as a client sends it, with whatever for an input. Whatever it is, the answer is one that the
 * schema knows, nothing of the inside shows, and a job that was accepted has a spec that the core would take again.
 */
import { checkSpec } from "../../src/job/check-spec.ts";
import { decode } from "../../src/job/codec.ts";
import type { JobSpec } from "../../src/job/spec.ts";
import { startApi, type TestApi } from "../support/api.ts";
import { graphqlCase } from "./graphql-cases.ts";
import type { FuzzTarget } from "./run-fuzz.ts";

const document = `mutation Create($input: CreateJobInput!) {
  createJob(input: $input) { job { id status } position errors { __typename code message path } }
}`;
/** Jobs are kept in memory; after so many cases the API is started anew. */
const casesPerApi = 10_000;
const lanes = 8;
const codesOfRefusals = new Set([
  "BAD_USER_INPUT",
  "BAD_REQUEST",
  "GRAPHQL_VALIDATION_FAILED",
  "QUERY_TOO_COMPLEX",
  "PAYLOAD_TOO_LARGE",
]);
const insides = /node_modules|\bat [\w.<>]+ \(|file:\/\/\/|\.ts:\d+|stacktrace/;

interface CreateAnswer {
  readonly data?: {
    readonly createJob: {
      readonly job: { readonly id: string; readonly status: string } | null;
      readonly position: number | null;
      readonly errors: readonly ProblemAnswer[];
    };
  } | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions: { readonly code: string };
  }[];
}

interface ProblemAnswer {
  readonly __typename: string;
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[];
}

export async function openGraphqlTarget(): Promise<FuzzTarget> {
  const apis = createApis();
  await apis.take().then((api) => apis.giveBack(api));
  return {
    lanes,
    async check(random) {
      const body = JSON.stringify({ query: document, variables: graphqlCase(random) });
      const api = await apis.take();
      try {
        const what = await look(api, body);
        return what === null ? null : { what, input: body.slice(0, 4000) };
      } finally {
        await apis.giveBack(api);
      }
    },
    stop: () => apis.stop(),
  };
}

/** The API in use; a new one takes its place when it is worn, and it ends with the last case that uses it. */
function createApis() {
  let current: { readonly api: Promise<TestApi>; cases: number } | null = null;
  const using = new Map<TestApi, number>();
  return {
    async take(): Promise<TestApi> {
      if (current === null || current.cases >= casesPerApi) current = { api: startApi(), cases: 0 };
      current.cases += 1;
      const api = await current.api;
      using.set(api, (using.get(api) ?? 0) + 1);
      return api;
    },
    async giveBack(api: TestApi): Promise<void> {
      const users = (using.get(api) ?? 1) - 1;
      using.set(api, users);
      if (users > 0 || (await current?.api) === api) return;
      if (using.delete(api)) await api.stop();
    },
    async stop(): Promise<void> {
      for (const api of using.keys()) await api.stop();
      current = null;
    },
  };
}

async function look(api: TestApi, body: string): Promise<string | null> {
  const response = await fetch(`${api.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  const text = await response.text();
  if (![200, 400, 413].includes(response.status)) return `status ${response.status}: ${text}`;
  if (insides.test(text)) return `the inside shows: ${text}`;
  const answer = JSON.parse(text) as CreateAnswer;
  const payload = answer.data?.createJob;
  if (payload === undefined) return refusalProblem(answer, response.status);
  if (answer.errors !== undefined || response.status !== 200) return `data and errors: ${text}`;
  if (payload.job === null) return problemsProblem(payload.errors);
  if (payload.errors.length > 0) return `a job and errors: ${text}`;
  return await jobProblem(api, payload.job.id);
}

/** A request that does not fit the schema is refused as a whole, with a code of the table. */
function refusalProblem({ errors = [] }: CreateAnswer, status: number): string | null {
  const sound =
    errors.length > 0 &&
    errors.every(
      ({ message, extensions }) => message !== "" && codesOfRefusals.has(extensions.code),
    );
  return sound ? null : `status ${status} with ${JSON.stringify(errors)}`;
}

function problemsProblem(errors: readonly ProblemAnswer[]): string | null {
  const known = new Set(["ValidationError", "IdempotencyError"]);
  const sound =
    errors.length > 0 &&
    errors.every(
      (error) =>
        known.has(error.__typename) &&
        error.code !== "" &&
        error.message !== "" &&
        Array.isArray(error.path),
    );
  return sound ? null : `refused with ${JSON.stringify(errors)}`;
}

/** What was accepted stands in the log, is understood, and keeps the rules. */
async function jobProblem(api: TestApi, id: string): Promise<string | null> {
  const [recorded] = await api.eventStore.readStream(`job-${id}`, { maxCount: 1 });
  if (recorded === undefined) return `job ${id} has no event`;
  const decoded = decode(recorded);
  if (!decoded.ok || decoded.value.type !== "JobCreated") return `job ${id} cannot be decoded`;
  const { spec } = decoded.value.data as { readonly spec: JobSpec };
  const problems = checkSpec(spec);
  return problems.length === 0
    ? null
    : `an accepted spec breaks the rules: ${JSON.stringify([problems, spec])}`;
}
