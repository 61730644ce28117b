// Takes notices of Stevedore and prints a line for each: `node receive-notices.mjs PORT`. With NOTIFY_SECRET it checks that
// they are signed with it. Needs nothing but Node.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

const port = Number(process.argv[2] ?? 4444);
const secret = process.env.NOTIFY_SECRET ?? "";
/** What was taken: a notice may come twice, and a real receiver keeps this where it keeps what it does. */
const had = new Set();

function isSigned(headers, body) {
  if (secret === "") return true;
  const content = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const wanted = Buffer.from(`v1,${createHmac("sha256", secret).update(content).digest("base64")}`);
  const given = Buffer.from(headers["webhook-signature"] ?? "");
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function take(request, response) {
  const body = await text(request);
  if (!isSigned(request.headers, body)) return response.writeHead(401).end();
  const id = request.headers["webhook-id"];
  if (!had.has(id)) {
    had.add(id);
    const { type, data } = JSON.parse(body);
    const { description, succeeded, failed, url } = data.job;
    process.stdout.write(
      `${type}: ${description}, ${succeeded} succeeded, ${failed} failed ${url ?? ""}\n`,
    );
  }
  response.writeHead(204).end();
}

createServer((request, response) => void take(request, response)).listen(port, "127.0.0.1", () =>
  process.stdout.write(`waiting for notices at http://127.0.0.1:${port}/\n`),
);
