import { describe, expect, it } from "vitest";
import { createAtOnce, TooMuchAtOnce } from "../../src/lib/at-once.ts";

/** Work that ends when it is told to. */
function works() {
  const begun: number[] = [];
  const ends = new Map<number, PromiseWithResolvers<number>>();
  return {
    begun,
    work: (number: number) => () => {
      begun.push(number);
      const end = Promise.withResolvers<number>();
      ends.set(number, end);
      return end.promise;
    },
    end: (number: number) => ends.get(number)!.resolve(number),
    fail: (number: number) => ends.get(number)!.reject(new Error("it failed")),
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("work with a bound", () => {
  it("runs so many at once, the others in the order of asking, and refuses those beyond", async () => {
    const atOnce = createAtOnce({ runningMax: 2, waitingMax: 2 });
    const { begun, work, end, fail } = works();
    const asked = [1, 2, 3, 4].map((number) => atOnce(work(number)));
    await expect(atOnce(work(5))).rejects.toThrow(TooMuchAtOnce);
    await settled();
    expect(begun).toEqual([1, 2]);
    end(2);
    expect(await asked[1]).toBe(2);
    await settled();
    expect(begun).toEqual([1, 2, 3]);
    fail(1);
    await expect(asked[0]).rejects.toThrow("it failed");
    await settled();
    expect(begun).toEqual([1, 2, 3, 4]);
    end(3);
    end(4);
    expect(await Promise.all(asked.slice(2))).toEqual([3, 4]);
    const next = atOnce(work(6));
    await settled();
    end(6);
    expect(await next).toBe(6);
  });

  it("gives a place to who waits and not to who comes when it is free", async () => {
    const atOnce = createAtOnce({ runningMax: 1, waitingMax: 5 });
    const { begun, work, end } = works();
    const first = atOnce(work(1));
    const waiting = atOnce(work(2));
    await settled();
    end(1);
    const late = first.then(() => atOnce(work(3)));
    await settled();
    expect(begun).toEqual([1, 2]);
    end(2);
    await waiting;
    await settled();
    end(3);
    expect(await late).toBe(3);
  });
});
