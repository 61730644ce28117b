/**
 * Every screen, light and dark, under axe-core; and nothing on any of them throws or breaks the page's policy. And every
 * screen with the longest contents there can be, on the narrowest screen.
 */
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scenesOf, setScene, type Scene } from "./scenes.ts";
import { openBrowser, openStage, openVisit, type Stage } from "./stage.ts";
import { showWorst, spread, widening } from "./worst-contents.ts";

let stage: Stage;
let browser: Browser;
let scenes: readonly Scene[];

beforeAll(async () => {
  stage = await openStage();
  browser = await openBrowser();
  scenes = scenesOf(await setScene(stage));
});

afterAll(async () => {
  await browser?.close();
  await stage?.close();
});

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

const names = scenesOf({ done: "", running: "", waiting: "", failed: "", paused: "" }).map(
  ({ name }) => name,
);

/** An answer that is still on its way is nobody's concern any more. */
async function leave(page: Page): Promise<void> {
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.context().close();
}

async function findings(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate<{ violations: Finding[] }>(
    `axe.run(document, { runOnly: ${JSON.stringify(rules)} })`,
  );
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
  );
}

test.each(names)("%s has nothing that axe-core finds wrong, in light and in dark", async (name) => {
  const { path, before, prepare } = scenes.find((scene) => scene.name === name)!;
  const { page, offences } = await openVisit(browser, stage);
  await before?.(page);
  await page.goto(path);
  await prepare(page);
  await page.evaluate(axe.source);
  expect(await findings(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await findings(page)).toEqual([]);
  expect(offences).toEqual([]);
  await leave(page);
});

test.each(names)("%s fits a screen of 320 pixels, whatever it has to show", async (name) => {
  const { path, before, prepare } = scenes.find((scene) => scene.name === name)!;
  const { page } = await openVisit(browser, stage, { width: 320, height: 640 });
  await showWorst(page);
  await before?.(page);
  await page.goto(path);
  await prepare(page);
  await spread(page);
  expect(await widening(page)).toEqual([]);
  await leave(page);
});
