/** Looks at the lines of an audit one by one: whether each is there, in its place, and as it was written. */
import { noLine, readLine, type AuditLine } from "./audit-line.ts";

export interface AuditProblem {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly message: string;
}

export interface ChainCheck {
  /** The line when it can be read, though it may have been changed; problems go to `report`. */
  take(bytes: Uint8Array): AuditLine | null;
  /** There is no further line. */
  end(): void;
  /** Hash of the last line. */
  readonly lastHash: string;
  readonly lines: number;
}

export function createChainCheck(report: (problem: AuditProblem) => void): ChainCheck {
  let inFile = 0;
  /** Number that the next line should have. */
  let expected = 1;
  let previous = noLine;
  let ended = false;
  const say = (message: string) => report({ line: inFile, message });

  function place(line: AuditLine): void {
    if (line.line > expected) say(`${missing(expected, line.line - 1)} missing here.`);
    else if (line.line < expected) say(`this is line ${line.line}, out of its place or repeated.`);
    else if (line.previous !== previous) {
      say(
        "it does not follow from the line before: one of the two was replaced by another with a hash of its own.",
      );
    }
    expected = Math.max(expected, line.line + 1);
  }

  return {
    take(bytes) {
      inFile += 1;
      if (ended) say("it stands after the end.");
      const read = readLine(bytes);
      if (read === null) {
        say("it is not a line of an audit: it was changed or cut.");
        expected += 1;
        previous = "unknown";
        return null;
      }
      const { line, changed } = read;
      if (changed) say("its hash is not that of its text: it was changed.");
      // What a changed line says of its place cannot be trusted, and what follows is told by its recorded hash.
      if (changed) expected += 1;
      else if (previous === "unknown") expected = Math.max(expected, line.line) + 1;
      else place(line);
      previous = line.hash;
      ended = line.members["end"] === true;
      return line;
    },
    end() {
      if (ended) return;
      report({
        line: inFile + 1,
        message: `the file ends after line ${inFile}, without the last line of an audit: it was cut.`,
      });
    },
    get lastHash() {
      return previous;
    },
    get lines() {
      return inFile;
    },
  };
}

function missing(from: number, to: number): string {
  return from === to ? `line ${from} is` : `lines ${from} to ${to} are`;
}
