/** Bounds on jobs by whose they are, their tags and their priority, as somebody tries them who wants to get around them. */
import { createClient } from "graphql-ws";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askAs, makeTokens } from "../../support/access.ts";
import { startApi, validInput, type TestApi } from "../../support/api.ts";
import { opened, totals } from "../../support/jobs.ts";

const media = { team: ["media"] };
const { authenticator, tokens } = makeTokens({
  everything: {
    permission: "admin",
    grants: ["delete-objects", "bypass-governance", "functions"],
  },
  own: { permission: "run", visibleJobs: { own: true } },
  media: { permission: "run", visibleJobs: { tags: media } },
  mediaAdmin: { permission: "admin", visibleJobs: { tags: media } },
  labelled: {
    permission: "run",
    requiredTags: { team: ["media", "web"], "cost-center": true },
  },
  watcher: { permission: "run", commandedJobs: { own: true } },
  helper: { permission: "run", commandedJobs: { tags: media, maxPriority: 20 } },
});
type Name = keyof typeof tokens;

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ authenticator });
});
afterAll(() => api.stop());

interface Answer {
  readonly job: { readonly id: string } | null;
  readonly errors: readonly { readonly code: string; readonly message: string; path: string[] }[];
}

async function ask(name: Name, query: string, variables: Readonly<Record<string, unknown>> = {}) {
  return askAs(api.url, tokens[name], { query, variables });
}

