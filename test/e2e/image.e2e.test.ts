/** The image cannot be built where there is no container engine, but it can be seen whether it holds what is needed. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestStore, type TestStore } from "../support/devstore.ts";
import { startStevedore, type StevedoreProcess } from "../support/stevedore-process.ts";

const root = new URL("../..", import.meta.url).pathname;

let folder: string;
let store: TestStore;
let server: StevedoreProcess | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "stevedore-image-"));
  store = await openTestStore();
});

afterEach(async () => {
  await server?.kill();
  await store.close();
  rmSync(folder, { recursive: true });
});

/** What each stage takes from the repository. */
function copiedByStage(): readonly (readonly string[])[] {
  const [, ...stages] = readFileSync(join(root, "Dockerfile"), "utf8").split(/^FROM /m);
  return stages.map((stage) =>
    [...stage.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources]) =>
      sources!.split(" "),
    ),
  );
}

test("every file that the Dockerfile copies is let through", () => {
  const letThrough = readFileSync(join(root, ".dockerignore"), "utf8").split("\n");
  const copied = new Set(copiedByStage().flat());
  expect(copied.size).toBeGreaterThan(5);
  expect(letThrough).toEqual(expect.arrayContaining([...copied].map((name) => `!${name}`)));
});

test("a server starts from the files of the last stage alone, and gives its pages", async () => {
  const program = join(folder, "app");
  mkdirSync(program);
  for (const name of copiedByStage().at(-1)!)
    cpSync(join(root, name), join(program, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(program, "node_modules"));
  const [dataDir, storeUrl] = [join(folder, "data"), store.store.url];
  server = await startStevedore({ dataDir, storeUrl, programFolder: program });
  expect((await fetch(`${server.url}/explorer/`)).status).toBe(200);
  expect(await server.query("{ engine { caughtUp } }")).toEqual({ engine: { caughtUp: true } });
});
