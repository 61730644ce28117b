/** Reads a query that somebody has typed: `status = FAILED and (tag.team = web or priority >= 5)`. */
import { didYouMean } from "../../lib/nearest.ts";
import { err, ok, type Result } from "../../lib/result.ts";
import { fields, tagField, tagPrefix, type Field } from "./fields.ts";
import { not, type Comparison, type Query, type Subject, type Test } from "./query.ts";
import { tokensOf, type QueryProblem, type Span, type Token } from "./tokens.ts";
import { valueOf, type Meant } from "./values.ts";

export type { QueryProblem } from "./tokens.ts";

export const queryLimits = {
  /** Of one that fits into an address. */
  charactersMax: 2_000,
  conditionsMax: 30,
  /** Of these, with `contains`: each may look into the texts of every job. */
  containsMax: 5,
  /** Brackets and `not` within each other. */
  depthMax: 20,
} as const;

/** `now` is what times as `now-7d` count from. */
export function parseQuery(
  text: string,
  { now }: { readonly now: Date },
): Result<Query, QueryProblem> {
  const { charactersMax } = queryLimits;
  if (text.length > charactersMax) {
    const message = `A query has at most ${charactersMax} characters; this one has ${text.length}.`;
    return err({ from: charactersMax, to: text.length, message });
  }
  const tokens = tokensOf(text);
  if (!tokens.ok) return tokens;
  try {
    return ok(new Reader(tokens.value, now).whole());
  } catch (error) {
    if (error instanceof Unreadable) return err(error.problem);
    throw error;
  }
}

/** Never leaves this file. */
class Unreadable extends Error {
  readonly problem: QueryProblem;

  constructor(message: string, { from, to }: Span) {
    super(message);
    this.problem = { message, from, to };
  }
}

interface Named {
  readonly subject: Subject;
  readonly field: Field;
  readonly name: string;
}

/** For who writes other languages. */
function hintFor(text: string): string {
  if (text.startsWith("&")) return " Write and.";
  if (text.startsWith("|")) return " Write or.";
  return text === "=" ? " One = is enough." : "";
}

/** What may follow a field, each with what it makes of it. */
const expectedSign = "= != < <= > >= in, between, contains or is null";
const example = "status = FAILED";

