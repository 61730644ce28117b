/**
 * How keys and versions are written in a request. The same in the path, in the query and in the copy source, which is
 * why one escaped text serves all of them (test/s3/compiled/same-as-sdk.test.ts compares it with the SDK's).
 */

/** What `encodeURIComponent` leaves as it is, and RFC 3986 has reserved. */
const leftOver = /[!'()*]/g;

/** All but the unreserved characters of RFC 3986. @throws URIError for half a character. */
export function escapeText(text: string): string {
  const escaped = encodeURIComponent(text);
  return escaped.replace(
    leftOver,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const plainKey = /^[\w./~-]+$/;

/** The same, with the slashes as they are. @throws URIError for half a character. */
export function escapeKey(key: string): string {
  if (plainKey.test(key)) return key;
  return escapeText(key).replaceAll("%2F", "/");
}
