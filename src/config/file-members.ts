import { ConfigError } from "./config-error.ts";

/** What the parsed config file holds, or an object in it; nothing where there is none. */
export function fileMembers(file: unknown): Readonly<Record<string, unknown>> {
  if (file === null || file === undefined) return {};
  if (typeof file === "object" && !Array.isArray(file))
    return file as Readonly<Record<string, unknown>>;
  throw new ConfigError("The config file must hold one JSON object.");
}
