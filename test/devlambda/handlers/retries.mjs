/** Times each task was called, as long as this process lives: it is given one process in the tests that use it. */
const calls = new Map();

export async function handler(event) {
  const [task] = event.tasks;
  const key = decodeURIComponent(task.s3Key);
  const count = (calls.get(task.taskId) ?? 0) + 1;
  calls.set(task.taskId, count);
  const result = (resultCode, resultString) => ({
    invocationSchemaVersion: event.invocationSchemaVersion,
    invocationId: event.invocationId,
    results: [{ taskId: task.taskId, resultCode, resultString }],
  });
  if (key.startsWith("flaky") && count <= 3)
    return result("TemporaryFailure", `not at call ${count}`);
  if (key.startsWith("recovers") && count <= 3) throw new Error(`threw at call ${count}`);
  if (key.startsWith("busy")) return result("TemporaryFailure", `busy at call ${count}`);
  if (key.startsWith("throws")) throw new TypeError(`threw at call ${count}`);
  if (key.startsWith("hangs")) await new Promise(() => setInterval(() => {}, 1000));
  if (key.startsWith("text")) return "not what is asked for";
  if (key.startsWith("silent")) return { ...result(), results: [] };
  if (key.startsWith("refused")) return result("PermanentFailure", `refused at call ${count}`);
  return result("Succeeded", `done at call ${count}`);
}
