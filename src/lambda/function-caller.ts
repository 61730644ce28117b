/**
 * The port to functions: invokes one of those that the configuration names, and waits for its answer. One call, never a
 * retry, and nothing thrown for what the world does.
 */
import type { StoreFailure } from "../s3/failures.ts";

export interface FunctionCaller {
  /** Whether a request may name this function: a configured name or ARN, with an alias or version when wanted. */
  readonly knows: (name: string) => boolean;
  /** The configured names. */
  readonly names: readonly string[];
  invoke(call: FunctionCall): Promise<FunctionAnswer>;
}

export interface FunctionTrial {
  /** Whether a function of the configuration could be invoked, found out without invoking it; null: it could. */
  try(name: string): Promise<StoreFailure | null>;
}

export interface FunctionCall {
  /** As a request names it. */
  readonly function: string;
  /** JSON. */
  readonly payload: string;
}

export type FunctionAnswer =
  | {
      readonly ok: true;
      readonly status: number;
      /** The function threw or ran out of time: the payload says how. Null when it returned. */
      readonly functionError: string | null;
      readonly payload: string;
    }
  | { readonly ok: false; readonly failure: StoreFailure };

/** Where there are none. */
export const noFunctions: FunctionCaller = {
  knows: () => false,
  names: [],
  invoke: () => Promise.reject(new Error("there are no functions")),
};
