import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verbs } from "../../src/cli/verbs.ts";
import { startFakeGraphQL, type FakeGraphQL } from "../support/fake-graphql.ts";
import { runCli } from "../support/terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "stevedore-cli-"));
const noObject = join(folder, "list.json");
const noJson = join(folder, "broken.json");
const noSpec = join(folder, "no-spec.json");
const jobFile = join(folder, "job.json");
writeFileSync(noObject, "[]");
writeFileSync(noJson, "{");
writeFileSync(noSpec, '{"spec": 3}');
writeFileSync(jobFile, '{"operation": {}}');

let server: FakeGraphQL;
beforeAll(async () => {
  server = await startFakeGraphQL(() => ({ data: {} }));
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const tags = ["run", "--operation", "put-tags", "--manifest", "s3://b/k", "--yes"];
const copy = ["run", "--operation", "copy", "--manifest", "s3://b/k", "--yes"];
const toBucket = [...copy, "--target-bucket", "t"];

/** Each with what the message must say. */
const bad: readonly (readonly [argv: readonly string[], message: RegExp])[] = [
  [["srve"], /There is no verb srve\. Did you mean serve\?/],
  [["frobnicate"], /no verb frobnicate\. There are serve, worker, config, .*functions/],
  [["--versoin"], /no flag --versoin before the verb\. Did you mean --version\?/],
  [["jobs"], /jobs needs one of list, show, follow, history, /],
  [["jobs", "lsit"], /no jobs lsit\. Did you mean list\?/],
  [["jobs", "show"], /ID is missing: stevedore jobs show ID/],
  [["jobs", "show", "a", "b"], /takes only ID; what is "b" for\?/],
  [["jobs", "list", "--jsn"], /no flag --jsn\. Did you mean --json\?/],
  [["jobs", "list", "--status", "ACTVE"], /--status does not know ACTVE\. Did you mean ACTIVE\?/],
  [["jobs", "list", "--limit", "0"], /--limit takes a whole number from 1 to 1000000, not 0/],
  [["jobs", "list", "--limit", "ten"], /--limit takes a whole number/],
  [["jobs", "list", "--url", "ftp://x"], /--url takes an address like .*, not ftp:\/\/x/],
  [["jobs", "list", "--url", "localhost"], /--url takes an address/],
  [["jobs", "list", "extra"], /takes no words; what is "extra" for\?/],
  [["jobs", "confirm", "x"], /no terminal to ask for confirmation on: give --yes/],
  [["jobs", "cancel", "x"], /no terminal to ask for confirmation on: give --yes/],
  [["report"], /ID is missing/],
  [["report", ""], /ID is empty/],
  [["config", "--json=yes"], /--json takes no value/],
  [["config", "-x"], /no flag -x/],
  [["config", "--config"], /--config needs a value: --config FILE/],
  [["demo", "--objects", "-5"], /--objects needs a value.*write --objects=-5/],
  [["demo", "--objects=1e3"], /--objects takes a whole number from 1 to 1000000, not 1e3/],
  [["run", "--operation", "replicate"], /replicate exists on Amazon S3 alone/],
  [["run", "--operation", "update-encryption"], /update-encryption exists on Amazon S3 alone/],
  [["run"], /--operation is missing: copy, put-tags, merge-tags, delete-tags/],
  [["run", "--operation", "copi"], /--operation does not know copi\. Did you mean copy\?/],
  [
    ["run", "--operation", "delete-tags"],
    /Which objects\? Give --manifest .*--inventory .*--generate/,
  ],
  [["run", "--opration", "copy"], /no flag --opration\. Did you mean --operation\?/],
  [[...tags], /put-tags needs a --tag K=V; delete-tags removes all tags/],
  [[...tags, "--tag", "a"], /--tag takes key=value, not a/],
  [[...tags, "--tag", "=b"], /--tag takes key=value, not =b/],
  [
    [...tags, "--tag", "a=b", "--target-bucket", "t"],
    /--target-bucket does not go with .* put-tags/,
  ],
  [[...copy], /--target-bucket is missing/],
  [[...toBucket, "--tag", "a=b"], /--tag does not go with --operation copy\. Tags of copies/],
  [[...toBucket, "--no-tags", "--new-tag", "a=b"], /--new-tag and --no-tags exclude each other/],
  [[...toBucket, "--storage-class", "COLD"], /does not know COLD.* STANDARD_IA/],
  [[...toBucket, "--acl", "publicread"], /Did you mean public-read\?/],
  [
    [...toBucket, "--metadata-directive", "COPY", "--content-type", "a/b"],
    /keeps the old metadata/,
  ],
  [[...toBucket, "--fields", "Bucket,Kee"], /--fields does not know Kee\. Did you mean Key\?/],
  [[...toBucket, "--report-scope", "all"], /--report-scope needs --report/],
  [[...toBucket, "--report", "reports"], /--report takes s3:\/\/bucket or s3:\/\/bucket\/prefix/],
  [[...toBucket, "--priority", "2147483648"], /--priority takes a whole number from 0 to/],
  [[...toBucket, "--max-concurrency", "0"], /--max-concurrency takes a whole number from 1/],
  [[...toBucket, "--manifest", "s3://b/l"], /--manifest is given twice/],
  [[...toBucket, "--token", "--yes"], /--token needs a value.*write --token=--yes/],
  [[...toBucket, "--url", "http://x", "--config", "c"], /--url names a running one/],
  [
    ["run", "--operation", "delete-tags", "--manifest", "s3://b"],
    /--manifest takes s3:\/\/bucket\/key/,
  ],
  [
    ["run", "--operation", "delete-tags", "--manifest", "b/k"],
    /--manifest takes s3:\/\/bucket\/key/,
  ],
  [["run", "--job", jobFile, "--priority", "1"], /--priority cannot be given with it/],
  [["run", "--job", join(folder, "none.json")], /none\.json cannot be read as a job/],
  [["run", "--job", noJson], /broken\.json cannot be read as a job/],
  [["run", "--job", noObject], /must hold one JSON object/],
  [["run", "--job", noSpec], /"spec" in .* is not an object/],
  [["run", "--job", jobFile], /no terminal to ask for confirmation on: give --yes/],
];

describe("a command line that is wrong", () => {
  it.each(bad)(
    "%j ends with exit code 2 and says why, and nothing is done",
    async (argv, message) => {
      const { code, stdout, stderr } = await runCli(argv, { env: { STEVEDORE_URL: server.url } });
      expect(stderr).toMatch(message);
      expect(stderr).toMatch(/^stevedore: /);
      expect(stdout).toBe("");
      expect(code).toBe(2);
      expect(server.requests).toEqual([]);
    },
  );

  it.each([
    [["run", "--nonsense"], "stevedore run --help"],
    [["jobs", "list", "--nonsense"], "stevedore jobs list --help"],
    [["jobs", "nonsense"], "stevedore --help"],
  ])("%j leads to the help of its verb", async (argv, help) => {
    expect((await runCli(argv)).stderr).toContain(`\nSee ${help}.\n`);
  });

  it("with nothing in it shows the help, on standard error", async () => {
    const { code, stdout, stderr } = await runCli([]);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/stevedore VERB \[flags\]/);
  });
});

describe("help", () => {
  it.each(verbs.map(({ name, summary }) => [name, summary]))(
    "of %s names its flags, before anything is looked at",
    async (name, summary) => {
      const words = name.split(" ");
      for (const argv of [
        [...words, "--help"],
        [...words, "-h"],
        ["help", ...words],
      ]) {
        const { code, stdout, stderr } = await runCli(argv);
        expect([code, stderr]).toEqual([0, ""]);
        expect(stdout).toContain(`stevedore ${name}`);
        expect(stdout).toContain(`${summary}.`);
        expect(stdout).toMatch(/-h, --help/);
      }
    },
  );

  it("of a group of verbs lists them", async () => {
    const { code, stdout } = await runCli(["jobs", "--help"]);
    expect(code).toBe(0);
    expect(stdout.match(/jobs (list|show|history|confirm|cancel) /g)).toHaveLength(5);
  });

  it("of the program lists every verb", async () => {
    const { code, stdout } = await runCli(["--help"]);
    expect(code).toBe(0);
    for (const { name, summary } of verbs) {
      expect(stdout).toContain(name);
      expect(stdout).toContain(summary);
    }
  });

  it("of run has the exit codes", async () => {
    const { stdout } = await runCli(["run", "--help"]);
    for (const code of [0, 1, 2, 3, 4, 5, 130])
      expect(stdout).toMatch(new RegExp(`^ +${code}  `, "m"));
  });

  it("has the version", async () => {
    const { code, stdout } = await runCli(["--version"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^stevedore \d+\.\d+\.\d+\n$/);
  });
});
