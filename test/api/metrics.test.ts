import { afterEach, describe, expect, it } from "vitest";
import { askAs, makeTokens } from "../support/access.ts";
import {
  createJob,
  startApi,
  validInput,
  type TestApi,
  type TestApiOptions,
} from "../support/api.ts";
import { opened, totals } from "../support/jobs.ts";

const open: TestApi[] = [];
afterEach(async () => {
  for (const api of open.splice(0)) await api.stop();
});

async function start(options: TestApiOptions = {}): Promise<TestApi> {
  const api = await startApi(options);
  open.push(api);
  return api;
}

async function scrape(api: TestApi, token: string | null = null) {
  const response = await fetch(`${api.url}/metrics`, {
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
  });
  return { response, text: await response.text() };
}

const line =
  /^[a-z_][a-z0-9_]*(?:\{[a-z_]+="(?:[^"\\\n]|\\.)*"(?:,[a-z_]+="(?:[^"\\\n]|\\.)*")*\})? -?\d[\d.e+-]*$/;

describe("GET /metrics", () => {
  it("tells Prometheus of jobs, of the log and of the process", async () => {
    const api = await start();
    await createJob(api);
    const id = await createJob(api, { confirmationRequired: false });
    await api.drive(id, { type: "StartPreparing", manifest: opened });
    await api.drive(id, { type: "FinishPreparing", totals }, { type: "ActivateJob" });
    const { response, text } = await scrape(api);
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(text).toContain('stevedore_jobs{status="NEW"} 1\n');
    expect(text).toContain('stevedore_jobs{status="ACTIVE"} 1\n');
    expect(text).toContain(
      `stevedore_job_tasks_total{job="${id}",operation="PUT_OBJECT_TAGGING",store="default",status="ACTIVE"} ${totals.rows}\n`,
    );
    expect(text).toContain("stevedore_read_models_lag_positions 0\n");
    expect(text).toContain('stevedore_info{version="1.2.3"} 1\n');
    const values = text.split("\n").filter((each) => each !== "" && !each.startsWith("#"));
    expect(values.filter((each) => !line.test(each))).toEqual([]);
    const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  const { authenticator, tokens } = makeTokens({
    reader: { permission: "read" },
    elsewhere: { permission: "read", buckets: ["elsewhere"] },
    admin: { permission: "admin" },
  });
  const query = `mutation ($input: CreateJobInput!) { createJob(input: $input) { position } }`;
  const variables = () => ({ input: validInput() });

  it("needs a token where there are tokens, and counts what the token may see", async () => {
    const api = await start({ authenticator });
    await askAs(api.url, tokens.admin, { query, variables: variables() });
    expect((await scrape(api)).response.status).toBe(401);
    expect((await scrape(api, tokens.reader)).text).toContain('stevedore_jobs{status="NEW"} 1\n');
    expect((await scrape(api, tokens.elsewhere)).text).toContain(
      'stevedore_jobs{status="NEW"} 0\n',
    );
  });

  it("needs none when the settings open it", async () => {
    const api = await start({ authenticator, metricsOpen: true });
    await askAs(api.url, tokens.admin, { query, variables: variables() });
    expect((await scrape(api)).text).toContain('stevedore_jobs{status="NEW"} 1\n');
  });
});
