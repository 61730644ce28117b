import { useState } from "react";
import { Icon } from "./icon.tsx";

function useCopy() {
  const [copied, setCopied] = useState(false);
  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  };
  return { copied, copy };
}

/** A button with a word, for text that is made when it is wanted. */
export function CopyTextButton({
  text,
  name,
}: {
  readonly text: () => string;
  readonly name: string;
}) {
  const { copied, copy } = useCopy();
  return (
    <button type="button" className="button" onClick={() => void copy(text())}>
      {copied ? "Copied" : name}
    </button>
  );
}

/** Copies the exact text, which may differ from what is shown. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const { copied, copy } = useCopy();
  return (
    <button
      type="button"
      className="button plain icon small"
      aria-label={`Copy ${what}`}
      title={`Copy ${what}`}
      onClick={() => void copy(text)}
    >
      {copied ? "Copied" : <Icon name="copy" />}
    </button>
  );
}
