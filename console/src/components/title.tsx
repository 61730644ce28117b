import { useEffect, useRef } from "react";

/** The heading of a page. It names the page for the browser too, and takes the focus when the page is new. */
export function Title({ text, tab = text }: { readonly text: string; readonly tab?: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${tab} · Stevedore`;
  }, [tab]);
  useEffect(() => {
    // Not on the first page of a visit: there the reader starts at the top, as on any page.
    if (visits > 0) heading.current?.focus({ preventScroll: true });
    visits += 1;
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {text}
    </h1>
  );
}

let visits = 0;
