/**
 * The least that can be done: signed requests by undici, so many in flight, each answer looked at by its status alone, and
 * no record of anything. Written by hand beside the engine, with no header that the call does not need.
 */
import { createHash, createHmac, hash } from "node:crypto";
import { Client } from "undici";
import { serveLoop, type Loop, type LoopOptions } from "./loop-shares.ts";
import { keyOfRow } from "./null-manifest.ts";

const tagging =
  '<?xml version="1.0" encoding="UTF-8"?><Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>';

function openLoop(options: LoopOptions): Loop {
  const { storeUrl, callsInFlight, operation = "copy", prefix = "" } = options;
  const { accessKeyId = "key", secretAccessKey = "secret" } = options;
  const { host } = new URL(storeUrl);
  const body = operation === "copy" ? null : Buffer.from(tagging);
  const payload = createHash("sha256")
    .update(body ?? "")
    .digest("hex");
  const md5 = body === null ? "" : createHash("md5").update(body).digest("base64");
  const clients = Array.from({ length: callsInFlight }, () => new Client(storeUrl));
  const signer = createLoopSigner(accessKeyId, secretAccessKey);
  function request(row: number) {
    const key = prefix + keyOfRow(row);
    const date = signer.date();
    const isCopy = operation === "copy";
    const path = isCopy ? `/target/${key}` : `/source/${key}`;
    const names = isCopy
      ? "host;x-amz-content-sha256;x-amz-copy-source;x-amz-date"
      : "content-md5;host;x-amz-content-sha256;x-amz-date";
    const canonical = isCopy
      ? `PUT\n${path}\n\nhost:${host}\nx-amz-content-sha256:${payload}\nx-amz-copy-source:source/${key}\nx-amz-date:${date}\n\n${names}\n${payload}`
      : `PUT\n${path}\ntagging=\ncontent-md5:${md5}\nhost:${host}\nx-amz-content-sha256:${payload}\nx-amz-date:${date}\n\n${names}\n${payload}`;
    const authorization = signer.sign(canonical, names);
    const own = isCopy ? ["x-amz-copy-source", `source/${key}`] : ["content-md5", md5];
    const headers = ["x-amz-date", date, "x-amz-content-sha256", payload, ...own];
    headers.push("authorization", authorization);
    return { path: isCopy ? path : `${path}?tagging=`, method: "PUT" as const, headers, body };
  }
  return async ({ first, end }) => {
    let row = first;
    const latencies: number[] = [];
    const lane = async (client: Client) => {
      while (row < end) {
        const current = row++;
        const start = performance.now();
        const status = await send(client, request(current));
        if (status !== 200) throw new Error(`the store answered ${status}`);
        if (current % 16 === 0) latencies.push(performance.now() - start);
      }
    };
    await Promise.all(clients.map(lane));
    return latencies;
  };
}

function send(client: Client, request: Parameters<Client["dispatch"]>[0]): Promise<number> {
  return new Promise((resolve, reject) => {
    let status = 0;
    client.dispatch(request, {
      onConnect() {},
      onHeaders(answered) {
        status = answered;
        return true;
      },
      onData: () => true,
      onComplete: () => resolve(status),
      onError: reject,
    });
  });
}

function createLoopSigner(accessKeyId: string, secret: string) {
  let second = 0;
  let date = "";
  let scope = "";
  let key = Buffer.alloc(0) as Buffer;
  return {
    date() {
      const now = Math.floor(Date.now() / 1000);
      if (now === second) return date;
      second = now;
      date = new Date(now * 1000).toISOString().replace(/[-:]|\.\d{3}/g, "");
      const day = date.slice(0, 8);
      scope = `${day}/us-east-1/s3/aws4_request`;
      key = [day, "us-east-1", "s3", "aws4_request"].reduce<Buffer>(
        (before, part) => createHmac("sha256", before).update(part).digest(),
        Buffer.from(`AWS4${secret}`),
      );
      return date;
    },
    sign(canonical: string, names: string) {
      const text = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${hash("sha256", canonical)}`;
      const signature = hmac(key, text);
      return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
    },
  };
}

/** The two hashes of RFC 2104 by hand: `createHmac` takes three times as long for a short text. */
function hmac(key: Buffer, text: string): string {
  const inner = Buffer.alloc(64 + text.length, 0x36);
  const outer = Buffer.alloc(96, 0x5c);
  for (let at = 0; at < 32; at++) {
    inner[at] = key[at]! ^ 0x36;
    outer[at] = key[at]! ^ 0x5c;
  }
  inner.write(text, 64, "latin1");
  hash("sha256", inner, "buffer").copy(outer, 64);
  return hash("sha256", outer, "hex");
}

serveLoop(import.meta.filename, openLoop);
