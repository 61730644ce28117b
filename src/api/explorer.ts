/** The explorer: a page to try the API on, of a few files that ask no other server for anything. */
import { readFileSync } from "node:fs";
import type { FastifyInstance } from "fastify";

const folder = new URL("../../explorer/", import.meta.url);

/** Every file there is: no other name leads anywhere. */
const files = {
  "": ["index.html", "text/html; charset=utf-8"],
  "explorer.js": ["explorer.js", "text/javascript; charset=utf-8"],
  "client.js": ["client.js", "text/javascript; charset=utf-8"],
  "completion.js": ["completion.js", "text/javascript; charset=utf-8"],
  "docs.js": ["docs.js", "text/javascript; charset=utf-8"],
  "schema.js": ["schema.js", "text/javascript; charset=utf-8"],
  "explorer.css": ["explorer.css", "text/css; charset=utf-8"],
} as const;

/** Nothing of another origin, nothing inline, no markup out of text, no frame around it. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/** Served to everybody: it holds no data, and asks the API for all of it with the token that is typed in. */
export function addExplorer(app: FastifyInstance): void {
  // Relative, so that it holds below any base path.
  app.get("/explorer", (_, reply) => reply.redirect("explorer/", 308));
  for (const [name, [file, type]] of Object.entries(files)) {
    const body = readFileSync(new URL(file, folder));
    app.get(`/explorer/${name}`, (_, reply) =>
      reply
        .headers({ "content-security-policy": policy, "cache-control": "no-cache" })
        .type(type)
        .send(body),
    );
  }
}
