import { useEffect, useState, type ComponentType } from "react";
import { reconnections } from "../graphql/connection.ts";
import { useStore } from "../lib/store.ts";
import { Failure } from "./failure.tsx";
import { Title } from "./title.tsx";

/**
 * A part of the console that comes when it is first shown. When it does not come, as from an engine that is away, it says
 * so where it would stand, and is tried again when the connection is back. `heading`: of a page, until it has its own.
 */
export function loaded<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
  heading: string | null = null,
): ComponentType<Props> {
  let known: ComponentType<Props> | null = null;
  return function Loaded(props: Props) {
    const [Part, setPart] = useState(() => known);
    const [error, setError] = useState<unknown>(null);
    const [attempt, setAttempt] = useState(0);
    const count = useStore(reconnections);
    useEffect(() => {
      if (Part !== null) return undefined;
      let isOver = false;
      setError(null);
      const read = async () => {
        try {
          known = (await load()).default;
          if (!isOver) setPart(() => known);
        } catch (failure) {
          if (!isOver) setError(failure);
        }
      };
      void read();
      return () => {
        isOver = true;
      };
    }, [Part, attempt, count]);
    if (Part !== null) return <Part {...props} />;
    return (
      <div className="stack">
        {heading !== null && error !== null && <Title text={heading} />}
        {error === null ? (
          <p className="late muted">Loading…</p>
        ) : (
          <Failure
            error={null}
            title="This part of the console did not come."
            again={() => setAttempt(attempt + 1)}
          />
        )}
      </div>
    );
  };
}
