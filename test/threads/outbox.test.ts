import { once } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import { MessageChannel } from "node:worker_threads";
import { expect, onTestFinished, test } from "vitest";
import { openOutbox } from "../../src/threads/outbox.ts";

function openWatched() {
  const { port1, port2 } = new MessageChannel();
  onTestFinished(() => port1.close());
  const messages: unknown[] = [];
  port2.on("message", (message) => messages.push(message));
  const outbox = openOutbox<string>(port1);
  /** Everything that was sent before has come. */
  const allCame = async () => {
    await nextTurn();
    port1.postMessage("end");
    while (messages.at(-1) !== "end") await once(port2, "message");
    return messages.splice(0).slice(0, -1);
  };
  return { outbox, allCame };
}

test("what a round of the event loop posts is one message, in its order", async () => {
  const { outbox, allCame } = openWatched();
  outbox.post("a");
  await Promise.resolve().then(() => outbox.post("b"));
  await nextTurn();
  outbox.post("c");
  expect(await allCame()).toEqual([["a", "b"], ["c"]]);
});

test("what waits is sent at once when asked for, and once", async () => {
  const { outbox, allCame } = openWatched();
  outbox.post("a");
  outbox.flush();
  outbox.flush();
  outbox.post("b");
  expect(await allCame()).toEqual([["a"], ["b"]]);
});
