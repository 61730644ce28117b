/** A setting that cannot be used; the message names it and the way out. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}
