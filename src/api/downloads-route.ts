/** `/downloads/reports`: one file of a report, to whoever has a link to it. */
import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import type { StoreBrowser } from "../inspect/browse-stores.ts";
import type { ReadModels } from "../readmodels/read-models.ts";
import { downloadsPath, type DownloadLinks } from "./download-links.ts";
import { errorBody } from "./graphql/errors.ts";
import { limits } from "./graphql/limits.ts";

export interface DownloadsDependencies {
  readonly links: DownloadLinks;
  readonly browser: Pick<StoreBrowser, "read">;
  readonly readModels: Pick<ReadModels, "job" | "reportFile">;
}

interface Link {
  readonly Params: { readonly jobId: string; readonly place: string };
  readonly Querystring: {
    readonly expires?: string;
    readonly signature?: string;
    readonly bound?: string;
  };
}

export function addDownloads(app: FastifyInstance, dependencies: DownloadsDependencies): void {
  const { links, browser, readModels } = dependencies;
  let open = 0;
  app.get<Link>(`${downloadsPath}/:jobId/:place`, async ({ params, query, ip: address }, reply) => {
    const { expires, signature, bound } = query;
    const isLink = typeof expires === "string" && typeof signature === "string";
    const linked = isLink
      ? links.open({ ...params, expires, signature, bound: bound !== undefined, address })
      : null;
    if (linked === null) {
      const message =
        "This link was not given by this server, or its time is over: ask for another.";
      return reply.code(403).send(errorBody("FORBIDDEN", message));
    }
    const { jobId, place } = linked;
    const report = readModels.job(jobId)?.state.spec.report ?? null;
    const file = readModels.reportFile(jobId, place);
    if (report === null || file === null)
      return reply.code(404).send(errorBody("NOT_FOUND", "There is no such file any more."));
    if (open >= limits.downloadsMax) {
      const message = "Too many files are downloaded at once; ask again.";
      return reply.code(429).header("retry-after", 5).send(errorBody("RATE_LIMITED", message));
    }
    open += 1;
    // A slow reader holds a connection to the store, also when it goes away in the middle.
    reply.raw.once("close", () => (open -= 1));
    const read = await browser.read(report.store, { bucket: report.bucket, key: file.key });
    if (!read.ok) {
      const { code, message } = read.error;
      return reply.code(502).send(errorBody("UPSTREAM_UNAVAILABLE", `${code}: ${message}`));
    }
    const name = `job-${jobId}-${file.outcome.toLowerCase()}-${file.file}.csv`;
    return reply
      .header("content-type", "text/csv; charset=utf-8")
      .header("content-length", file.sizeBytes)
      .header("content-disposition", `attachment; filename="${name.replaceAll(/[^\w.-]/g, "_")}"`)
      .send(Readable.from(read.value));
  });
}
