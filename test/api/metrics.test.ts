import { afterAll, afterEach, describe, expect, it } from "vitest";
import { askAs, makeTokens } from "../support/access.ts";
import {
  createJob,
  startApi,
  validInput,
  type TestApi,
  type TestApiOptions,
} from "../support/api.ts";
import { lateSeconds } from "../../src/api/metrics.ts";
import { createMeter } from "../../src/lib/meter.ts";
import { opened, totals } from "../support/jobs.ts";
import { openOwnApp, taggingJob, type OwnApp } from "../support/own-app.ts";

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

const query = `mutation ($input: CreateJobInput!) { createJob(input: $input) { position } }`;

const line =
  /^[a-z_][a-z0-9_]*(?:\{[a-z_]+="(?:[^"\\\n]|\\.)*"(?:,[a-z_]+="(?:[^"\\\n]|\\.)*")*\})? -?\d[\d.e+-]*$/;

it("tells by how much the main thread is late, not how often it looks", () => {
  expect(lateSeconds(21.5e6)).toBeCloseTo(0.0015);
  expect(lateSeconds(500e6)).toBeCloseTo(0.48);
  // Timers that went off a little early, and a process that has not looked yet.
  expect([19.9e6, 0, Number.NaN].map(lateSeconds)).toEqual([0, 0, 0]);
});

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

  it("tells what executors have counted to who is bound to nothing", async () => {
    const meter = createMeter(() => {});
    meter.call("default", { code: null, refused: false, repeated: false });
    meter.call("default", { code: "SlowDown", refused: true, repeated: true });
    meter.rate("default", 'a"b', () => 12.5);
    meter.append(0.02);
    meter.reportBytes(2048);
    const api = await start({ authenticator, reading: () => meter.read() });
    const { text } = await scrape(api, tokens.reader);
    for (const each of [
      'stevedore_calls_total{store="default",code="OK"} 1',
      'stevedore_calls_total{store="default",code="SlowDown"} 1',
      'stevedore_calls_repeated_total{store="default"} 1',
      'stevedore_calls_refused_total{store="default"} 1',
      'stevedore_store_rate{store="default",bucket="a\\"b"} 12.5',
      "stevedore_report_bytes_total 2048",
      "# TYPE stevedore_append_seconds histogram",
      'stevedore_append_seconds_bucket{le="0.01"} 0',
      'stevedore_append_seconds_bucket{le="0.025"} 1',
      'stevedore_append_seconds_bucket{le="+Inf"} 1',
      "stevedore_append_seconds_sum 0.02",
      "stevedore_append_seconds_count 1",
    ])
      expect(text).toContain(`${each}\n`);
    const bound = await scrape(api, tokens.elsewhere);
    expect(bound.text).not.toMatch(/stevedore_(?:calls|store_rate|append|report_bytes)/);
    expect(bound.text).toContain("stevedore_jobs");
  });

  it("needs none when the settings open it", async () => {
    const api = await start({ authenticator, metricsOpen: true });
    await askAs(api.url, tokens.admin, { query, variables: variables() });
    expect((await scrape(api)).text).toContain('stevedore_jobs{status="NEW"} 1\n');
  });
});

describe("the metrics of an engine that has run a job", () => {
  let own: OwnApp;
  afterAll(() => own.close());

  it("have its calls by code, its appends and the bytes of its report", async () => {
    own = await openOwnApp({ keys: ["a", "b", "c"], missing: ["gone"] });
    await own.start();
    const created = await own.ask(query, { input: validInput(taggingJob) });
    expect(created.errors).toEqual([]);
    const text = async () => (await fetch(`${own.url()}/metrics`)).text();
    await expect.poll(text).toMatch(/^stevedore_report_bytes_total [1-9]/m);
    const told = await text();
    expect(told).toContain('stevedore_calls_total{store="default",code="OK"} 3\n');
    expect(told).toContain('stevedore_calls_total{store="default",code="NoSuchKey"} 1\n');
    expect(told).toMatch(/^stevedore_append_seconds_count [1-9]/m);
  });
});
