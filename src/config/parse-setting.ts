/** How the text of a setting becomes its value. Each throws a ConfigError that says what would do. */
import { isIP } from "node:net";
import { ConfigError } from "./config-error.ts";

export const text = (value: string) => value;

export function whole(min: number, max: number) {
  return (value: string) => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= min && number <= max) return number;
    throw new ConfigError(`must be a whole number from ${min} to ${max}`);
  };
}

export function oneOf(values: readonly string[]) {
  return (value: string) => {
    if (values.includes(value)) return value;
    throw new ConfigError(`must be one of ${values.join(", ")}`);
  };
}

const switchWords: Readonly<Record<string, boolean>> = {
  on: true,
  off: false,
  yes: true,
  no: false,
  true: true,
  false: false,
};

/** Whichever words a switch is shown with, it takes all. */
export function onOrOff(value: string): boolean {
  return switchWords[oneOf(Object.keys(switchWords))(value)]!;
}

export function matching(pattern: RegExp, what: string) {
  return (value: string) => {
    if (pattern.test(value)) return value;
    throw new ConfigError(`must be ${what}`);
  };
}

export const hosts = (value: string) =>
  value.split(",").flatMap((host) => host.trim().toLowerCase() || []);

export function networks(value: string): readonly string[] {
  const given = hosts(value);
  if (given.every(isNetwork)) return given;
  throw new ConfigError("must be addresses as 10.0.0.1, or networks as 10.0.0.0/8");
}

export function isNetwork(value: string): boolean {
  const [address = "", bits, ...others] = value.split("/");
  const version = isIP(address);
  const isPrefix = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) > 0);
  const fits = Number(bits ?? 1) <= (version === 4 ? 32 : 128);
  return version !== 0 && isPrefix && fits && others.length === 0;
}

/** Where the events are kept. */
export function eventStoreUrl(value: string): string {
  if (value === "embedded" || /^esdb(\+discover)?:\/\/[^/?]/.test(value)) return value;
  throw new ConfigError('must be "embedded", or like esdb://127.0.0.1:2113?tls=false');
}

/** An address of the web, as the example. Node sends to none that holds a user. */
export const webAddress = (example: string) => (value: string) => {
  const url = URL.parse(value);
  const isPlain =
    url !== null && /^https?:$/.test(url.protocol) && url.username + url.password === "";
  if (value === "" || isPlain) return value;
  throw new ConfigError(`must be like ${example}, without a user in it`);
};

/** Text, or base64 behind `whsec_`: what is not base64 there would be passed over, and sign with a short key or with none. */
export const noticeSecret = matching(
  /^(?:(?!whsec_).{16,}|whsec_[A-Za-z0-9+/]{16,}={0,2})?$/s,
  "at least 16 characters, of base64 after whsec_",
);
