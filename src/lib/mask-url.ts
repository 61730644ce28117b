/** A text with its connection strings as they may be shown: passwords are masked. */
export function maskUrl(text: string): string {
  return text.replace(
    /([a-z0-9+.-]+:\/\/)(\S*)@/gi,
    (_, scheme: string, credentials: string) => `${scheme}${credentials.split(":")[0]}:***@`,
  );
}
