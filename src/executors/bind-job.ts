/** What a job's spec means in terms of the configured stores: how a task is called, and how its manifest is read. */
import type { JobSpec } from "../job/spec.ts";
import { createCsvManifestReader } from "../manifest/csv.ts";
import type { ManifestReader } from "../manifest/manifest.ts";
import { operationOf } from "../operations/index.ts";
import type { ObjectStore } from "../s3/object-store.ts";
import type { Transport } from "../s3/transport.ts";
import type { CallTask } from "./run-task.ts";

/** One call of the job's operation on one object. */
export function bindOperation(spec: JobSpec, transportOf: (store: string) => Transport): CallTask {
  const operation = operationOf(spec.operation);
  const transport = transportOf(operation.store(spec.manifest.sourceStore));
  return async (task) => {
    const judgement = operation.judge(await transport.send(operation.command(task)));
    if (!judgement.succeeded) return judgement;
    for (const { command, judge, about } of operation.followUps(task)) {
      const after = judge(await transport.send(command));
      if (after.succeeded) continue;
      const { failure } = after;
      const message = `The object is there, but ${about} could not be set: ${failure.message}`;
      return { succeeded: false, failure: { ...failure, message } };
    }
    return judgement;
  };
}

export function openReader(
  spec: JobSpec,
  options: { readonly objectStoreOf: (store: string) => ObjectStore; readonly rowsMax: number },
): ManifestReader {
  const { manifest } = spec;
  return createCsvManifestReader({
    store: options.objectStoreOf(manifest.object.store),
    manifest,
    rowsMax: options.rowsMax,
  });
}
