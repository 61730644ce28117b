import { describe, expect, test, vi } from "vitest";
import { keepCredentials } from "../../../src/s3/compiled/credentials.ts";
import { createSigningClock } from "../../../src/s3/compiled/signing-clock.ts";

interface Given {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly expiration?: Date;
}

/** A provider that gives these one after another, and remembers how it was asked. */
function providing(...given: readonly (Given | Error)[]) {
  const asked: (boolean | undefined)[] = [];
  const left = given.values();
  const provider = async (options?: { readonly forceRefresh?: boolean }) => {
    asked.push(options?.forceRefresh);
    const next = left.next().value ?? given.at(-1)!;
    if (next instanceof Error) throw next;
    return next;
  };
  return { asked, provider };
}

const first: Given = { accessKeyId: "one", secretAccessKey: "s" };
const second: Given = { accessKeyId: "two", secretAccessKey: "s" };

describe("credentials", () => {
  test("are asked for once, however many calls there are, and again after a while", async () => {
    const time = vi.spyOn(performance, "now").mockReturnValue(0);
    const { asked, provider } = providing(first, second);
    const kept = keepCredentials(provider);
    expect(await Promise.all([kept.get(), kept.get()])).toEqual([first, first]);
    for (let call = 0; call < 100; call++) expect(kept.get()).toBe(first);
    expect(asked).toHaveLength(1);
    time.mockReturnValue(6000);
    // Those at hand serve until the others are there.
    expect(kept.get()).toBe(first);
    await expect.poll(() => kept.get()).toBe(second);
    expect(asked).toHaveLength(2);
    time.mockRestore();
  });

  test("that are over are not used, and that none can be had is told", async () => {
    const time = vi.spyOn(performance, "now").mockReturnValue(0);
    const over = { ...first, expiration: new Date(Date.now() - 1) };
    const { provider } = providing(over, new Error("none"), second);
    const kept = keepCredentials(provider);
    await kept.get();
    time.mockReturnValue(6000);
    await expect(kept.get()).rejects.toThrow("none");
    time.mockReturnValue(12_000);
    expect(await kept.get()).toBe(second);
    time.mockRestore();
  });

  test("that a store refuses as over are refreshed at once, by one question", async () => {
    const { asked, provider } = providing(first, second);
    const kept = keepCredentials(provider);
    await kept.get();
    kept.refresh();
    kept.refresh();
    await expect.poll(() => kept.get()).toBe(second);
    expect(asked).toEqual([undefined, true]);
  });
});

describe("the time of a signature", () => {
  const noon = Date.parse("2026-11-23T12:00:00.700Z");

  test("is written as Signature V4 has it", () => {
    expect(createSigningClock(() => noon).date()).toBe("20261123T120000Z");
  });

  test("follows the store's where this machine's is far off, and only there", () => {
    let now = noon;
    const clock = createSigningClock(() => now);
    clock.observe(() => "Mon, 23 Nov 2026 12:03:00 GMT");
    expect(clock.date()).toBe("20261123T120000Z");
    now += 2000;
    clock.observe(() => "Mon, 23 Nov 2026 14:30:00 GMT");
    expect(clock.date()).toBe("20261123T143000Z");
    now += 2000;
    clock.observe(() => "no date");
    clock.observe(() => undefined);
    expect(clock.date()).toBe("20261123T143002Z");
    clock.observe(() => "Mon, 23 Nov 2026 12:00:04 GMT");
    now += 2000;
    clock.observe(() => "Mon, 23 Nov 2026 12:00:06 GMT");
    expect(clock.date()).toBe("20261123T120006Z");
  });
});
