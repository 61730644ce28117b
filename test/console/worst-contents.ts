/**
 * The longest contents that a screen can be asked to show: every number of the API as large as it gets, every text that
 * people or stores choose long and without a place to break, and letters set wider apart than any font would.
 */
import type { Page } from "playwright-core";

const huge = 987_654_321_012;
const hugeText = "987654321012345";
const word = (length: number) => "W".repeat(length);

/** Numbers that mean an amount. Positions and revisions stay: they are asked for again. */
const amounts = new Set(
  "total discovered succeeded failed unknown claimed notStarted deferred tasksPerSecond count priority rows row attempts \
maxConcurrency maxRequestsPerSecond minimumTasks totalCount estimatedSecondsRemaining activeSeconds chunks".split(
    " ",
  ),
);
/** Texts that come from people, keys, stores or errors, and how long they may be; not ETags, which a form sends back. */
const texts: Readonly<Record<string, number>> = {
  description: 256,
  summary: 200,
  message: 400,
  reason: 256,
  statusReason: 256,
  bucket: 63,
  targetBucket: 63,
  prefix: 512,
  targetKeyPrefix: 512,
  key: 128,
  value: 256,
  code: 80,
  errorCode: 64,
  sampleMessage: 400,
  versionId: 200,
  region: 60,
  version: 60,
  failure: 300,
};

/** The same answer with the longest contents. */
function worst(value: unknown, name = ""): unknown {
  if (Array.isArray(value)) return value.map((each) => worst(each, name));
  if (typeof value === "number") return amounts.has(name) ? huge : value;
  if (typeof value === "string") {
    if (name === "sizeBytes") return hugeText;
    const length = texts[name];
    return length === undefined ? value : value.padEnd(length, word(length)).slice(0, length);
  }
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Readonly<Record<string, unknown>>;
  const isActor = typeof fields["kind"] === "string" && typeof fields["name"] === "string";
  return Object.fromEntries(
    Object.entries(fields).map(([key, each]) => [
      key,
      isActor && key === "name" ? word(120) : worst(each, key),
    ]),
  );
}

/** From now on every answer and message of the API that reaches the page has the longest contents. */
export async function showWorst(page: Page): Promise<void> {
  await page.route("**/graphql", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: worst(await response.json()) });
  });
  await page.routeWebSocket("**/graphql", (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => server.send(message));
    server.onMessage((message) => {
      const { payload, ...rest } = JSON.parse(String(message)) as Record<string, unknown>;
      socket.send(JSON.stringify({ ...rest, payload: worst(payload) }));
    });
  });
}

/** Letters and words set apart as WCAG 1.4.12 asks a page to bear: wider than any font of a system. */
export async function spread(page: Page): Promise<void> {
  await page.evaluate(`{
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important }");
    document.adoptedStyleSheets = [sheet];
  }`);
}

/** What reaches beyond the right edge of the page and makes it scroll sideways; nothing where all fits. */
export async function widening(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    const dialog = document.querySelector("dialog[open]");
    const isDialogWide = dialog !== null && dialog.scrollWidth > dialog.clientWidth;
    if (scrollWidth <= clientWidth && !isDialogWide) return [];
    const found = [...document.querySelectorAll("body *")]
      .filter((each) => each.getBoundingClientRect().right > clientWidth + 0.5)
      .map((each) => each.tagName + " " + each.className + " " + each.textContent.slice(0, 40));
    return [scrollWidth - clientWidth + " px too wide", ...found];
  })()`);
}
