/** Keys for people who do this all day. Never with the focus in a field, and they can be switched off. */
import { useEffect, useRef } from "react";
import { useLocation } from "wouter";
import { keep, readKept } from "../lib/kept.ts";
import { createStore, useStore } from "../lib/store.ts";
import { Dialog } from "./dialog.tsx";

const keysOff = createStore(readKept("local", "keys") === "off");
const listShown = createStore(false);

const list = [
  ["/", "Search jobs"],
  ["c", "Create a job"],
  ["g j", "Go to jobs"],
  ["g e", "Go to the engine"],
  ["j  k", "Next and previous row of a table; in one, the arrows too"],
  ["Enter", "Open the row"],
  ["p", "Pause or resume the job"],
  ["[  ]", "Previous and next event of the history"],
  ["?", "This list"],
  ["Esc", "Close what is open"],
] as const;

/** Whether a key belongs to what has the focus, and not to the page. */
function isForField({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey) return true;
  const element = target as Element;
  return (
    element.closest(
      'input:not([type="checkbox"]), textarea, select, dialog, [role="menu"], [contenteditable]',
    ) !== null
  );
}

/** Runs `onKey` for keys of the page. */
export function useKeys(onKey: (key: string, event: KeyboardEvent) => void): void {
  const latest = useRef(onKey);
  useEffect(() => {
    latest.current = onKey;
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (!keysOff.get() && !isForField(event)) latest.current(event.key, event);
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
}

export function useGlobalKeys(): void {
  const [, navigate] = useLocation();
  const before = useRef("");
  useKeys((key, event) => {
    const pair = `${before.current} ${key}`;
    before.current = key;
    if (pair === "g j") navigate("/jobs");
    else if (pair === "g e") navigate("/engine");
    else if (key === "c") {
      event.preventDefault();
      navigate("/jobs/new");
    } else if (key === "?") listShown.set(true);
    else if (key === "/") {
      event.preventDefault();
      const search = document.querySelector<HTMLElement>('input[type="search"]');
      if (search === null) navigate("/jobs");
      else search.focus();
    } else if (key === "j" || key === "k") moveRow(key === "j" ? 1 : -1, event);
    else if (isArrow(key) && (event.target as Element).matches("[data-row-focus]"))
      moveRow(key === "ArrowDown" ? 1 : -1, event);
  });
}

const isArrow = (key: string) => key === "ArrowDown" || key === "ArrowUp";

/** Rows that can be opened are links or have a tab stop; the focus goes from one to the next. */
function moveRow(by: number, event: KeyboardEvent): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row-focus]")];
  if (rows.length === 0) return;
  event.preventDefault();
  const focused = document.activeElement;
  const at = rows.findIndex((each) => (each.closest("tr") ?? each).contains(focused));
  rows[Math.min(rows.length - 1, Math.max(0, at + by))]?.focus();
}

export function KeysDialog() {
  const shown = useStore(listShown);
  const off = useStore(keysOff);
  if (!shown) return null;
  return (
    <Dialog title="Keys" onClose={() => listShown.set(false)}>
      <dl className="facts">
        {list.map(([key, meaning]) => (
          <div key={key} style={{ display: "contents" }}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <label className="check">
        <input
          type="checkbox"
          checked={!off}
          onChange={({ target }) => {
            keysOff.set(!target.checked);
            keep("local", "keys", target.checked ? null : "off");
          }}
        />
        Use these keys (Esc and Enter always work)
      </label>
      <div className="row">
        <button type="button" className="button primary" onClick={() => listShown.set(false)}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
