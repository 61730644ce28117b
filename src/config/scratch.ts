/** Where lists are written that a job does not keep: a URL in the default store, or nothing. */

export const scratchPattern = /^(?:s3:\/\/(?<bucket>[A-Za-z0-9._-]{1,255})(?:\/(?<prefix>.*))?)?$/s;

/** The prefix has its slash at the end; null: nowhere. */
export function scratchPlace(
  url: string,
): { readonly bucket: string; readonly prefix: string } | null {
  const { bucket, prefix = "" } = scratchPattern.exec(url)?.groups ?? {};
  if (bucket === undefined) return null;
  return { bucket, prefix: prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/` };
}