/** The payload of a mutation, or the code and message that refuse it as a whole. */
async function give(
  name: Name,
  mutation: string,
  input: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`.replace(
    /^(Confirm|Cancel|Pause|Resume|Delete)JobInput$/,
    "JobCommandInput",
  );
  const query = `mutation ($input: ${type}!) {
    ${mutation}(input: $input) { ${mutation === "deleteJob" ? "" : "job { id }"} errors { code message path } } }`;
  const { data, errors } = await ask(name, query, { input });
  const [refused] = errors;
  if (refused !== undefined) {
    const { message, extensions } = refused;
    return { job: null, errors: [{ code: extensions.code, message, path: [] }] };
  }
  return (data as unknown as Readonly<Record<string, Answer>>)[mutation]!;
}

const tagsOf = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([key, value]) => ({ key, value }));

async function create(
  name: Name,
  tags: Readonly<Record<string, string>> = {},
  changes: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const { job, errors } = await give(
    name,
    "createJob",
    validInput({ tags: tagsOf(tags), ...changes }),
  );
  expect(errors).toEqual([]);
  return job!.id;
}

const codesOf = ({ errors }: Answer) => errors.map(({ code }) => code);
const messagesOf = ({ errors }: Answer) => errors.map(({ message }) => message);

/** Everywhere that a job could show. */
async function placesWith(name: Name, id: string): Promise<readonly string[]> {
  const query = `query ($id: ID!) {
    job(id: $id) { id } node(id: $id) { id } task: node(id: "${id}/0/0") { id }
    jobs(first: 100) { totalCount nodes { id } }
    found: jobs(first: 1, filter: { search: "${id}" }) { totalCount nodes { id } }
    jobCounts { count } }`;
  const { data, errors } = await ask(name, query, { id });
  expect(errors).toEqual([]);
  const { job, node, jobs, found, jobCounts } = data as unknown as {
    job: object | null;
    node: object | null;
    jobs: { totalCount: number; nodes: { id: string }[] };
    found: { totalCount: number; nodes: { id: string }[] };
    jobCounts: { count: number }[];
  };
  expect(jobs.nodes).toHaveLength(jobs.totalCount);
  expect(jobCounts.reduce((sum, { count }) => sum + count, 0)).toBe(jobs.totalCount);
  const authorization = `Bearer ${tokens[name]}`;
  const audit = await fetch(`${api.url}/jobs/${id}/audit`, { headers: { authorization } });
  await audit.body?.cancel();
  return [
    ...(job === null ? [] : ["job"]),
    ...(node === null ? [] : ["node"]),
    ...(jobs.nodes.some((each) => each.id === id) ? ["list"] : []),
    ...(found.nodes.length + found.totalCount > 0 ? ["search"] : []),
    ...(audit.status === 404 ? [] : ["audit"]),
  ];
}

const everywhere = ["job", "node", "list", "search", "audit"];

/** What each command is answered with. */
async function commanded(name: Name, id: string): Promise<readonly string[]> {
  const commands: readonly (readonly [string, object])[] = [
    ["confirmJob", {}],
    ["cancelJob", {}],
    ["pauseJob", {}],
    ["resumeJob", {}],
    ["updateJobPriority", { priority: 1 }],
    ["updateJobLimits", { limits: { maxConcurrency: 1 } }],
    ["tagJob", { set: tagsOf({ team: "media" }) }],
    ["retryFailedTasks", { clientRequestToken: crypto.randomUUID() }],
    ["cloneJob", { clientRequestToken: crypto.randomUUID() }],
  ];
  const codes = [];
  for (const [mutation, input] of commands)
    codes.push(...codesOf(await give(name, mutation, { id, ...input })));
  return codes;
}

describe("a job that somebody does not see", () => {
  it.each<[name: Name, whose: Name, tags: Record<string, string>]>([
    ["own", "everything", {}],
    ["own", "media", { team: "media" }],
    ["media", "everything", {}],
    ["media", "everything", { team: "web" }],
    ["media", "everything", { Team: "media", media: "team" }],
    ["mediaAdmin", "everything", { team: "Media" }],
  ])(
    "is nowhere for %s when %s makes it with %j, and no command finds it",
    async (name, whose, tags) => {
      const id = await create(whose, tags);
      expect(await placesWith(name, id)).toEqual([]);
      expect(await placesWith("everything", id)).toEqual(everywhere);
      expect(new Set(await commanded(name, id))).toEqual(new Set(["JOB_NOT_FOUND"]));
    },
  );

  it("is not made visible by the client request token that it was created with", async () => {
    const input = validInput({ tags: tagsOf({ team: "media" }) });
    const { job } = await give("everything", "createJob", input);
    const again = await give("own", "createJob", input);
    expect(again).toMatchObject({ job: null, errors: [{ code: "NOT_ALLOWED" }] });
    expect(again.errors[0]!.path).toEqual(["clientRequestToken"]);
    expect(JSON.stringify(again)).not.toContain(job!.id);
    const { spec } = input as { spec: object };
    const other = await give("own", "createJob", { ...input, spec: { ...spec, priority: 7 } });
    expect(codesOf(other)).toEqual(["NOT_ALLOWED"]);
    expect(JSON.stringify(other)).not.toContain(job!.id);
    // Whoever sees the job is told as everybody.
    expect((await give("media", "createJob", input)).job).toEqual(job);
    expect(
      codesOf(await give("media", "createJob", { ...input, spec: { ...spec, priority: 7 } })),
    ).toEqual(["IDEMPOTENCY_MISMATCH"]);
  });

  it("is not told of as what another was made from", async () => {
    const origin = await create("everything", {});
    const clone = await give("everything", "cloneJob", {
      id: origin,
      clientRequestToken: crypto.randomUUID(),
      overrides: { tags: tagsOf({ team: "media" }) },
    });
    const query = `query ($id: ID!) { job(id: $id) { clonedFrom { id } retries { id } } }`;
    const { data } = await ask("media", query, { id: clone.job!.id });
    expect(data).toEqual({ job: { clonedFrom: null, retries: [] } });
  });

  it.each<Name>(["own", "media"])("is not told of by any subscription of %s", async (name) => {
    const mine = await create(name, { team: "media" });
    const hidden = await create("everything", { team: "web" });
    const last = await create(name, { team: "media" });
    const client = connect(name);
    const told = new Set<string>();
    const query = "subscription { jobEvents(fromStart: true) { event { jobId } } }";
    for await (const { data } of client.iterate<{ jobEvents: { event: { jobId: string } } }>({
      query,
    })) {
      told.add(data!.jobEvents.event.jobId);
      if (told.has(last)) break;
    }
    expect(told).toContain(mine);
    expect(told).not.toContain(hidden);
    for (const alone of [
      `subscription { jobProgress(jobId: "${hidden}") { position } }`,
      `subscription { jobEvents(jobId: "${hidden}", fromStart: true) { event { jobId } } }`,
    ])
      await expect(client.iterate({ query: alone }).next()).resolves.toMatchObject({
        value: { errors: [{ extensions: { code: "JOB_NOT_FOUND" } }] },
      });
    await client.dispose();
  });
});

function connect(name: Name) {
  return createClient({
    url: `${api.url.replace("http:", "ws:")}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { token: tokens[name] },
  });
}

