/** Read models on an embedded store, and what tests look at in them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { onTestFinished } from "vitest";
import { openEmbeddedEventStore } from "../../src/eventstore/embedded.ts";
import type { EventStore, LogPage } from "../../src/eventstore/eventstore.ts";
import { openReadModels, type ReadModelsOptions } from "../../src/readmodels/open-read-models.ts";
import { chunkStream, jobStream } from "../../src/job/streams.ts";
import { advanced, claimed, completed, failed, succeeded } from "./chunks.ts";
import { account, event, historyOf, validSpec } from "./jobs.ts";
import { inStream, timeAt, type Entry } from "./recorded.ts";

/** An embedded store in memory, whose clock goes on by one second at each event. */
export function openStore(): EventStore {
  let seconds = 0;
  const eventStore = openEmbeddedEventStore({
    file: ":memory:",
    now: () => new Date(timeAt(seconds++)),
  });
  onTestFinished(() => eventStore.close());
  return eventStore;
}

/** Read models that are started, and stopped when the test ends. */
export function startReadModels(
  options: Partial<ReadModelsOptions> & Pick<ReadModelsOptions, "eventStore">,
) {
  const readModels = openReadModels({ file: ":memory:", ...options });
  readModels.start();
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> => (stopped ??= readModels.stop());
  onTestFinished(stop);
  return { ...readModels, stop };
}

export function temporaryFile(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "read-models-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return path.join(folder, "read-models.sqlite");
}

/** Every row of every table, as text. */
export function dump(file: string): string {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").all();
    return tables
      .map(({ name, sql }) => {
        const rows = String(sql).startsWith("CREATE TABLE")
          ? database.prepare(`SELECT * FROM "${String(name)}"`).all()
          : [];
        return [String(sql), ...rows.map((row) => JSON.stringify(row))].join("\n");
      })
      .join("\n");
  } finally {
    database.close();
  }
}

/** A store whose followers get small pages, and no more than `pagesMax` of them: then nothing comes until they stop. */
export function inSmallPages(eventStore: EventStore, pagesMax = Infinity): EventStore {
  return {
    ...eventStore,
    async *subscribe(options): AsyncGenerator<LogPage> {
      let pages = 0;
      for await (const page of eventStore.subscribe({ ...options, maxCount: 3 })) {
        yield page;
        if (++pages < pagesMax) continue;
        if (options.signal.aborted) return;
        await new Promise((resolve) => options.signal.addEventListener("abort", resolve));
        return;
      }
    },
  };
}

/** A job that ran one chunk of ten rows: eight succeeded and two failed. */
export function lifeOf(job: string, description = "Tag the photos"): Entry[] {
  const spec = validSpec({ description });
  const [, ...toActive] = historyOf("ACTIVE");
  return [
    ...inStream(jobStream(job), [
      { type: "JobCreated", data: { jobId: job, account, token: null, spec } },
      ...toActive,
    ]),
    ...inStream(chunkStream(job, 0, 0), [
      claimed("a"),
      succeeded([[100, 107]]),
      failed([[108, 109]]),
      advanced("a", 8, 2, 0, [8, 2, 0]),
      completed("a", 8, 2),
    ]),
    ...inStream(jobStream(job), [event.completing]),
  ];
}
