/** Pictures of every screen, light and dark: `npm run console:screenshots` writes them to docs/console/. */
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { scenesOf, setScene } from "./scenes.ts";
import { openBrowser, openStage, openVisit } from "./stage.ts";

const folder = fileURLToPath(new URL("../../docs/console/", import.meta.url));
/** Parts of names: only such scenes. */
const only = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const stage = await openStage();
const browser = await openBrowser();
try {
  const scenes = scenesOf(await setScene(stage, { long: true }));
  for (const scheme of ["light", "dark"] as const) {
    for (const { name, path, before, prepare } of scenes) {
      if (only.length > 0 && !only.some((part) => name.includes(part))) continue;
      const { page, context, offences } = await openVisit(browser, stage, { scheme, height: 800 });
      await before?.(page);
      await page.goto(path);
      await prepare(page);
      // A screen with a chart is about it too.
      if (/^job-(complete|running)$/.test(name)) await page.locator(".chart canvas").waitFor();
      await page.evaluate("scrollTo(0, 0)");
      await page.screenshot({ path: `${folder}${name}-${scheme}.png`, fullPage: true });
      if (offences.length > 0) process.stderr.write(`${name}: ${offences.join("; ")}\n`);
      await page.unrouteAll({ behavior: "ignoreErrors" });
      await context.close();
    }
  }
  if (only.length === 0) {
    const { page, context } = await openVisit(browser, stage, { width: 360, height: 740 });
    await page.goto("/jobs");
    await page.getByText("Tag 2019 invoices").waitFor();
    await page.screenshot({ path: `${folder}jobs-narrow.png` });
    await context.close();
  }
} finally {
  await browser.close();
  await stage.close();
}
