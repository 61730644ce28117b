/** A text with its connection strings as they may be shown: users and passwords are masked, for either may be the secret. */
export function maskUrl(text: string): string {
  return text.replace(/([a-z0-9+.-]+:\/\/)\S*@/gi, "$1***@");
}
