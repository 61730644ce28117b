/** Does to each task what its key says, as users of S3 Batch Operations write their handlers. */
export async function handler(event) {
  const [task] = event.tasks;
  const key = decodeURIComponent(task.s3Key);
  const result = (resultCode, resultString) => ({
    invocationSchemaVersion: event.invocationSchemaVersion,
    treatMissingKeysAs: "PermanentFailure",
    invocationId: event.invocationId,
    results: [{ taskId: task.taskId, resultCode, resultString }],
  });
  process.stdout.write(`working on ${key}\n`);
  if (key.startsWith("throws")) throw new TypeError(`cannot work on ${key}`);
  if (key.startsWith("exits")) process.exit(3);
  if (key.startsWith("hangs")) await new Promise(() => setInterval(() => {}, 1000));
  if (key.startsWith("refused")) return result("PermanentFailure", `refused ${key}`);
  if (key.startsWith("missing")) return { ...result(), results: [] };
  if (key.startsWith("text")) return "not what is asked for";
  if (key.startsWith("echo")) return result("Succeeded", JSON.stringify(event));
  if (key.startsWith("env")) return result("Succeeded", JSON.stringify(process.env));
  return result("Succeeded", `done ${key}`);
}
