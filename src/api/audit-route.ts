/** The audit of a job over HTTP: streamed as it is read, so that a large one needs no more memory than a small one. */
import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { callerOf } from "./access/gate.ts";
import { narrow } from "./access/narrow.ts";
import type { ApiDependencies } from "./graphql/context.ts";
import { errorBody } from "./graphql/errors.ts";

/** The id of a job ends up in a header. */
const idPattern = /^[\w-]{1,64}$/;

export function auditPath(jobId: string): string {
  return `/jobs/${jobId}/audit`;
}

export function addAuditRoute(app: FastifyInstance, dependencies: ApiDependencies): void {
  app.get<{ readonly Params: { readonly id: string } }>(
    auditPath(":id"),
    { config: { access: "READ" } },
    async (request, reply) => {
      const { id } = request.params;
      const { exportAudit } = narrow(dependencies, callerOf(request));
      const lines = idPattern.test(id) ? await exportAudit(id) : null;
      if (lines === null) {
        const body = errorBody("JOB_NOT_FOUND", "There is no such job.");
        return reply.code(404).send(body);
      }
      return reply
        .type("application/x-ndjson")
        .header("content-disposition", `attachment; filename="job-${id}-audit.jsonl"`)
        .send(Readable.from(lines));
    },
  );
}
