/** Sets of filters that have a name: kept on this device, and an address like any other. */
import { useState } from "react";
import { Link } from "wouter";
import { Dialog } from "../../components/dialog.tsx";
import { Icon } from "../../components/icon.tsx";
import { keep, readKept } from "../../lib/kept.ts";
import { createStore, useStore } from "../../lib/store.ts";

interface Saved {
  readonly name: string;
  /** The parameters of the address. */
  readonly search: string;
}

const key = "saved-filters";
const savedMax = 20;

function readSaved(): readonly Saved[] {
  try {
    const kept: unknown = JSON.parse(readKept("local", key) ?? "[]");
    return Array.isArray(kept) ? (kept as readonly Saved[]) : [];
  } catch {
    return [];
  }
}

const saved = createStore(readSaved());
saved.subscribe(() => keep("local", key, JSON.stringify(saved.get())));

/** Those there are, and ways to save or to clear what is set now; nothing where there is neither. */
export function SavedFilters({
  search,
  onClear,
}: {
  readonly search: string;
  /** Null: there is nothing to clear. */
  readonly onClear: (() => void) | null;
}) {
  const all = useStore(saved);
  const [isNaming, setNaming] = useState(false);
  const isNew = search !== "" && all.every((each) => each.search !== search);
  if (all.length === 0 && !isNew && onClear === null) return null;
  return (
    <div className="row" role="group" aria-label="Saved filters">
      {all.map(({ name, search: theirs }) => (
        <span key={name} className="saved">
          <Link href={`/jobs?${theirs}`} aria-current={theirs === search ? "page" : undefined}>
            {name}
          </Link>
          <button
            type="button"
            className="button plain icon"
            aria-label={`Forget the filters ${name}`}
            onClick={() => saved.set(all.filter((each) => each.name !== name))}
          >
            <Icon name="cross" />
          </button>
        </span>
      ))}
      {isNew && (
        <button type="button" className="button plain" onClick={() => setNaming(true)}>
          Save these filters
        </button>
      )}
      {onClear !== null && (
        <button type="button" className="button plain" onClick={onClear}>
          Clear filters
        </button>
      )}
      {isNaming && <NameDialog search={search} onClose={() => setNaming(false)} />}
    </div>
  );
}

function NameDialog({
  search,
  onClose,
}: {
  readonly search: string;
  readonly onClose: () => void;
}) {
  const [text, setText] = useState("");
  const name = text.trim();
  return (
    <Dialog title="Save these filters" onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          // The same name again means other filters.
          const others = saved.get().filter((each) => each.name !== name);
          saved.set([...others, { name, search }].slice(-savedMax));
          onClose();
        }}
      >
        <div className="field">
          <label htmlFor="filters-name">Name</label>
          <input
            id="filters-name"
            type="text"
            maxLength={60}
            autoComplete="off"
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          <span className="hint">Kept in this browser. To share them, send the address.</span>
        </div>
        <div className="row">
          <button type="submit" className="button primary" disabled={name === ""}>
            Save
          </button>
          <button type="button" className="button" onClick={onClose}>
            Back
          </button>
        </div>
      </form>
    </Dialog>
  );
}
