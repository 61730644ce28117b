import { randomBytes } from "node:crypto";

/** A secret that nobody can guess is what keeps other programs of this machine from answering for a function. */
export function newSecret(): string {
  return randomBytes(24).toString("base64url");
}