class Reader {
  readonly #tokens: readonly Token[];
  readonly #now: Date;
  #at = 0;
  #conditions = 0;
  #contains = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], now: Date) {
    this.#tokens = tokens;
    this.#now = now;
  }

  whole(): Query {
    const query = this.#any();
    const { kind, text } = this.#next;
    if (kind !== "end")
      this.#fail(
        text === ")"
          ? "This bracket closes none."
          : `Here is expected: and, or, or the end; ${text} is none of them.${hintFor(text)}`,
      );
    return query;
  }

  get #next(): Token {
    return this.#tokens[this.#at]!;
  }

  #fail(message: string, at: Span = this.#next): never {
    throw new Unreadable(message, at);
  }

  /** Whether a word or a sign comes next; then it is past. */
  #takes(text: string): boolean {
    const { kind, text: found } = this.#next;
    if (kind === "quoted" || found.toLowerCase() !== text) return false;
    this.#at += 1;
    return true;
  }

  #needs(text: string, message: string): void {
    if (!this.#takes(text)) this.#fail(message);
  }

  #any(): Query {
    return this.#joined("any", "or", () => this.#joined("all", "and", () => this.#one()));
  }

  #joined(kind: "all" | "any", word: string, read: () => Query): Query {
    const of = [read()];
    while (this.#takes(word)) of.push(read());
    return of.length === 1 ? of[0]! : { kind, of };
  }

  #one(): Query {
    const start = this.#next;
    if (this.#takes("not")) return this.#deeper(start, () => not(this.#one()));
    if (!this.#takes("(")) return this.#condition();
    return this.#deeper(start, () => {
      const inner = this.#any();
      this.#needs(")", "A bracket that was opened is closed with ).");
      return inner;
    });
  }

  #deeper(start: Token, read: () => Query): Query {
    const { depthMax } = queryLimits;
    this.#depth += 1;
    if (this.#depth > depthMax) this.#fail(`Brackets and not go at most ${depthMax} deep.`, start);
    const query = read();
    this.#depth -= 1;
    return query;
  }

  #condition(): Query {
    const start = this.#next;
    const { conditionsMax } = queryLimits;
    this.#conditions += 1;
    if (this.#conditions > conditionsMax)
      this.#fail(`A query has at most ${conditionsMax} conditions.`, start);
    const named = this.#field();
    if (this.#takes("is")) {
      const isNot = this.#takes("not");
      this.#needs("null", "After is comes null or not null.");
      const known = condition(named, { is: "known" });
      return isNot ? known : not(known);
    }
    const denied = this.#takes("not");
    const query = this.#compared(named, denied);
    return denied ? not(query) : query;
  }

  #compared(named: Named, denied: boolean): Query {
    const sign = this.#next;
    if (this.#takes("in")) return this.#among(named, sign);
    if (this.#takes("contains")) return this.#containing(named, sign);
    if (this.#takes("between")) {
      const first = this.#ordered(named, ">=", sign);
      this.#needs("and", "Between takes two values with and: priority between 1 and 10.");
      return { kind: "all", of: [first, this.#ordered(named, "<=", sign)] };
    }
    if (denied) this.#fail("After not comes in, between or contains.");
    if (this.#takes("=")) return this.#equal(named, sign);
    if (this.#takes("!=")) return not(this.#equal(named, sign));
    for (const comparison of ["<", "<=", ">", ">="] as const)
      if (this.#takes(comparison)) return this.#ordered(named, comparison, sign);
    return this.#fail(`After ${named.name} comes ${expectedSign}.`);
  }

  #field(): Named {
    const token = this.#next;
    if (token.kind !== "word") {
      const found = token.kind === "end" ? "the query ends here" : `not ${token.text}`;
      this.#fail(`A condition begins with a field, as in ${example}; ${found}.`);
    }
    this.#at += 1;
    const { text } = token;
    if (text.toLowerCase().startsWith(tagPrefix)) return this.#tag(token);
    const names = Object.keys(fields) as (keyof typeof fields)[];
    const field = names.find((name) => name.toLowerCase() === text.toLowerCase());
    if (field !== undefined) return { subject: { field }, field: fields[field], name: field };
    const meant = didYouMean(text, names);
    const known = `Fields are ${names.join(", ")}, and tag.KEY.`;
    return this.#fail(`There is no field ${text}.${meant} ${known}`, token);
  }

  /** `tag.team`, or `tag."cost center"`. */
  #tag(token: Token): Named {
    let key = token.text.slice(tagPrefix.length);
    const { kind, text, from } = this.#next;
    if (key === "" && kind === "quoted" && from === token.to) {
      key = text;
      this.#at += 1;
    }
    if (key === "")
      this.#fail('After tag. comes the key of a tag: tag.team, or tag."two words".', token);
    return { subject: { tag: key }, field: tagField, name: `${tagPrefix}${key}` };
  }

  #value({ field, name }: Named): Meant {
    const token = this.#next;
    if (token.kind !== "word" && token.kind !== "quoted") {
      const found = token.kind === "end" ? "the query ends here" : `not ${token.text}`;
      this.#fail(`Here is expected: a value for ${name}; ${found}.${hintFor(token.text)}`);
    }
    if (token.kind === "word") this.#checkWord(token, name);
    this.#at += 1;
    const read = valueOf(field, token.text, this.#now);
    return read.ok ? read.value : this.#fail(read.error, token);
  }

  /** What other languages mean something by would be taken for a text, and found nowhere. */
  #checkWord(word: Token, name: string): void {
    if (word.text.toLowerCase() === "null")
      this.#fail(`What is not there is asked for by ${name} is null, or is not null.`, word);
    if (word.text.startsWith("'")) this.#fail('A text stands in "double quotes".', word);
  }

  #equal(named: Named, sign: Token): Query {
    if (named.field.kind === "search")
      this.#fail(`${named.name} is searched: ${named.name} contains night.`, sign);
    return isOne(named, this.#value(named));
  }

  #among(named: Named, sign: Token): Query {
    if (named.field.kind === "search")
      this.#fail(`${named.name} is searched: ${named.name} contains night.`, sign);
    this.#needs("(", `After in come values in brackets: ${named.name} in (A, B).`);
    const meant = [this.#value(named)];
    while (this.#takes(",")) meant.push(this.#value(named));
    this.#needs(")", "After a value comes a comma or the bracket that closes.");
    if (named.field.kind === "time")
      return { kind: "any", of: meant.map((one) => isOne(named, one)) };
    return condition(named, { is: "among", values: meant.map(({ first }) => first) });
  }

  #containing(named: Named, sign: Token): Query {
    const { containsMax } = queryLimits;
    this.#contains += 1;
    if (this.#contains > containsMax)
      this.#fail(`A query has at most ${containsMax} conditions with contains.`, sign);
    const { kind } = named.field;
    if (kind !== "text" && kind !== "search")
      this.#fail(`${named.name} is no text, which contains goes with.`, sign);
    const { first } = this.#value(named);
    return condition(named, { is: "containing", text: String(first).toLowerCase() });
  }

  #ordered(named: Named, is: Comparison, sign: Token): Query {
    const { kind } = named.field;
    if (kind === "word" || kind === "text" || kind === "search") {
      const others = { word: "= != and in", text: "= != in and contains", search: "contains" }[
        kind
      ];
      this.#fail(`${named.name} has no order: it goes with ${others}.`, sign);
    }
    const { first, beyond } = this.#value(named);
    // A day is all of its instants: after it is from its end on, and up to it is before that.
    if (beyond === undefined || is === "<" || is === ">=")
      return condition(named, { is, value: first });
    return condition(named, { is: is === ">" ? ">=" : "<", value: beyond });
  }
}

const condition = ({ subject }: Named, test: Test): Query => ({ kind: "condition", subject, test });

function isOne(named: Named, { first, beyond }: Meant): Query {
  if (beyond === undefined) return condition(named, { is: "among", values: [first] });
  const [from, to] = [
    condition(named, { is: ">=", value: first }),
    condition(named, { is: "<", value: beyond }),
  ];
  return { kind: "all", of: [from, to] };
}
