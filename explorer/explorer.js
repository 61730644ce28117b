/** The page: an editor with suggestions, variables, the answer, and the schema. Nothing is fetched from elsewhere. */
import { send, subscribe } from "./client.js";
import { operationsOf, suggestionsAt } from "./completion.js";
import { showDocs } from "./docs.js";
import { introspectionQuery, readSchema } from "./schema.js";

const byId = (id) => document.getElementById(id);
const editor = byId("document");
const variables = byId("variables");
const token = byId("token");
const operation = byId("operation");
const history = byId("history");
const suggestions = byId("suggestions");

const example = `# Ctrl-Enter runs, Ctrl-Space suggests.
query Jobs {
  viewer {
    name
    permissions
  }
  jobs(first: 10) {
    totalCount
    nodes {
      id
      status
      description
    }
  }
}
`;

let schema = null;
let stop = null;

function show(status, body) {
  byId("status").textContent = status;
  if (body !== undefined) byId("answer").textContent = JSON.stringify(body, null, 2);
}

function given() {
  const text = variables.value.trim();
  return {
    query: editor.value,
    variables: text === "" ? {} : JSON.parse(text),
    operationName: operation.value === "" ? undefined : operation.value,
    token: token.value.trim(),
  };
}

async function run() {
  stop?.();
  let request;
  try {
    request = given();
  } catch (error) {
    show(`The variables are no JSON: ${error.message}`);
    return;
  }
  remember(request.query);
  const chosen = operationsOf(editor.value).find(
    ({ name }) => request.operationName === undefined || name === request.operationName,
  );
  if (chosen?.kind === "subscription") return follow(request);
  show("…");
  const start = performance.now();
  try {
    const { status, body } = await send(request);
    show(`HTTP ${status}, ${Math.round(performance.now() - start)} ms`, body);
  } catch (error) {
    show(`No answer: ${error.message}`);
  }
}

function follow(request) {
  let count = 0;
  byId("stop").hidden = false;
  show("Waiting for the first message …", null);
  stop = subscribe(request, {
    onMessage: (message) => show(`Message ${(count += 1)}`, message),
    onEnd: (why) => {
      stop = null;
      byId("stop").hidden = true;
      show(`${why} ${count} messages.`);
    },
  });
}

async function loadSchema() {
  try {
    const { body } = await send({ query: introspectionQuery, token: token.value.trim() });
    if (body.data === undefined || body.data === null) {
      show(body.errors?.[0]?.message ?? "The schema cannot be read.");
      return;
    }
    schema = readSchema(body.data);
    showDocs(byId("docs"), schema);
    show("");
  } catch (error) {
    show(`The schema cannot be read: ${error.message}`);
  }
}

function listOperations() {
  const before = operation.value;
  const names = operationsOf(editor.value).flatMap(({ name }) => (name === null ? [] : [name]));
  operation.replaceChildren(...names.map((name) => new Option(name, name)));
  if (names.includes(before)) operation.value = before;
}

// Suggestions

/** @type {{ start: number, items: { name: string, description?: string | null }[] }} */
let found = { start: 0, items: [] };
let selected = 0;

function suggest() {
  if (schema === null) return;
  found = suggestionsAt(editor.value, editor.selectionStart, schema);
  selected = 0;
  drawSuggestions();
}

function drawSuggestions() {
  suggestions.hidden = found.items.length === 0;
  suggestions.replaceChildren(
    ...found.items.map(({ name, description }, index) => {
      const item = document.createElement("li");
      const note = document.createElement("small");
      note.textContent = `  ${description ?? ""}`;
      item.append(name, note);
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(index === selected));
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        take(index);
      });
      return item;
    }),
  );
  suggestions.children[selected]?.scrollIntoView({ block: "nearest" });
}

function take(index) {
  editor.setRangeText(found.items[index].name, found.start, editor.selectionStart, "end");
  hideSuggestions();
  listOperations();
}

function hideSuggestions() {
  found = { start: 0, items: [] };
  drawSuggestions();
}

/** Keys that mean something while suggestions are shown; whether the key was one. */
function keyOfSuggestions({ key }) {
  if (suggestions.hidden) return false;
  const { length } = found.items;
  if (key === "ArrowDown") selected = (selected + 1) % length;
  else if (key === "ArrowUp") selected = (selected + length - 1) % length;
  else if (key === "Enter" || key === "Tab") take(selected);
  else if (key === "Escape") hideSuggestions();
  else return false;
  if (!suggestions.hidden) drawSuggestions();
  return true;
}

editor.addEventListener("keydown", (event) => {
  const isRun = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  if (isRun) {
    hideSuggestions();
    void run();
  } else if (event.key === " " && event.ctrlKey) suggest();
  else if (event.key === "Tab" && suggestions.hidden && !event.shiftKey)
    editor.setRangeText("  ", editor.selectionStart, editor.selectionEnd, "end");
  else if (!keyOfSuggestions(event)) return;
  event.preventDefault();
});
editor.addEventListener("input", ({ data }) => {
  listOperations();
  if (/\w/.test(data ?? "")) suggest();
  else hideSuggestions();
});
editor.addEventListener("blur", hideSuggestions);

// What was run before: documents alone, never the token.

const kept = "stevedore-explorer-history";

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(kept) ?? "[]");
  } catch {
    return [];
  }
}

function remember(query) {
  const all = [query, ...remembered().filter((each) => each !== query)].slice(0, 20);
  localStorage.setItem(kept, JSON.stringify(all));
  listHistory();
}

/** The beginning of a document, on one line. */
function shorten(query) {
  return query
    .replaceAll(/#.*|\s+/g, " ")
    .trim()
    .slice(0, 60);
}

function listHistory() {
  history.replaceChildren(
    new Option("", ""),
    ...remembered().map((query, index) => new Option(shorten(query), String(index))),
  );
}

history.addEventListener("change", () => {
  const query = remembered()[Number(history.value)];
  if (history.value !== "" && query !== undefined) editor.value = query;
  listOperations();
});
byId("run").addEventListener("click", () => void run());
byId("stop").addEventListener("click", () => stop?.());
token.addEventListener("change", () => {
  sessionStorage.setItem("stevedore-token", token.value);
  void loadSchema();
});

token.value = sessionStorage.getItem("stevedore-token") ?? "";
editor.value = remembered()[0] ?? example;
listHistory();
listOperations();
void loadSchema();
