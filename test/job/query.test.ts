import { describe, expect, it } from "vitest";
import { parseQuery, queryLimits } from "../../src/job/query/parse.ts";
import { fc } from "../support/fast-check.ts";
import { queryOf, queryText } from "../support/queries.ts";

const now = new Date("2026-11-27T12:34:56.789Z");
const read = (text: string) => parseQuery(text, { now });
/** What is refused, with the text at the place that is told. */
const refusal = (text: string) => {
  const result = read(text);
  if (result.ok) throw new Error(`${text} was read`);
  const { from, to, message } = result.error;
  return { at: from === to ? from : text.slice(from, to), message };
};

const status = (...values: readonly string[]) => ({
  kind: "condition",
  subject: { field: "status" },
  test: { is: "among", values },
});
const created = (is: string, value: string) => ({
  kind: "condition",
  subject: { field: "created" },
  test: { is, value },
});

describe("a query", () => {
  it("binds not closer than and, and that closer than or", () => {
    const [a, b, c] = [status("NEW"), status("ACTIVE"), status("FAILED")];
    expect(queryOf("status = NEW or status = ACTIVE and not status = FAILED")).toEqual({
      kind: "any",
      of: [a, { kind: "all", of: [b, { kind: "not", of: c }] }],
    });
    expect(queryOf("(status = NEW or status = ACTIVE) and status = FAILED")).toEqual({
      kind: "all",
      of: [{ kind: "any", of: [a, b] }, c],
    });
  });

  it("takes the words that the console shows for statuses", () => {
    expect(queryOf("status in (running, Waiting)")).toEqual(status("ACTIVE", "SUSPENDED"));
  });

  it("takes words in any case, and signs with or without spaces", () => {
    const expected = { kind: "not", of: status("FAILED", "CANCELLED") };
    expect(queryOf('STATUS NOT IN(failed,"Cancelled")')).toEqual(expected);
    expect(queryOf("operation=delete-object")).toEqual(queryOf('operation = "DELETE_OBJECT"'));
    expect(queryOf("failurerate>5%")).toEqual(queryOf("failureRate > 0.05"));
    // 0.7 / 100 is less than 0.007.
    expect(queryOf("failureRate <= 0.7%")).toEqual(queryOf("failureRate <= 0.007"));
    expect(queryOf('description = "null"')).toEqual(queryOf('description in ("null")'));
  });

  it("takes for the key of a tag what follows tag., also in quotes", () => {
    const value = (tag: string, text: string) => ({
      kind: "condition",
      subject: { tag },
      test: { is: "among", values: [text] },
    });
    expect(queryOf("tag.Team.of:x = web")).toEqual(value("Team.of:x", "web"));
    expect(queryOf('tag."cost center" = "a \\"b\\""')).toEqual(value("cost center", 'a "b"'));
  });

  it.each([
    ["created >= 2026-11-01", created(">=", "2026-11-01T00:00:00.000Z")],
    ["created > 2026-11-01", created(">=", "2026-11-02T00:00:00.000Z")],
    ["created <= 2026-11-30", created("<", "2026-12-01T00:00:00.000Z")],
    ["created < 2026-11-01", created("<", "2026-11-01T00:00:00.000Z")],
    ["created > 2026-11-01T08:30+02:00", created(">", "2026-11-01T06:30:00.000Z")],
    ["created >= now-7d", created(">=", "2026-11-20T12:34:00.000Z")],
    ["created >= NOW-90m", created(">=", "2026-11-27T11:04:00.000Z")],
    [
      "created = 2024-02-29",
      {
        kind: "all",
        of: [created(">=", "2024-02-29T00:00:00.000Z"), created("<", "2024-03-01T00:00:00.000Z")],
      },
    ],
  ])("reads times: %s", (text, expected) => {
    expect(read(text)).toEqual({ ok: true, value: expected });
  });

  it.each([
    ["", 0, /^A condition begins with a field, as in status = FAILED; the query ends here\.$/],
    ["statsu = FAILED", "statsu", /^There is no field statsu\. Did you mean status\? Fields are /],
    ["status FAILED", "FAILED", /^After status comes = != < <= > >= in, between, contains or is/],
    ["status = FAILD", "FAILD", /^There is no FAILD here\. Did you mean FAILED\? It takes NEW, /],
    ["status =", 8, /^Here is expected: a value for status; the query ends here\.$/],
    ["status = = NEW", "=", /^Here is expected: a value for status; not =\. One = is enough\.$/],
    ["status > NEW", ">", /^status has no order: it goes with = != and in\.$/],
    ["bucket <= a", "<=", /^bucket has no order: it goes with = != in and contains\.$/],
    ["priority contains 5", "contains", /^priority is no text, /],
    ["text = night", "=", /^text is searched: text contains night\.$/],
    ["priority = high", "high", /^high is not a number such as 1000\.$/],
    ["description = null", "null", /asked for by description is null, or is not null/],
    ["status not in (Null)", "Null", /asked for by status is null/],
    ["description contains 'a b'", "'a", /^A text stands in "double quotes"/],
    ["priority = 5%", "5%", /^5% is not a number/],
    ["failureRate > x", "x", /^x is not a share such as 0\.05 or 5%\.$/],
    ["created > 2026-02-30", "2026-02-30", /^2026-02-30 is not a time\. It takes a day /],
    ["created > yesterday", "yesterday", /^yesterday is not a time\./],
    ["status in FAILED", "FAILED", /^After in come values in brackets: status in \(A, B\)\.$/],
    ["status in (FAILED", 17, /^After a value comes a comma or the bracket that closes\.$/],
    ["priority between 1", 18, /^Between takes two values with and: /],
    ["ended is 5", "5", /^After is comes null or not null\.$/],
    ["ended not = 5", "=", /^After not comes in, between or contains\.$/],
    ["(status = NEW", 13, /^A bracket that was opened is closed with \)\.$/],
    ["status = NEW)", ")", /^This bracket closes none\.$/],
    ["status = NEW status = FAILED", "status", /^Here is expected: and, or, or the end; /],
    [
      "status = NEW & x",
      "&",
      /^Here is expected: and, or, or the end; & is none of them\. Write and\.$/,
    ],
    ["status = NEW || x", "||", /\|\| is none of them\. Write or\.$/],
    ['description contains "night', '"night', /^A text that begins with " ends with "\.$/],
    ["status ! NEW", "!", /^There is no sign !\./],
    ["tag. = x", "tag.", /^After tag\. comes the key of a tag/],
    ["42 = 42", "42", /^There is no field 42\./],
  ] as const)("is refused at its place: %s", (text, at, message) => {
    const refused = refusal(text);
    expect(refused.message).toMatch(message);
    expect(refused.at).toBe(at);
  });

  it("is bounded in its length, its conditions and its depth", () => {
    const { charactersMax, conditionsMax, containsMax, depthMax } = queryLimits;
    expect(read(`id = ${"x".repeat(charactersMax - 5)}`).ok).toBe(true);
    expect(refusal(`id = ${"x".repeat(charactersMax - 4)}`).message).toContain("2000 characters");
    const many = (count: number) => Array.from({ length: count }, () => "id = x").join(" or ");
    expect(read(many(conditionsMax)).ok).toBe(true);
    expect(refusal(many(conditionsMax + 1)).message).toBe("A query has at most 30 conditions.");
    const searches = (count: number) =>
      Array.from({ length: count }, () => "id contains x").join(" or ");
    expect(read(searches(containsMax)).ok).toBe(true);
    expect(refusal(searches(containsMax + 1)).message).toContain("5 conditions with contains");
    const deep = (depth: number) => `${"(".repeat(depth)}id = x${")".repeat(depth)}`;
    expect(read(deep(depthMax)).ok).toBe(true);
    expect(refusal(deep(depthMax + 1)).message).toBe("Brackets and not go at most 20 deep.");
    expect(refusal(`${"not ".repeat(depthMax + 1)}id = x`).message).toContain("20 deep");
  });

  it("is read or refused within itself, whatever it is", () => {
    const pieces = fc.constantFrom(
      "status",
      "=",
      "(",
      ")",
      "not",
      "in",
      ",",
      '"',
      "tag.",
      "😀",
      "\\",
    );
    const anything = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(fc.oneof(pieces, queryText), { maxLength: 6 }).map((all) => all.join(" ")),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const result = read(text);
        if (result.ok) return;
        const { from, to } = result.error;
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeGreaterThanOrEqual(from);
        expect(to).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 500 },
    );
  });
});
