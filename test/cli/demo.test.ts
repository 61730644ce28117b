import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checkCopies, type ReportText } from "../../src/cli/demo-check.ts";
import {
  demoBuckets,
  demoKey,
  demoPrefix,
  loadCargo,
  manifestOf,
  missingKeys,
} from "../../src/cli/demo-objects.ts";
import { demoNextSteps, demoReportShown } from "../../src/cli/demo-words.ts";
import { createDevelopmentClient, type DevelopmentClient } from "../../src/devstore/client.ts";
import { startDevelopmentStore, type DevelopmentStore } from "../../src/devstore/server.ts";

const keys = { accessKeyId: "DEMO", secretAccessKey: "a test's secret" };

let store: DevelopmentStore;
let client: DevelopmentClient;
beforeAll(async () => {
  store = await startDevelopmentStore(keys);
  client = createDevelopmentClient({ url: store.url, ...keys });
});
afterAll(async () => {
  client.close();
  await store.close();
});

describe("the cargo of the demo", () => {
  it("has keys that are all different and fit below the prefix", () => {
    const all = Array.from({ length: 2_000 }, (_, index) => demoKey(index));
    expect(new Set([...all, ...missingKeys]).size).toBe(all.length + missingKeys.length);
    const longest = Math.max(...all.map((key) => Buffer.byteLength(`${demoPrefix}/${key}`)));
    expect(longest).toBe(1_024);
  });

  it.each([1, 3, 5, 6, 300])(
    "has a manifest of %d objects and those that are missing",
    (objects) => {
      const rows = manifestOf(objects).trimEnd().split("\n");
      const listed = rows.map((row) => decodeURIComponent(row.split(",")[1]!));
      const wanted = Array.from({ length: objects }, (_, index) => demoKey(index));
      expect(listed.toSorted()).toEqual([...wanted, ...missingKeys].toSorted());
      expect(rows.every((row) => row.split(",").length === 2)).toBe(true);
    },
  );
});

function fileOf(status: string, listed: readonly string[]): ReportText {
  const rows = listed.map(
    (key) => `${demoBuckets.source},${encodeURIComponent(key)},,${status},200,,"a\nb"`,
  );
  return { status, key: `${status}.csv`, text: `${rows.join("\n")}\n` };
}

describe("the check of the demo", () => {
  const objects = 28;
  let etags: ReadonlyMap<string, string>;
  let files: readonly ReportText[];
  const copyOf = (key: string) => `${demoPrefix}/${key}`;

  beforeAll(async () => {
    etags = await loadCargo(client, objects);
  });
  beforeEach(async () => {
    files = [fileOf("succeeded", [...etags.keys()]), fileOf("failed", missingKeys)];
    for (const key of etags.keys()) {
      const body = await client.get(demoBuckets.source, key);
      await client.put(demoBuckets.target, copyOf(key), body);
    }
  });

  it("finds nothing when copies and report agree", async () => {
    expect(etags.size).toBe(objects);
    expect(await checkCopies(client, files, etags)).toEqual([]);
  });

  it("finds a row that is missing, or there twice", async () => {
    const [first, ...others] = [...etags.keys()];
    const lacking = [fileOf("succeeded", others), files[1]!];
    expect(await checkCopies(client, lacking, etags)).toEqual([
      `the report of successes lacks 1, such as ${JSON.stringify(first)}`,
      `the bucket of copies has 1, such as ${JSON.stringify(copyOf(first!))} besides`,
    ]);
    const doubled = [...files, fileOf("failed", [missingKeys[0]!])];
    expect(await checkCopies(client, doubled, etags)).toEqual([
      "the report of failures has 1 keys more than once",
    ]);
  });

  it("finds a copy with other contents", async () => {
    const key = demoKey(3);
    await client.put(demoBuckets.target, copyOf(key), "something else");
    expect(await checkCopies(client, files, etags)).toEqual([
      `The copy of ${JSON.stringify(key)} has other contents than the object.`,
    ]);
  });
});

describe("the words of the demo", () => {
  it("show the first rows of each file, shortened", () => {
    const text = demoReportShown([fileOf("failed", ["a", "b", "c", "d", "x".repeat(500)])]);
    expect(text).toContain("tasks that failed, failed.csv");
    expect(text.split("\n").every((line) => line.length < 200)).toBe(true);
    expect(text).not.toContain(",d,");
  });

  it.each([true, false])("have a query that is JSON (keep: %s)", (keep) => {
    const access = {
      endpoint: "http://127.0.0.1:9",
      accessKeyId: "A",
      secretAccessKey: "s",
      bucket: "b",
    };
    const text = demoNextSteps({
      url: "http://127.0.0.1:4000",
      jobId: "job-1",
      keep,
      store: access,
    });
    expect(text.includes("AWS_SECRET_ACCESS_KEY=s")).toBe(keep);
    const body = /-d '(?<body>.*)'/.exec(text)?.groups?.["body"] ?? "";
    const { query } = JSON.parse(body) as { query: string };
    expect(query).toContain(keep ? 'job(id: "job-1")' : 'job(id: "JOB-ID")');
  });
});
