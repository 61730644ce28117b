/**
 * Signature V4 of requests that are alike: the signing key of a day is derived once, and the two hashes of an HMAC begin
 * from blocks that are made once (AWS, "Signature Version 4 signing process").
 */
import { createHmac, hash } from "node:crypto";
import type { StoreCredentials } from "../s3-client.ts";
import type { SigningScope } from "./template.ts";

export interface Signer {
  /** `date` as x-amz-date has it. Gives the header Authorization. */
  sign(
    canonicalRequest: string,
    request: { readonly date: string; readonly signedHeaders: string },
  ): string;
}

const blockBytes = 64;
const digestBytes = 32;

export function createSigner(
  credentials: StoreCredentials,
  { region, service }: SigningScope,
): Signer {
  let day = "";
  let date = "";
  let scope = "";
  let key: HmacKey | null = null;
  return {
    sign(canonicalRequest, { date: given, signedHeaders }) {
      if (key === null || given !== date) {
        date = given;
        if (key === null || !date.startsWith(day)) {
          day = date.slice(0, 8);
          scope = `${day}/${region}/${service}/aws4_request`;
          key = hmacKey(signingKey(credentials.secretAccessKey, { day, region, service }));
        }
        begin(key, `AWS4-HMAC-SHA256\n${date}\n${scope}\n`);
      }
      const signature = hmacHex(key, hash("sha256", canonicalRequest, "hex"));
      return `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
    },
  };
}

function signingKey(
  secret: string,
  { day, region, service }: SigningScope & { readonly day: string },
): Buffer {
  let key: string | Buffer = `AWS4${secret}`;
  for (const part of [day, region, service, "aws4_request"]) {
    key = createHmac("sha256", key).update(part).digest();
  }
  return Buffer.from(key);
}

/** Both blocks of an HMAC, and what follows them (RFC 2104). */
interface HmacKey {
  readonly innerBlock: Buffer;
  /** The block, the text that is the same for a second, and room for a digest in hexadecimal. */
  inner: Buffer;
  readonly outer: Buffer;
}

function hmacKey(key: Buffer): HmacKey {
  const innerBlock = Buffer.alloc(blockBytes, 0x36);
  const outer = Buffer.alloc(blockBytes + digestBytes, 0x5c);
  for (const [index, byte] of key.entries()) {
    innerBlock[index] = byte ^ 0x36;
    outer[index] = byte ^ 0x5c;
  }
  return { innerBlock, inner: innerBlock, outer };
}

/** `text` is what all that is hashed begins with. */
function begin(key: HmacKey, text: string): void {
  key.inner = Buffer.concat([key.innerBlock, Buffer.from(text), Buffer.alloc(2 * digestBytes)]);
}

function hmacHex({ inner, outer }: HmacKey, digest: string): string {
  inner.write(digest, inner.length - 2 * digestBytes, "latin1");
  // As text: a buffer of its own for each digest takes twice as long.
  outer.write(hash("sha256", inner, "binary"), blockBytes, "latin1");
  return hash("sha256", outer, "hex");
}
