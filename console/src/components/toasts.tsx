/** Short confirmations, with a way back where there is one. */
import { Icon } from "./icon.tsx";
import { createStore, useStore } from "../lib/store.ts";

interface Toast {
  readonly key: number;
  readonly text: string;
  readonly undo?: (() => void) | undefined;
}

const toasts = createStore<readonly Toast[]>([]);
const shownMs = 8_000;
const readAgainMs = 1_000;
let lastKey = 0;

export function toast(text: string, undo?: () => void): void {
  lastKey += 1;
  const key = lastKey;
  toasts.set([...toasts.get(), { key, text, undo }].slice(-3));
  setTimeout(() => closeUnlessRead(key), shownMs);
}

/** Not from under the pointer or the focus. */
function closeUnlessRead(key: number): void {
  const isRead = document.querySelector(".toasts:hover, .toasts:focus-within") !== null;
  if (isRead) setTimeout(() => closeUnlessRead(key), readAgainMs);
  else close(key);
}

function close(key: number): void {
  toasts.set(toasts.get().filter((each) => each.key !== key));
}

export function Toasts() {
  const shown = useStore(toasts);
  return (
    <ul className="toasts" aria-label="Messages" aria-live="polite">
      {shown.map(({ key, text, undo }) => (
        <li key={key}>
          <span className="grow">{text}</span>
          {undo !== undefined && (
            <button
              type="button"
              className="button plain"
              onClick={() => {
                close(key);
                undo();
              }}
            >
              Undo
            </button>
          )}
          <button
            type="button"
            className="button plain icon"
            aria-label="Close message"
            onClick={() => close(key)}
          >
            <Icon name="cross" />
          </button>
        </li>
      ))}
    </ul>
  );
}
