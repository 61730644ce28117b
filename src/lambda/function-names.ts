/** How a request names a function of the configuration: by its name or its ARN, with an alias or version behind it. */
import type { FunctionCaller } from "./function-caller.ts";

export interface ConfiguredFunction {
  /** By which requests name it. */
  readonly name: string;
  /** Name or ARN at its endpoint. */
  readonly target: string;
}

export interface NamedFunction<Configured extends ConfiguredFunction> {
  readonly configured: Configured;
  /** Alias, version or `$LATEST`; null when none was given. */
  readonly qualifier: string | null;
}

/** Null when no configured function is meant. Nothing of a request but the qualifier reaches the endpoint. */
export function findFunction<Configured extends ConfiguredFunction>(
  functions: readonly Configured[],
  name: string,
): NamedFunction<Configured> | null {
  for (const configured of functions) {
    for (const known of [configured.name, configured.target]) {
      if (name === known) return { configured, qualifier: null };
      const qualifier = name.startsWith(`${known}:`) ? name.slice(known.length + 1) : "";
      if (/^(\$LATEST|[A-Za-z0-9_-]{1,128})$/.test(qualifier)) return { configured, qualifier };
    }
  }
  return null;
}

/** What is known of the functions without calling any. */
export function knownFunctions(
  functions: readonly ConfiguredFunction[],
): Pick<FunctionCaller, "knows" | "names"> {
  return {
    names: functions.map(({ name }) => name),
    knows: (name) => findFunction(functions, name) !== null,
  };
}
