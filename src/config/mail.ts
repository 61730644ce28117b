/** Where mail is handed in, whom it goes to and whom it comes from. */
import { matching } from "./parse-setting.ts";
import { ConfigError } from "./config-error.ts";

export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** `first`: the connection begins with TLS. `starttls`: nothing is sent without it. `none`: it is not asked for. */
  readonly tls: "first" | "starttls" | "none";
  readonly credentials: { readonly user: string; readonly password: string } | null;
}

export const smtpForm = "smtp://USER:PASSWORD@HOST:PORT, or smtps://; it may end with ?tls=false";

/** Empty, or the address of a mail server. */
export function mailServerUrl(value: string): string {
  if (value !== "" && mailServerOf(value) === null)
    throw new ConfigError(`must be like ${smtpForm}`);
  return value;
}

/**
 * Null when it is none. Over `smtp://` the server has to offer STARTTLS, unless the address ends with `?tls=false`, or the
 * server is this machine, whose mail nobody reads on the way, and the address does not end with `?tls=true`.
 */
export function mailServerOf(value: string): MailServer | null {
  const url = URL.parse(value);
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === "") return null;
  const { username, password, hostname, port, pathname, search, hash } = url;
  const asked = /^(?:\?tls=(true|false))?$/.exec(search);
  if (asked === null || hash !== "" || !["", "/"].includes(pathname)) return null;
  if (username === "" ? password !== "" : password === "") return null;
  const isSecure = url.protocol === "smtps:";
  if (isSecure && asked[1] === "false") return null;
  const user = decoded(username);
  const secret = decoded(password);
  if (user === null || secret === null) return null;
  const isOpen = asked[1] === undefined ? isThisMachine(hostname) : asked[1] === "false";
  return {
    host: hostname.replaceAll(/^\[|\]$/g, ""),
    port: port === "" ? (isSecure ? 465 : 587) : Number(port),
    tls: isSecure ? "first" : isOpen ? "none" : "starttls",
    credentials: username === "" ? null : { user, password: secret },
  };
}

/** Null when a percent sign begins nothing, or a control character hides in it. */
function decoded(text: string): string | null {
  try {
    const value = decodeURIComponent(text);
    return /\p{Cc}/u.test(value) ? null : value;
  } catch {
    return null;
  }
}

function isThisMachine(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

const address = String.raw`[^\s<>()[\]\\,;:@"\p{Cc}]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,250}[\p{L}\p{N}])?`;

/** `NAME <ADDRESS>`, or an address alone. */
export const mailSender = matching(
  new RegExp(`^(?:|${address}|[^<>"\\\\\\p{Cc}]{1,100} <${address}>)$`, "u"),
  "an address like batch@example.com, or NAME <batch@example.com>",
);

export const recipientsMax = 50;
const isAddress = new RegExp(`^${address}$`, "u");

/** Each once; null when one is none, or there are too many. */
export function mailAddresses(given: readonly string[]): readonly string[] | null {
  const fits = given.length <= recipientsMax && given.every((each) => isAddress.test(each));
  return fits ? [...new Set(given)] : null;
}

export function mailRecipients(value: string): readonly string[] {
  const addresses = mailAddresses(value.split(",").flatMap((each) => each.trim() || []));
  if (addresses !== null) return addresses;
  throw new ConfigError(`must be addresses, separated by commas, at most ${recipientsMax}`);
}