describe("a job that somebody sees", () => {
  it.each<[name: Name, whose: Name, tags: Record<string, string>]>([
    ["own", "own", {}],
    ["media", "everything", { team: "media", other: "x" }],
    ["media", "media", { team: "media" }],
    ["watcher", "everything", {}],
    ["helper", "everything", { team: "web" }],
    ["labelled", "everything", {}],
  ])("is everywhere for %s when %s makes it with %j", async (name, whose, tags) => {
    const id = await create(whose, tags);
    expect(await placesWith(name, id)).toEqual(everywhere);
  });

  it("is gone from lists, subscriptions and events when it loses its tag, and comes when it gets it", async () => {
    const id = await create("everything", { team: "media" });
    const client = connect("media");
    const progress = client.iterate<{ jobProgress: { cursor: string; job: { tags: object[] } } }>({
      query: `subscription { jobProgress(jobId: "${id}", intervalMs: 250) { cursor job { tags { key value } } } }`,
    });
    const { value: snapshot } = await progress.next();
    const { cursor } = (snapshot as { data: { jobProgress: { cursor: string } } }).data.jobProgress;
    interface Change {
      readonly change: string;
      readonly jobId: string;
      readonly job: object | null;
    }
    const list = client.iterate<{ jobs: Change }>({
      query: `subscription { jobs(after: "${cursor}", intervalMs: 250) { change jobId job { id } } }`,
    });
    const changeOfIt = async () => {
      for (;;) {
        const { value } = await list.next();
        const { jobs } = (value as { data: { jobs: Change } }).data;
        if (jobs.jobId === id) return [jobs.change, jobs.job !== null];
      }
    };
    const events: string[] = [];
    const all = client.iterate<{ jobEvents: { event: { jobId: string; type: string } } }>({
      query: "subscription { jobEvents(fromStart: true) { event { jobId type } } }",
    });
    const untilLast = async (last: string) => {
      for (;;) {
        const { value } = await all.next();
        const { event } = (
          value as { data: { jobEvents: { event: { jobId: string; type: string } } } }
        ).data.jobEvents;
        if (event.jobId === id) events.push(event.type);
        if (event.jobId === last) return;
      }
    };
    await give("everything", "updateJobPriority", { id, priority: 3 });
    expect(await changeOfIt()).toEqual(["UPDATED", true]);
    await untilLast(await create("everything", { team: "media" }));
    expect(events).toEqual(["JobCreated", "JobPriorityChanged"]);

    await give("everything", "tagJob", { id, set: tagsOf({ team: "web" }) });
    await give("everything", "updateJobPriority", { id, priority: 4 });
    expect(await changeOfIt()).toEqual(["REMOVED", false]);
    // It may have been told once more as it was; then it ends.
    for (;;) {
      const { done, value } = await progress.next();
      if (done === true) break;
      expect((value as { data: object }).data).toMatchObject({
        jobProgress: { job: { tags: tagsOf({ team: "media" }) } },
      });
    }
    await untilLast(await create("everything", { team: "media" }));
    expect(events).toEqual(["JobCreated", "JobPriorityChanged"]);
    expect(await placesWith("media", id)).toEqual([]);

    await give("everything", "tagJob", { id, set: tagsOf({ team: "media" }) });
    expect(await changeOfIt()).toEqual(["ADDED", true]);
    expect(await placesWith("media", id)).toEqual(everywhere);
    await client.dispose();
  });
});

