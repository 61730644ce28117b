/** What the built console weighs, and that nothing of it comes from elsewhere. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { consoleDist } from "../../console/built-from.ts";

const page = readFileSync(join(consoleDist, "index.html"), "utf8");
const assets = readdirSync(join(consoleDist, "assets"));
const sizeOf = (name: string) =>
  gzipSync(readFileSync(join(consoleDist, "assets", name)), { level: 9 }).length;
const sum = (names: readonly string[]) => names.map(sizeOf).reduce((a, b) => a + b, 0);

/** What a browser loads before the first screen: what the page names, and what that imports without being asked. */
function firstLoad(): string[] {
  const names = new Set(
    [...page.matchAll(/assets\/([\w.-]+\.(?:js|css))/g)].map(([, name]) => name!),
  );
  for (const name of names) {
    if (!name.endsWith(".js")) continue;
    const text = readFileSync(join(consoleDist, "assets", name), "utf8");
    for (const [, imported] of text.matchAll(/(?:import|from)\s*"\.\/([\w.-]+\.js)"/g)) {
      names.add(imported!);
    }
  }
  return [...names];
}

test("the first load is at most 130 kB of JavaScript and 12 kB of CSS, compressed", () => {
  const names = firstLoad();
  const scripts = names.filter((name) => name.endsWith(".js"));
  expect(scripts.length).toBeGreaterThan(0);
  expect(sum(scripts)).toBeLessThanOrEqual(130_000);
  expect(sum(assets.filter((name) => name.endsWith(".css")))).toBeLessThanOrEqual(12_000);
});

test("the chart is a part of its own of at most 25 kB, compressed", () => {
  const chart = assets.filter((name) => /^chart-.*\.js$/.test(name));
  expect(chart).toHaveLength(1);
  expect(firstLoad()).not.toContain(chart[0]);
  expect(sum(chart)).toBeLessThanOrEqual(25_000);
});

test("the page has no script or style of its own text, and only relative addresses", () => {
  expect(page).not.toMatch(/<script(?![^>]*\ssrc=)/);
  expect(page).not.toMatch(/<style|\sstyle=|\son\w+=/);
  const addresses = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address!);
  expect(addresses.filter((address) => !address.startsWith("./"))).toEqual(["/"]);
});
