import { readdirSync, readFileSync } from "node:fs";
import type { StoredEvent } from "../../src/job/codec.ts";

const folder = new URL("../job/fixtures/", import.meta.url);

export interface EventFixture {
  readonly type: string;
  readonly version: number;
  readonly stored: StoredEvent;
}

/** Every stored event of `test/job/fixtures`, named `<type>.v<version>.json`. */
export const eventFixtures: readonly EventFixture[] = readdirSync(folder).map((name) => {
  const match = /^(\w+)\.v(\d+)\.json$/.exec(name);
  if (match === null) throw new Error(`${name} is not named <type>.v<version>.json`);
  const stored: StoredEvent = JSON.parse(readFileSync(new URL(name, folder), "utf8"));
  return { type: match[1]!, version: Number(match[2]), stored };
});
