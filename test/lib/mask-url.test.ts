import { expect, test } from "vitest";
import { maskUrl } from "../../src/lib/mask-url.ts";

test("a connection string keeps its user and its hosts, and shows no password", () => {
  const masked = maskUrl("esdb://admin:p:a/s@s@one:2113,two:2113?tls=true");
  expect(masked).toBe("esdb://admin:***@one:2113,two:2113?tls=true");
  expect(maskUrl("esdb+discover://ops:secret@cluster.example:2113")).toBe(
    "esdb+discover://ops:***@cluster.example:2113",
  );
});

test("a password is masked within a sentence too, and a text without one is left alone", () => {
  expect(maskUrl('cannot parse "esdb://a:secret@b" at 3')).toBe(
    'cannot parse "esdb://a:***@b" at 3',
  );
  expect(maskUrl("esdb://127.0.0.1:2113?tls=false")).toBe("esdb://127.0.0.1:2113?tls=false");
});
