/** What a function host knows of its functions, for those who answer requests. */
import type { FunctionQueue } from "./function-queue.ts";
import type { ProcessPool } from "./process-pool.ts";

/** A function of the host. */
export interface HostedFunction {
  readonly name: string;
  /** The path of its Runtime API, which a runtime from outside uses. */
  readonly secret: string;
  readonly queue: FunctionQueue;
  /** Null for a function whose runtimes attach. */
  readonly pool: ProcessPool | null;
}

export interface HostedFunctions {
  readonly byName: ReadonlyMap<string, HostedFunction>;
}
