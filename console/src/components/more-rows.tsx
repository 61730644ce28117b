import { useEffect, useRef } from "react";

/** Asks for the next rows when it comes into sight; it is a button for those who do not scroll. */
export function MoreRows({
  fetching,
  onMore,
}: {
  readonly fetching: boolean;
  readonly onMore: () => void;
}) {
  const button = useRef<HTMLButtonElement>(null);
  const latest = useRef(onMore);
  useEffect(() => {
    latest.current = onMore;
  });
  useEffect(() => {
    if (fetching) return undefined;
    const observer = new IntersectionObserver(
      ([entry]) => entry?.isIntersecting === true && latest.current(),
      { rootMargin: "400px" },
    );
    observer.observe(button.current!);
    return () => observer.disconnect();
  }, [fetching]);
  return (
    <button ref={button} type="button" className="button" onClick={onMore} disabled={fetching}>
      {fetching ? "Loading…" : "Load more"}
    </button>
  );
}
