/** The built console: its files, from memory, and its page for every address of the console. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** A file of the console as it goes out. */
interface ConsoleFile {
  readonly type: string;
  readonly plain: Buffer;
  readonly br: Buffer | null;
  readonly gzip: Buffer | null;
}

export interface Console {
  /** The page, with the base address in it; null when the console is not built. */
  readonly page: Buffer | null;
  /** By the path below the base, for example `assets/index-1a2b.js`. */
  readonly files: ReadonlyMap<string, ConsoleFile>;
}

const typeOf: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** Nothing of another origin, nothing inline, no frame around it. */
const pageHeaders = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
} as const;

/** Reads what `npm run console:build` made. The whole of it is smaller than a megabyte. */
export function readConsole(folder: string, basePath: string): Console {
  const index = join(folder, "index.html");
  if (!existsSync(index)) return { page: null, files: new Map() };
  const files = new Map<string, ConsoleFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = typeOf[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const other = (suffix: string) =>
      existsSync(path + suffix) ? readFileSync(path + suffix) : null;
    files.set(relative(folder, path).split(sep).join("/"), {
      type,
      plain: readFileSync(path),
      br: other(".br"),
      gzip: other(".gz"),
    });
  }
  const html = readFileSync(index, "utf8").replace(
    /<base href="[^"]*"/,
    `<base href="${escapeAttribute(basePath)}"`,
  );
  return { page: Buffer.from(html), files };
}

function escapeAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}

/** Addresses that are never a page of the console. */
const notPages = /^\/(?:graphql|explorer|metrics|healthz|readyz|v20180820|assets)(?:[/?]|$)/;

/** Whether a browser asks for a page of the console here. */
function asksForPage({ method, url, headers }: FastifyRequest): boolean {
  const html = (headers.accept ?? "").includes("text/html");
  return (method === "GET" || method === "HEAD") && html && !notPages.test(url);
}

/** Answers with the page when a browser asks for one and there is one; false otherwise. */
export async function sendPage(
  { page }: Console,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<boolean> {
  if (page === null || !asksForPage(request)) return false;
  await reply.headers(pageHeaders).type("text/html; charset=utf-8").send(page);
  return true;
}

/** The files with a hash in their name never change, so a browser need not ask again. */
export function addConsoleFiles(app: FastifyInstance, { files }: Console): void {
  for (const [path, file] of files) {
    app.get(`/${path}`, async ({ headers }, reply) => {
      const { encoding, body } = inEncoding(file, headers["accept-encoding"]);
      if (encoding !== null) reply.header("content-encoding", encoding);
      await reply
        .headers({
          "cache-control": "public, max-age=31536000, immutable",
          "x-content-type-options": "nosniff",
          vary: "accept-encoding",
        })
        .type(file.type)
        .send(body);
    });
  }
}

function inEncoding(
  { plain, br, gzip }: ConsoleFile,
  accepted: string | string[] | undefined,
): { readonly encoding: "br" | "gzip" | null; readonly body: Buffer } {
  const names = new Set(
    String(accepted ?? "")
      .split(",")
      .filter((part) => !/;\s*q=0(?:\.0*)?\s*$/.test(part))
      .map((part) => part.split(";")[0]?.trim().toLowerCase()),
  );
  if (br !== null && names.has("br")) return { encoding: "br", body: br };
  if (gzip !== null && names.has("gzip")) return { encoding: "gzip", body: gzip };
  return { encoding: null, body: plain };
}

/** The path of a request without the base path in front, for proxies that leave it there. */
export function belowBase(url: string, basePath: string): string {
  return url.startsWith(basePath) ? url.slice(basePath.length - 1) : url;
}
