/** A query as words, quoted texts and signs, each with its place. */
import { err, ok, type Result } from "../../lib/result.ts";

/** Characters of the query from the first to before the last, counted from 0. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What stands in the way of a query, and where. */
export interface QueryProblem extends Span {
  readonly message: string;
}

export interface Token extends Span {
  readonly kind: "word" | "quoted" | "sign" | "end";
  /** Without its quotes. */
  readonly text: string;
}

/** Space, a quoted text with the rest of a quote that does not end, a sign, or a word. */
const piece = /(\s+)|"((?:[^"\\]|\\.)*)("?)|(!=|<=|>=|[=<>(),])|([^\s"=<>!(),]+)|(.)/suy;

export function tokensOf(query: string): Result<readonly Token[], QueryProblem> {
  const tokens: Token[] = [];
  piece.lastIndex = 0;
  for (let match = piece.exec(query); match !== null; match = piece.exec(query)) {
    const [whole, space, quoted, quote, sign, word] = match;
    const span = { from: match.index, to: match.index + whole.length };
    if (quoted !== undefined) {
      if (quote === "") return err({ ...span, message: 'A text that begins with " ends with ".' });
      tokens.push({ kind: "quoted", text: quoted.replaceAll(/\\(.)/gsu, "$1"), ...span });
    } else if (sign !== undefined) tokens.push({ kind: "sign", text: sign, ...span });
    else if (word !== undefined) tokens.push({ kind: "word", text: word, ...span });
    else if (space === undefined) {
      const message = `There is no sign ${whole}. Signs are = != < <= > >= ( ) and the comma; others stand in quotes.`;
      return err({ ...span, message });
    }
  }
  const end = { from: query.length, to: query.length };
  return ok([...tokens, { kind: "end", text: "", ...end }]);
}
