/** One CSV object of a report while it is written: rows in, an object out, in constant memory. */
import { assert } from "../lib/assert.ts";
import { Channel } from "../lib/channel.ts";
import type { ReportFile } from "../job/events.ts";
import type { ObjectRef, ObjectStore, WriteOptions, WrittenObject } from "../s3/object-store.ts";

/** Long enough that the cost of a block is nothing beside that of its rows. */
const blockCharacters = 64 * 1024;
/** Blocks that wait for the store: one that it takes next while another is filled. */
const blocksWaitingMax = 1;

type Outcome =
  | { readonly ok: true; readonly written: WrittenObject }
  | { readonly ok: false; readonly error: unknown };

interface Upload {
  readonly blocks: Channel<Uint8Array>;
  readonly outcome: Promise<Outcome>;
}

export class ReportFileWriter {
  readonly #write: (body: AsyncIterable<Uint8Array>) => Promise<WrittenObject>;
  readonly #key: string;
  readonly #onFailure: (error: unknown) => void;
  /** Lines that are not handed to the store yet. */
  #lines = "";
  #rows = 0;
  #ended = false;
  #upload: Upload | null = null;

  constructor(options: {
    readonly store: ObjectStore;
    readonly object: ObjectRef;
    readonly writeOptions: WriteOptions;
    /** Called at once when the store fails, also while nothing is being added. */
    readonly onFailure: (error: unknown) => void;
  }) {
    const { store, object, writeOptions, onFailure } = options;
    this.#write = (body) => store.write(object, body, writeOptions);
    this.#key = object.key;
    this.#onFailure = onFailure;
  }

  /** Adds a line. True when a block is full: then `flush` before the next one. */
  add(line: string): boolean {
    this.#lines += line;
    this.#rows += 1;
    return this.#lines.length >= blockCharacters;
  }

  /**
   * Hands the lines to the store; waits while it has not taken those before. Begins the object the first time. Throws
   * what the store threw.
   */
  async flush(): Promise<void> {
    const block = Buffer.from(this.#lines, "utf8");
    this.#lines = "";
    this.#upload ??= this.#begin();
    const taken = await this.#upload.blocks.push(block);
    if (!taken) await this.#written(this.#upload);
  }

  /** Null when there was no row: then there is no object. Throws what the store threw. */
  async end(): Promise<ReportFile | null> {
    if (this.#lines !== "") await this.flush();
    if (this.#upload === null) return null;
    this.#ended = true;
    this.#upload.blocks.end();
    const { md5, sizeBytes } = await this.#written(this.#upload);
    return { key: this.#key, md5, sizeBytes, rows: this.#rows };
  }

  /** Makes the store give up the object. */
  fail(error: unknown): void {
    this.#upload?.blocks.fail(error);
  }

  /** When the store has nothing more to do. Never rejects. */
  async settled(): Promise<void> {
    await this.#upload?.outcome;
  }

  async #written(upload: Upload): Promise<WrittenObject> {
    const outcome = await upload.outcome;
    if (!outcome.ok) throw outcome.error;
    return outcome.written;
  }

  #begin(): Upload {
    const blocks = new Channel<Uint8Array>(blocksWaitingMax);
    return { blocks, outcome: this.#run(blocks) };
  }

  /** Never rejects: the store may fail long before anybody waits for it. */
  async #run(blocks: Channel<Uint8Array>): Promise<Outcome> {
    try {
      const written = await this.#write(blocks);
      assert(this.#ended, "a store takes the whole body before it says that it is written");
      return { ok: true, written };
    } catch (error) {
      this.#onFailure(error);
      return { ok: false, error };
    }
  }
}
