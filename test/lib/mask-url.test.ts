import { expect, test } from "vitest";
import { maskUrl } from "../../src/lib/mask-url.ts";

test("a connection string keeps its hosts, and shows neither user nor password", () => {
  const masked = maskUrl("esdb://admin:p:a/s@s@one:2113,two:2113?tls=true");
  expect(masked).toBe("esdb://***@one:2113,two:2113?tls=true");
  expect(maskUrl("esdb+discover://ops:secret@cluster.example:2113")).toBe(
    "esdb+discover://***@cluster.example:2113",
  );
});

test("users and passwords are masked within a sentence too, and a text without them is left alone", () => {
  expect(maskUrl('cannot parse "esdb://a:secret@b" at 3')).toBe('cannot parse "esdb://***@b" at 3');
  expect(maskUrl("esdb://127.0.0.1:2113?tls=false")).toBe("esdb://127.0.0.1:2113?tls=false");
});

test("a key that stands where a user would is not shown", () => {
  expect(maskUrl("smtp://a-key@mail.example.com:587")).toBe("smtp://***@mail.example.com:587");
});
