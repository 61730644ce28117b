import { useEffect, useState, type RefObject } from "react";

/** Rows drawn beyond the edges of the window, so that scrolling does not show gaps. */
const beyond = 20;

export interface RowWindow {
  readonly from: number;
  readonly to: number;
}

/** Which of many rows of one height are worth drawing, given where the page is scrolled to. */
export function useRowWindow(
  box: RefObject<HTMLElement | null>,
  { rows, rowPixels }: { readonly rows: number; readonly rowPixels: number },
): RowWindow {
  const [first, setFirst] = useState(0);
  const [seen, setSeen] = useState(40);
  useEffect(() => {
    const look = () => {
      const top = box.current?.getBoundingClientRect().top ?? 0;
      // In steps, so that not every pixel draws anew.
      setFirst(Math.floor(Math.max(0, -top) / rowPixels / 10) * 10);
      setSeen(Math.ceil(innerHeight / rowPixels));
    };
    look();
    addEventListener("scroll", look, { passive: true });
    addEventListener("resize", look);
    return () => {
      removeEventListener("scroll", look);
      removeEventListener("resize", look);
    };
  }, [box, rowPixels]);
  return { from: Math.max(0, first - beyond), to: Math.min(rows, first + seen + 2 * beyond) };
}
