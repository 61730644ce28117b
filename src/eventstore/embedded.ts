import { existsSync, mkdirSync, realpathSync } from "node:fs";
import path from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { assert } from "../lib/assert.ts";
import { err } from "../lib/result.ts";
import type { Result } from "../lib/result.ts";
import type { AppendResult, EventStore, ExpectedRevision } from "./eventstore.ts";
import { Bell, followLog } from "./follow-log.ts";
import { serialiseAppend } from "./serialise.ts";
import { openDatabase } from "./sqlite-database.ts";
import { takeLock } from "./sqlite-lock.ts";
import { SqliteLog } from "./sqlite-log.ts";
import type { LogAppend } from "./sqlite-log.ts";

/** What an embedded store is made of. */
export interface EmbeddedOptions {
  /** Where the store lies; `:memory:` keeps it for the life of the object. */
  readonly file: string;
  readonly now?: () => Date;
}

/**
 * The event store in one SQLite file, for one process.
 *
 * Everything that waits is committed in one transaction, because the cost of a commit is the wait for the disk. SQLite
 * is called synchronously, so nobody ever sees half a transaction.
 *
 * @throws StoreLocked when another owner has the file open.
 */
export function openEmbeddedEventStore(options: EmbeddedOptions): EventStore {
  const { now = () => new Date() } = options;
  if (options.file === ":memory:") {
    return createStore(new SqliteLog(openDatabase(":memory:"), now), () => {});
  }
  const file = realFile(options.file);
  const release = takeLock(file);
  try {
    return createStore(new SqliteLog(openDatabase(file), now), release);
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * The same name for the same file, however it was reached: the lock goes by it. The file must not be opened for this:
 * closing it again would drop the locks that SQLite holds for this process.
 */
function realFile(file: string): string {
  if (existsSync(file)) return realpathSync(file);
  const folder = path.dirname(path.resolve(file));
  mkdirSync(folder, { recursive: true });
  return path.join(realpathSync(folder), path.basename(file));
}

function createStore(log: SqliteLog, release: () => void): EventStore {
  const bell = new Bell();
  const queue = createCommitQueue(log, () => bell.ring());
  const followed = {
    closed: false,
    get end() {
      return log.end;
    },
    readPage: log.readPage.bind(log),
    change: bell.wait.bind(bell),
  };
  const assertOpen = (): void => assert(!followed.closed, "the event store is closed");

  return {
    exclusive: true,
    async append(stream, events, { expected }) {
      assertOpen();
      assert(isExpectedRevision(expected), `${expected} is no revision to expect`);
      const outcome = await queue.add({
        stream,
        events: serialiseAppend(stream, events),
        expected,
      });
      if (!outcome.ok) throw outcome.error;
      return outcome.value;
    },
    async readStream(stream, options = {}) {
      assertOpen();
      return log.readStream(stream, options);
    },
    async readAll({ after = 0, typePrefixes, maxCount }) {
      // Reading is synchronous: who asks for page after page must not keep others from running.
      await nextTurn();
      assertOpen();
      return log.readPage({ after, typePrefixes, maxCount });
    },
    subscribe(options) {
      return followLog(followed, options);
    },
    async truncateStream(stream, before) {
      assertOpen();
      queue.commit();
      log.truncate(stream, before);
    },
    async deleteStream(stream) {
      assertOpen();
      queue.commit();
      log.delete(stream);
    },
    async limitAge(stream, seconds) {
      assertOpen();
      queue.commit();
      log.removeOlder(stream, seconds);
    },
    async close() {
      if (followed.closed) return;
      followed.closed = true;
      queue.commit();
      bell.ring();
      try {
        log.close();
      } finally {
        release();
      }
    },
  };
}

function isExpectedRevision(expected: ExpectedRevision): boolean {
  return typeof expected === "string" || (Number.isSafeInteger(expected) && expected >= 0);
}

type Outcome = Result<AppendResult, Error>;

interface CommitQueue {
  /** Resolves when the append is committed or refused. */
  add(append: LogAppend): Promise<Outcome>;
  /** Commits what waits, now. */
  commit(): void;
}

/** Gathers the appends of one turn of the event loop into one transaction. */
function createCommitQueue(log: SqliteLog, committed: () => void): CommitQueue {
  let waiting: { readonly append: LogAppend; readonly settle: (outcome: Outcome) => void }[] = [];
  const commit = (): void => {
    const batch = waiting;
    if (batch.length === 0) return;
    waiting = [];
    const outcomes = commitAll(
      log,
      batch.map(({ append }) => append),
    );
    for (const [place, { settle }] of batch.entries()) settle(outcomes[place]!);
    committed();
  };
  return {
    commit,
    add: (append) =>
      new Promise((settle) => {
        if (waiting.push({ append, settle }) === 1) setImmediate(commit);
      }),
  };
}

function commitAll(log: SqliteLog, appends: readonly LogAppend[]): readonly Outcome[] {
  try {
    return log.commit(appends);
  } catch (error) {
    const failure =
      error instanceof Error ? error : new Error("the commit failed", { cause: error });
    return appends.map(() => err(failure));
  }
}
