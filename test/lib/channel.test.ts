import { describe, expect, test } from "vitest";
import { Channel } from "../../src/lib/channel.ts";

const item = (number: number) => ({ number });

async function readAll<Item extends object>(channel: Channel<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const one of channel) items.push(one);
  return items;
}

describe("a channel", () => {
  test("gives the items in order and then ends", async () => {
    const channel = new Channel<{ number: number }>(2);
    const read = readAll(channel);
    for (let number = 0; number < 10; number++) expect(await channel.push(item(number))).toBe(true);
    channel.end();
    expect(await read).toEqual(Array.from({ length: 10 }, (_, number) => item(number)));
  });

  test("gives what was in it when it was ended", async () => {
    const channel = new Channel<object>(2);
    await channel.push(item(1));
    await channel.push(item(2));
    channel.end();
    expect(await readAll(channel)).toEqual([item(1), item(2)]);
  });

  test("lets the writer wait while it is full", async () => {
    const channel = new Channel<object>(1);
    await channel.push(item(1));
    const events: string[] = [];
    const second = channel.push(item(2)).then(() => events.push("second taken"));
    const reader = channel[Symbol.asyncIterator]();
    events.push("reads");
    expect(await reader.next()).toEqual({ done: false, value: item(1) });
    await second;
    expect(events).toEqual(["reads", "second taken"]);
  });

  test("gives a failure instead of what is left, and lets a waiting writer go", async () => {
    const channel = new Channel<object>(1);
    await channel.push(item(1));
    const waiting = channel.push(item(2));
    const failure = new Error("over");
    channel.fail(failure);
    channel.fail(new Error("later"));
    expect(await waiting).toBe(false);
    await expect(readAll(channel)).rejects.toBe(failure);
    expect(await channel.push(item(3))).toBe(false);
  });

  test("wakes a waiting reader for a failure", async () => {
    const channel = new Channel<object>(1);
    const read = readAll(channel);
    const failure = new Error("over");
    channel.fail(failure);
    await expect(read).rejects.toBe(failure);
  });

  test("takes nothing more when the reader has stopped", async () => {
    const channel = new Channel<object>(1);
    await channel.push(item(1));
    const waiting = channel.push(item(2));
    const again = waiting.then(() => channel.push(item(3)));
    for await (const read of channel) {
      expect(read).toEqual(item(1));
      break;
    }
    expect(await again).toBe(false);
  });

  test("takes nothing after its end", async () => {
    const channel = new Channel<object>(1);
    channel.end();
    expect(await channel.push(item(1))).toBe(false);
  });
});
