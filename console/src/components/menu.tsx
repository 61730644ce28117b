/** A button with a menu; the browser's popover gives the layer, Escape and the click beside. */
import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { flushSync } from "react-dom";

export interface MenuItem {
  readonly name: string;
  readonly danger?: boolean;
  readonly run: () => void;
}

export function Menu({
  label,
  items,
  children,
}: {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly children: ReactNode;
}) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  // A list has a menu a row, of which at most one is ever open.
  const [isOpen, setOpen] = useState(false);
  if (items.length === 0) return null;
  const place = () => {
    const { bottom, right } = button.current!.getBoundingClientRect();
    const { style } = menu.current!;
    style.top = `${Math.min(bottom + 4, innerHeight - items.length * 36 - 20)}px`;
    style.right = `${Math.max(8, document.documentElement.clientWidth - right)}px`;
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className="button plain icon"
        aria-label={label}
        aria-haspopup="menu"
        popoverTarget={id}
      >
        {children}
      </button>
      <div
        ref={menu}
        id={id}
        className="menu"
        popover="auto"
        role="menu"
        aria-label={label}
        onBeforeToggle={({ newState }) => {
          place();
          // The items are there when it opens, and stay until it has closed, so that the focus finds its way back.
          if (newState === "open") flushSync(() => setOpen(true));
        }}
        onToggle={({ newState }) => {
          if (newState === "open") menu.current?.querySelector("button")?.focus();
          else setOpen(false);
        }}
        onKeyDown={moveFocus}
      >
        {isOpen &&
          items.map(({ name, danger, run }) => (
            <button
              key={name}
              type="button"
              role="menuitem"
              tabIndex={-1}
              className={danger === true ? "danger" : ""}
              onClick={() => {
                menu.current?.hidePopover();
                run();
              }}
            >
              {name}
            </button>
          ))}
      </div>
    </>
  );
}

function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const items = [...event.currentTarget.querySelectorAll("button")];
  const at = items.indexOf(document.activeElement as HTMLButtonElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  items.at(to % items.length)?.focus();
}
