import { describe, expect, test } from "vitest";
import {
  actualRevision,
  isOfType,
  isRetryable,
  NoAnswer,
} from "../../src/eventstore/eventstoredb-errors.ts";

function clientError(message: string, fields: object = {}): Error {
  return Object.assign(new Error(message), fields);
}

describe("a call is made again after", () => {
  test.each([
    ["our own limit of time", new NoAnswer("no answer within 5000 ms")],
    ["a server that is away", clientError("", { type: "unavailable" })],
    ["the same without a type", clientError("14 UNAVAILABLE: connection dropped", { code: 14 })],
    ["a node that does not lead yet", clientError("Server Is Not Ready", { type: "unknown" })],
    ["a node that no longer leads", clientError("", { type: "not-leader" })],
    [
      "a stop with grace",
      clientError("Received RST_STREAM with code 2", { type: "unknown", code: 2 }),
    ],
    ["a call that the connection took with it", clientError("", { type: "cancelled" })],
    ["a cluster that was not found", clientError("Failed to discover after 10 attempts.")],
  ])("%s", (_, error) => {
    expect(isRetryable(error)).toBe(true);
  });
});

describe("a call is not made again after", () => {
  test.each([
    ["a conflict", clientError("", { type: "wrong-expected-version" })],
    ["a deleted stream", clientError("", { type: "stream-deleted" })],
    ["an append that is too large", clientError("", { type: "max-append-size-exceeded" })],
    ["a password that is wrong", clientError("UNAUTHENTICATED", { type: "unknown", code: 16 })],
    ["another code of gRPC", clientError("13 INTERNAL", { code: 13 })],
    ["a bug", new TypeError("undefined is not iterable")],
    ["what is no error", "Server Is Not Ready"],
  ])("%s", (_, error) => {
    expect(isRetryable(error)).toBe(false);
  });
});

test("a conflict is told by its type, for its message is empty, and says where the stream is", () => {
  const conflict = { type: "wrong-expected-version", actualVersion: 7n };
  expect(isOfType(clientError("", conflict), "wrong-expected-version")).toBe(true);
  expect(actualRevision(clientError("", conflict))).toBe(7);
  expect(actualRevision(clientError("", { ...conflict, actualVersion: -1n }))).toBeNull();
  expect(actualRevision(clientError("", { ...conflict, actualVersion: "no_stream" }))).toBeNull();
});