describe("a tag that somebody must give", () => {
  it.each<[name: Name, tags: Record<string, string>, messages: RegExp[]]>([
    ["media", {}, [/^A job of yours must carry the tag team=media\.$/]],
    ["media", { team: "web" }, [/the tag team=media/]],
    [
      "labelled",
      {},
      [/one of the tags team=media, team=web\.$/, /must carry a tag cost-center\.$/],
    ],
    ["labelled", { team: "web" }, [/a tag cost-center/]],
    ["labelled", { team: "sales", "cost-center": "7" }, [/one of the tags/]],
  ])("is missed of %s at %j, at creation and by a check", async (name, tags, messages) => {
    const input = validInput({ tags: tagsOf(tags) });
    const refused = await give(name, "createJob", input);
    expect(refused.job).toBeNull();
    expect(messagesOf(refused)).toEqual(messages.map((each) => expect.stringMatching(each)));
    expect(refused.errors.every(({ path }) => path.join(".") === "spec.tags")).toBe(true);
    const { data } = await ask(
      name,
      "query ($spec: JobSpecInput!) { validateJob(spec: $spec) { errors { code path } } }",
      { spec: (input as { spec: object }).spec },
    );
    expect(JSON.stringify(data)).toContain("NOT_ALLOWED");
  });

  it("lets a job be made that has it, and of another's without it none by clone", async () => {
    await create("labelled", { team: "web", "cost-center": "7" });
    const origin = await create("everything", {});
    const clone = { id: origin, clientRequestToken: crypto.randomUUID() };
    expect(codesOf(await give("labelled", "cloneJob", clone))).toEqual([
      "NOT_ALLOWED",
      "NOT_ALLOWED",
    ]);
    const tags = tagsOf({ team: "web", "cost-center": "7" });
    expect(codesOf(await give("labelled", "cloneJob", { ...clone, overrides: { tags } }))).toEqual(
      [],
    );
  });

  it.each<[name: Name, change: object]>([
    ["labelled", { remove: ["cost-center"] }],
    ["labelled", { set: tagsOf({ team: "sales" }) }],
    ["labelled", { set: tagsOf({ team: "sales" }), remove: ["cost-center"] }],
    ["media", { remove: ["team"] }],
    ["media", { set: tagsOf({ team: "web" }) }],
    ["mediaAdmin", { set: tagsOf({ team: "" }) }],
  ])("is not taken off by %s with %j", async (name, change) => {
    const id = await create("everything", { team: "media", "cost-center": "7" });
    const refused = await give(name, "tagJob", { id, ...change });
    expect(new Set(codesOf(refused))).toEqual(new Set(["NOT_ALLOWED"]));
    const { data } = await ask("everything", `{ job(id: "${id}") { tags { key value } } }`);
    expect(data).toEqual({ job: { tags: tagsOf({ team: "media", "cost-center": "7" }) } });
  });

  it("may be exchanged for another that does", async () => {
    const id = await create("labelled", { team: "media", "cost-center": "7" });
    const set = tagsOf({ team: "web", more: "x" });
    expect(codesOf(await give("labelled", "tagJob", { id, set }))).toEqual([]);
  });
});

