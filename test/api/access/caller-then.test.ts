import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandsThen, rulesThen } from "../../../src/api/access/caller-then.ts";
import { localCaller } from "../../../src/api/access/caller.ts";
import type { RulesThen } from "../../../src/job/bulk-events.ts";
import { engineMetadata } from "../../support/stored.ts";
import { createJob, startApi, type TestApi } from "../../support/api.ts";

let api: TestApi;
let id: string;
beforeAll(async () => {
  api = await startApi();
  id = await createJob(api);
});
afterAll(() => api.stop());

const everything = rulesThen(localCaller);
const givenBy = { kind: "USER", id: "token:ops", name: "ops" } as const;

function priorityBy(rules: RulesThen, priority: number) {
  const parts = { commands: api.commands, fromStreams: api.readModels.fromStreams };
  const commands = commandsThen(parts, ["PUT_OBJECT_TAGGING"])({ givenBy, rules });
  return commands.handle(id, { type: "ChangePriority", priority }, engineMetadata);
}
const bound = (bounds: object): RulesThen => ({
  ...everything,
  bounds: { ...everything.bounds, ...bounds },
});

describe("commands with the rights of the moment at which they were asked for", () => {
  it("reach what these rights reach, also when they were written down before there were other bounds", async () => {
    expect(await priorityBy(everything, 11)).toMatchObject({ ok: true });
    const early = { permission: "RUN", grants: [], bounds: { stores: ["default"], buckets: null } };
    expect(await priorityBy(early, 12)).toMatchObject({ ok: true });
  });

  it.each<[what: string, bounds: object]>([
    ["a bucket", { buckets: ["others"] }],
    ["an operation", { operations: ["COPY_OBJECT"] }],
    ["an operation that there is no more", { operations: ["GONE"] }],
    ["its own jobs", { visibleJobs: { own: true, tags: [] } }],
  ])("do not reach a job beyond the bound to %s", async (_, bounds) => {
    expect(await priorityBy(bound(bounds), 13)).toMatchObject({
      ok: false,
      error: { code: "JOB_NOT_FOUND" },
    });
  });

  it("do nothing where a newer version wrote down a bound that this one does not know", async () => {
    await expect(priorityBy(bound({ hours: ["night"] }), 14)).rejects.toThrow(
      "This needs the permission RUN; you have READ.",
    );
    expect(await priorityBy(bound({ hours: null }), 15)).toMatchObject({ ok: true });
  });
});
