import type { BarView } from "../lib/progress.ts";

/** Two parts, succeeded and failed; the exact text stands beside it and names it. */
export function ProgressBar({
  view,
  size = "small",
}: {
  readonly view: BarView;
  readonly size?: "small" | "large";
}) {
  const { parts, text, share } = view;
  if (parts === null) {
    return (
      <div className={`bar ${size} unknown-total`} role="progressbar" aria-label={text}>
        <span />
      </div>
    );
  }
  const done = parts.succeeded + parts.failed;
  return (
    <div
      className={`bar ${size}`}
      role="progressbar"
      aria-label="Tasks with an outcome"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(done * 100)}
      aria-valuetext={share === null ? text : `${share}, ${text}`}
    >
      <span className="done" style={{ inlineSize: widthOf(parts.succeeded) }} />
      <span className="failed" style={{ inlineSize: widthOf(parts.failed) }} />
    </div>
  );
}

/** What is there can be seen, however small its share. */
function widthOf(share: number): string {
  return share === 0 ? "0" : `max(2px, ${(share * 100).toFixed(3)}%)`;
}
