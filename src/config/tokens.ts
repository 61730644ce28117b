/** Access tokens: 256 random bits as text. Only their hashes are kept, so whoever reads the config file cannot use them. */
import { createHash, randomBytes } from "node:crypto";

/** The prefix lets scanners of secrets find it where it should not be. */
export function newToken(): string {
  return `stevedore_${randomBytes(32).toString("base64url")}`;
}

/** Lower-case hex. */
export function sha256Of(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
