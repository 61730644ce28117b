/** How the engine serves the console: its files, its page at every address, under a prefix, and nothing else. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startApi, type TestApi } from "../support/api.ts";

let folder: string;
let api: TestApi | undefined;
const script = `console.log("a script that is long enough to be compressed")`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "console-"));
  mkdirSync(join(folder, "assets"));
  writeFileSync(
    join(folder, "index.html"),
    `<!doctype html><base href="/" /><title>Console</title>`,
  );
  writeFileSync(join(folder, "assets/index-1a2b.js"), script);
  writeFileSync(join(folder, "assets/index-1a2b.js.gz"), gzipSync(script));
  writeFileSync(join(folder, ".built-from"), "secret");
});

afterEach(async () => {
  await api?.close();
  rmSync(folder, { recursive: true });
});

const browser = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

async function serve(basePath = "/"): Promise<string> {
  api = await startApi({ console: { folder, basePath } });
  return api.url;
}

describe("the page", () => {
  test.each(["/", "/jobs", "/jobs/8f2c6a1e/history?at=42", "/nowhere"])(
    "comes for a browser at %s, with a policy that lets nothing in from elsewhere",
    async (path) => {
      const answer = await fetch(`${await serve()}${path}`, { headers: browser });
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain("<title>Console</title>");
      const policy = answer.headers.get("content-security-policy")!;
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(answer.headers.get("cache-control")).toBe("no-cache");
      expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
      expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
    },
  );

  test.each(["/healthz", "/readyz", "/metrics", "/assets/other.js", "/v20180820/jobs"])(
    "does not stand in for %s",
    async (path) => {
      const text = await (await fetch(`${await serve()}${path}`, { headers: browser })).text();
      expect(text).not.toContain("Console");
    },
  );

  test("does not come for a program, which is told of the API", async () => {
    const url = await serve();
    expect(await (await fetch(url)).text()).toContain("POST /graphql");
    expect((await fetch(`${url}/jobs`)).status).toBe(404);
    expect((await fetch(`${url}/jobs`, { method: "POST", headers: browser })).status).toBe(404);
  });

  test("does not come to a foreign host or origin", async () => {
    const url = await serve();
    const headers = { ...browser, origin: "https://elsewhere.example" };
    expect((await fetch(`${url}/jobs`, { headers })).status).toBe(403);
  });

  test("says how to build it when it is not there", async () => {
    rmSync(join(folder, "index.html"));
    const answer = await fetch(await serve(), { headers: browser });
    expect(await answer.text()).toContain("npm run console:build");
  });
});

describe("the files", () => {
  test("may be kept for ever, and come compressed for who takes it", async () => {
    const url = `${await serve()}/assets/index-1a2b.js`;
    const answer = await fetch(url, { headers: { "accept-encoding": "gzip" } });
    expect(answer.headers.get("content-encoding")).toBe("gzip");
    expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(answer.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(await answer.text()).toBe(script);
    const plain = await fetch(url, { headers: { "accept-encoding": "gzip;q=0, br" } });
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect(await plain.text()).toBe(script);
  });

  test.each(["/.built-from", "/assets/..%2f.built-from", "/assets/../.built-from", "/index.html"])(
    "are those of the build and nothing else: not %s",
    async (path) => {
      const url = new URL(await serve());
      const text = await raw(url, path);
      expect(text).not.toContain("secret");
      expect(text).toContain("NOT_FOUND");
    },
  );
});

/** A request whose path goes out as it is written. */
function raw({ hostname, port }: URL, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ hostname, port, path }, (answer) => {
      let text = "";
      answer.on("data", (part: Buffer) => (text += part.toString()));
      answer.on("end", () => resolve(text));
    })
      .on("error", reject)
      .end();
  });
}

describe("under a path of its own", () => {
  test("the page knows its base, and all of it answers with the prefix and without", async () => {
    const url = await serve("/batch/");
    for (const prefix of ["/batch", ""]) {
      const page = await fetch(`${url}${prefix}/jobs/1`, { headers: browser });
      expect(await page.text()).toContain(`<base href="/batch/"`);
      expect((await fetch(`${url}${prefix}/assets/index-1a2b.js`)).status).toBe(200);
      expect((await fetch(`${url}${prefix}/healthz`)).status).toBe(200);
    }
  });
});
