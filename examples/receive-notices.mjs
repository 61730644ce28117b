// Takes notices of Stevedore and prints a line for each: `node receive-notices.mjs PORT`. With NOTIFY_SECRET it checks that
// they are signed with it. Needs nothing but Node.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

const port = Number(process.argv[2] ?? 4444);
const secret = process.env.NOTIFY_SECRET ?? "";
const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : secret;
/** What was taken: a notice may come twice, and a real receiver keeps this where it keeps what it does. */
const had = new Set();

function isSigned(headers, body) {
  if (secret === "") return true;
  const content = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const wanted = Buffer.from(`v1,${createHmac("sha256", key).update(content).digest("base64")}`);
  const given = Buffer.from(headers["webhook-signature"] ?? "");
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function take(request, response) {
  const body = await text(request);
  if (!isSigned(request.headers, body)) {
    process.stdout.write("refused a notice that is not signed with this NOTIFY_SECRET\n");
    return response.writeHead(401).end();
  }
  const id = request.headers["webhook-id"];
  if (!had.has(id)) {
    had.add(id);
    const { type, data } = JSON.parse(body);
    const { description, succeeded, failed, url } = data.job;
    const link = url === null ? "" : ` ${url}`;
    process.stdout.write(
      `${type}: ${description}, ${succeeded} succeeded, ${failed} failed${link}\n`,
    );
  }
  response.writeHead(204).end();
}

createServer((request, response) => void take(request, response)).listen(port, "127.0.0.1", () =>
  process.stdout.write(`waiting for notices at http://127.0.0.1:${port}/\n`),
);
