/**
 * From an operation's command to requests that are filled in: the SDK makes the request of two marked objects, and of a
 * few hostile ones, and a template that does not make the same of those is not used.
 */
import { randomUUID } from "node:crypto";
import type { StoreCredentials } from "../s3-client.ts";
import type { CommandOf, CommandTarget } from "../transport.ts";
import type { WireRequest } from "./wire-request.ts";
import type { CapturedRequest, DryClient } from "./dry-client.ts";
import { escapeKey, escapeText } from "./escape.ts";
import { createSigner, type Signer } from "./signer.ts";
import { fill, type Fillings } from "./slotted-text.ts";
import {
  makeTemplate,
  NotCompilable,
  sameBody,
  toWire,
  type Marked,
  type RequestTemplate,
} from "./template.ts";

/** By whom requests are signed. */
export interface Signed {
  readonly credentials: StoreCredentials;
  readonly signer: Signer;
}

/** For objects of this bucket, all with a version or all without. @throws NotCompilable, or what the SDK throws. */
export async function compileCommand(
  commandOf: CommandOf,
  {
    dry,
    bucket,
    versioned,
  }: { readonly dry: DryClient; readonly bucket: string; readonly versioned: boolean },
): Promise<RequestTemplate> {
  const targetOf = (key: string, version: string): CommandTarget => ({
    bucket,
    key,
    versionId: versioned ? version : null,
  });
  // Of two lengths, for what depends on the length, and in no way special, for what depends on the characters.
  const mark = randomUUID().replaceAll("-", "");
  const marked = async (key: string, version: string): Promise<Marked> => ({
    key,
    version,
    request: await dry.capture(commandOf(targetOf(key, version))),
  });
  const template = makeTemplate(
    await marked(`k${mark}`, `v${mark}`),
    await marked(`kk${mark}other`, `vv${mark}another`),
  );
  for (const key of hostileKeys)
    await check(template, targetOf(key, hostileVersion), { dry, commandOf });
  return template;
}

/**
 * `date`: as x-amz-date has it.
 *
 * @throws URIError when the key cannot be written in a request.
 */
export function fillRequest(
  { origin, method, head, body, canonical, signedHeaders }: RequestTemplate,
  { key, versionId }: Pick<CommandTarget, "key" | "versionId">,
  { signed, date }: { readonly signed: Signed; readonly date: string },
): WireRequest {
  const fillings: { -readonly [Name in keyof Fillings]: string } = {
    key: escapeKey(key),
    version: versionId === null ? "" : escapeText(versionId),
    date,
    sessionToken: signed.credentials.sessionToken ?? "",
    authorization: "",
  };
  fillings.authorization = signed.signer.sign(fill(canonical, fillings), { date, signedHeaders });
  return { origin, method, head: fill(head, fillings), body };
}

/** Each with characters that some way of writing a request stumbles over. */
const hostileKeys: readonly string[] = [
  "a/../b/./c//d/",
  "a+b c%41&d=e?f#g;h@i:j,k",
  "!*'()[]{}|^~\"<>\\`$&",
  " 箱/cafe\u0301 🚢\tx\ny ",
  "Ünï.Case/UPPER-lower_0123",
];
const hostileVersion = "v.1/+ é~'&=";

async function check(
  template: RequestTemplate,
  target: CommandTarget,
  { dry, commandOf }: { readonly dry: DryClient; readonly commandOf: CommandOf },
): Promise<void> {
  const wanted = await dry.capture(commandOf(target));
  // The same that the SDK has just signed with: its provider gives one object until it is refreshed.
  const credentials = await dry.credentials();
  const signer = createSigner(credentials, template.scope);
  const date = wanted.headers["x-amz-date"] ?? "";
  const difference = differenceOf(
    fillRequest(template, target, { signed: { credentials, signer }, date }),
    wanted,
  );
  if (difference === null) return;
  const key = JSON.stringify(target.key);
  throw new NotCompilable(
    `${difference} is not the SDK's for ${key}, a made-up key of the comparison that each job begins with`,
  );
}

/** In what a request is not the one that the SDK makes; null when they are the same. */
export function differenceOf(got: WireRequest, captured: CapturedRequest): string | null {
  const wanted = toWire(captured);
  if (got.method !== wanted.method) return "the method";
  if (got.origin !== wanted.origin) return "the host";
  if (!sameBody(got.body, wanted.body)) return "the body";
  const [gotLine, ...gotHeaders] = linesOf(got);
  const [wantedLine, ...wantedHeaders] = linesOf(wanted);
  if (gotLine !== wantedLine) return "the path or the query";
  const headers = byName(gotHeaders);
  const others = byName(wantedHeaders);
  for (const name of new Set([...headers.keys(), ...others.keys()])) {
    if (headers.get(name) !== others.get(name)) return `the header ${name}`;
  }
  return null;
}

function linesOf({ head }: WireRequest): string[] {
  return head.split("\r\n");
}

/** Names in lower case, as they mean the same in any. */
function byName(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    lines.map((line) => {
      const end = line.indexOf(":");
      return [line.slice(0, end).toLowerCase(), line.slice(end)];
    }),
  );
}