describe("a job that somebody sees and may not command", () => {
  it.each<[name: Name, tags: Record<string, string>, priority: number, message: RegExp]>([
    ["watcher", {}, 5, /^You may command only jobs that you have created\.$/],
    ["helper", { team: "web" }, 5, /^You may command only jobs that carry the tag team=media\.$/],
    ["helper", { team: "media" }, 21, /only jobs of priority up to 20; this one has 21\.$/],
  ])("is left alone by %s: %j with priority %j", async (name, tags, priority, message) => {
    const id = await create("everything", tags, { priority });
    const commands: readonly (readonly [string, object])[] = [
      ["confirmJob", {}],
      ["cancelJob", {}],
      ["pauseJob", {}],
      ["resumeJob", {}],
      ["updateJobPriority", { priority: 1 }],
      ["updateJobLimits", { limits: {} }],
      ["tagJob", { set: tagsOf({ team: "media" }) }],
    ];
    for (const [mutation, input] of commands) {
      const refused = await give(name, mutation, { id, ...input });
      expect([mutation, codesOf(refused)]).toEqual([mutation, ["FORBIDDEN"]]);
      expect(messagesOf(refused)).toEqual([expect.stringMatching(message)]);
    }
    const { data } = await ask(
      name,
      `{ job(id: "${id}") { allowedActions priority tags { key value } } }`,
    );
    expect(data).toEqual({ job: { allowedActions: ["CLONE"], priority, tags: tagsOf(tags) } });
    const everybody = await ask("everything", `{ job(id: "${id}") { allowedActions } }`);
    expect((everybody.data as { job: { allowedActions: string[] } }).job.allowedActions).toContain(
      "CANCEL",
    );
  });

  it("is commanded by who may", async () => {
    const own = await create("watcher");
    expect(codesOf(await give("watcher", "cancelJob", { id: own }))).toEqual([]);
    const tagged = await create("everything", { team: "media" }, { priority: 20 });
    expect(codesOf(await give("helper", "cancelJob", { id: tagged }))).toEqual([]);
  });

  it("is not commanded when it changes between the look at it and the command", async () => {
    const id = await create("everything", { team: "media" });
    // Somebody else is faster each time that the job was looked at.
    const { fromStreams } = api.readModels;
    let isFirst = true;
    const job = async (jobId: string) => {
      const found = await fromStreams.job(jobId);
      if (isFirst) await give("everything", "tagJob", { id, set: tagsOf({ team: "web" }) });
      isFirst = false;
      return found;
    };
    const other = await startApi({
      authenticator,
      commands: api.commands,
      fromStreams: { ...fromStreams, job },
    });
    const query = `mutation { cancelJob(input: { id: "${id}" }) { errors { code } } }`;
    const { errors } = await askAs(other.url, tokens.helper, { query });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(["FORBIDDEN"]);
    await other.stop();
    await api.drive(id, { type: "StartPreparing", manifest: opened });
    await api.drive(id, { type: "FinishPreparing", totals });
    expect(api.readModels.job(id)?.state.status).toBe("SUSPENDED");
  });
});

describe("the bounds of a token", () => {
  it("are told to who has it", async () => {
    const query = `{ viewer { bounds { requiredTags { key values }
      visibleJobs { own maxPriority tags { key values } } commandedJobs { own maxPriority tags { key values } } } } }`;
    const of = async (name: Name) => {
      const { data } = await ask(name, query);
      return (data as { viewer: { bounds: object } }).viewer.bounds;
    };
    const tags = [{ key: "team", values: ["media"] }];
    expect(await of("everything")).toEqual({
      requiredTags: null,
      visibleJobs: null,
      commandedJobs: null,
    });
    expect(await of("media")).toMatchObject({
      visibleJobs: { own: false, maxPriority: null, tags },
    });
    expect(await of("helper")).toMatchObject({
      commandedJobs: { own: false, maxPriority: 20, tags },
    });
    expect(await of("labelled")).toMatchObject({
      requiredTags: [
        { key: "team", values: ["media", "web"] },
        { key: "cost-center", values: null },
      ],
    });
  });
});
