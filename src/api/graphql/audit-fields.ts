import type { JobRow } from "../../readmodels/read-models.ts";
import { auditPath } from "../audit-route.ts";
import type { JobAuditResolvers } from "./generated/resolvers.ts";

export const auditFields: JobAuditResolvers = {
  outcomesHash: outcomesHashOf,
  exportPath: ({ id }) => auditPath(id),
  verify: (job, { outcomesHash }) => {
    const recorded = outcomesHashOf(job);
    if (recorded === null) return "NOT_RECORDED";
    return recorded === outcomesHash.toLowerCase() ? "INTACT" : "DIFFERENT";
  },
};

function outcomesHashOf({ state }: JobRow): string | null {
  return "outcomesHash" in state ? state.outcomesHash : null;
}
