/** What can stand at the cursor: the tokens before it are walked through with the schema in hand. */
import { nameOfType } from "./schema.js";

const tokenPattern =
  /"""[^]*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?|#[^\n]*|\.\.\.|\$?[A-Za-z_]\w*|[{}()[\]:!=@|]|-?\d[\d.eE+-]*/g;

export function tokensOf(text) {
  return (text.match(tokenPattern) ?? []).filter((token) => !token.startsWith("#"));
}

const isName = (token) => /^[A-Za-z_]\w*$/.test(token ?? "");

/** The operations of a document, in order. */
export function operationsOf(text) {
  const found = [];
  let depth = 0;
  let previous = "";
  let word = null;
  for (const token of tokensOf(text)) {
    if (depth === 0 && /^(?:query|mutation|subscription)$/.test(token) && previous !== "fragment") {
      word = { kind: token, name: null };
      found.push(word);
    } else if (depth === 0 && token === "fragment") word = { kind: "fragment", name: null };
    else if (depth === 0 && word !== null && word.name === null && isName(token)) word.name = token;
    else if (depth === 0 && token === "{" && word === null)
      found.push({ kind: "query", name: null });
    if ("{(".includes(token)) depth += 1;
    if ("})".includes(token)) depth -= 1;
    if (depth === 0 && token === "}") word = null;
    previous = token;
  }
  return found;
}

/** Where the cursor is: the place whose members can be named there. */
function placeAt(tokens, schema) {
  const stack = [];
  let root = schema.roots.query;
  let condition = null;
  let previous = "";
  for (const token of tokens) {
    const top = stack.at(-1);
    if (top === undefined) {
      if (token in schema.roots) root = schema.roots[token];
      if (previous === "on") root = token;
      if (token === "{") stack.push({ kind: "fields", type: root, last: null });
      if (token === "(") stack.push({ kind: "variables" });
      if (token === "}") root = schema.roots.query;
    } else if (token === "{") {
      const type =
        top.kind === "fields"
          ? (condition ?? nameOfType(top.last?.type))
          : nameOfType(top.last?.type);
      stack.push({ kind: top.kind === "fields" ? "fields" : "input", type, last: null });
      condition = null;
    } else if (token === "(")
      stack.push({ kind: "arguments", args: top.last?.args ?? [], last: null });
    else if (token === "}" || token === ")") stack.pop();
    else if (top.kind === "fields" && previous === "on") condition = token;
    else if (top.kind === "fields" && isName(token) && previous !== "..." && previous !== "@") {
      top.last = schema.types.get(top.type)?.fields?.find(({ name }) => name === token) ?? null;
    } else if (isName(token) && previous !== ":" && previous !== "[") {
      const members = membersOf(top, schema);
      top.last = members.find(({ name }) => name === token) ?? top.last;
    }
    previous = token;
  }
  return { top: stack.at(-1), previous };
}

function membersOf(place, schema) {
  if (place.kind === "arguments") return place.args;
  if (place.kind === "input") return schema.types.get(place.type)?.inputFields ?? [];
  return schema.types.get(place.type)?.fields ?? [];
}

/** What begins with the word before the cursor, best first; `start` is where that word begins. */
export function suggestionsAt(text, cursor, schema) {
  const before = text.slice(0, cursor);
  const word = /[A-Za-z_]\w*$/.exec(before)?.[0] ?? "";
  const { top, previous } = placeAt(tokensOf(before.slice(0, before.length - word.length)), schema);
  const all = candidates(top, previous, schema);
  const lower = word.toLowerCase();
  const fitting = all.filter(({ name }) => name.toLowerCase().includes(lower) && name !== word);
  const rank = ({ name }) => (name.toLowerCase().startsWith(lower) ? 0 : 1);
  return {
    start: cursor - word.length,
    items: fitting.toSorted((a, b) => rank(a) - rank(b)).slice(0, 50),
  };
}

function candidates(top, previous, schema) {
  if (top === undefined)
    return ["query", "mutation", "subscription", "fragment"].map((name) => ({ name }));
  if (top.kind === "variables") return [];
  if (previous === "on") {
    const type = schema.types.get(top.type);
    return type?.possibleTypes ?? (type ? [{ name: type.name }] : []);
  }
  const isValue = top.kind !== "fields" && (previous === ":" || previous === "[");
  if (!isValue) return membersOf(top, schema);
  const type = schema.types.get(nameOfType(top.last?.type));
  if (type?.name === "Boolean") return [{ name: "true" }, { name: "false" }];
  return type?.enumValues ?? [];
}
