/** Whether the server answers, as calls find out, told once at each change. */
import { maskUrl } from "../lib/mask-url.ts";

export interface Reachability {
  readonly reachable: boolean;
  /** Since when it is so. */
  readonly since: Date;
  /** What the last call that failed was told; null when the last one did not fail. */
  readonly problem: string | null;
  succeeded(): void;
  failed(error: unknown): void;
}

export function createReachability(options: {
  readonly onChange: (message: string, problem: string | null) => void;
  readonly now?: () => Date;
}): Reachability {
  const { onChange, now = () => new Date() } = options;
  let since = now();
  let problem: string | null = null;
  return {
    get reachable() {
      return problem === null;
    },
    get since() {
      return since;
    },
    get problem() {
      return problem;
    },
    succeeded() {
      if (problem === null) return;
      problem = null;
      since = now();
      onChange("the event store answers again", null);
    },
    failed(error) {
      const message = maskUrl(error instanceof Error ? error.message : String(error));
      const changes = problem === null;
      problem = message;
      if (!changes) return;
      since = now();
      onChange("the event store does not answer; work waits for it", message);
    },
  };
}
