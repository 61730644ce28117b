/** State as JSON text and back: maps, and bytes as runs of equal ones, beside what JSON knows. */

type Packed = Readonly<Record<string, readonly unknown[]>>;

export function pack(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown): unknown => {
    if (member instanceof Map) return { "~map": [...member] };
    if (member instanceof Uint8Array) return { "~runs": runsOf(member) };
    return member;
  });
}

/** @throws SyntaxError for what is no JSON. */
export function unpack(text: string): unknown {
  return JSON.parse(text, (_, member: unknown): unknown => {
    if (typeof member !== "object" || member === null) return member;
    const { "~map": entries, "~runs": runs } = member as Packed;
    // A text of a user may have such a name, but no list beside it.
    if (Array.isArray(entries)) return new Map(entries as [unknown, unknown][]);
    return Array.isArray(runs) ? bytesOf(runs as number[]) : member;
  });
}

/** Length and value of each run, one after the other. */
function runsOf(bytes: Uint8Array): number[] {
  const runs: number[] = [];
  for (let from = 0, to = 0; from < bytes.length; from = to) {
    const value = bytes[from]!;
    while (to < bytes.length && bytes[to] === value) to += 1;
    runs.push(to - from, value);
  }
  return runs;
}

function bytesOf(runs: readonly number[]): Uint8Array {
  let length = 0;
  for (let at = 0; at < runs.length; at += 2) length += runs[at]!;
  const bytes = new Uint8Array(length);
  let from = 0;
  for (let at = 0; at < runs.length; at += 2) {
    bytes.fill(runs[at + 1]!, from, from + runs[at]!);
    from += runs[at]!;
  }
  return bytes;
}
