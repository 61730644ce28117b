/**
 * A queue with a bound between one writer and one reader: the writer waits while it is full, the reader while it is
 * empty. Turns "push" into a stream without buffering more than the bound.
 */
export class Channel<Item extends object> implements AsyncIterable<Item> {
  readonly #items: Item[] = [];
  readonly #itemsMax: number;
  #ended = false;
  #failure: { readonly error: unknown } | null = null;
  /** The reader has stopped reading. */
  #abandoned = false;
  #wakeReader: (() => void) | null = null;
  #wakeWriter: (() => void) | null = null;

  constructor(itemsMax: number) {
    this.#itemsMax = itemsMax;
  }

  /** Waits for room. False when nobody will ever read the item. */
  async push(item: Item): Promise<boolean> {
    while (this.#isOpen() && this.#items.length >= this.#itemsMax) {
      await new Promise<void>((resolve) => (this.#wakeWriter = resolve));
    }
    if (!this.#isOpen()) return false;
    this.#items.push(item);
    this.#wake();
    return true;
  }

  /** No item comes any more; those in the queue are still read. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** The reader gets this error instead of what is left; a writer that waits goes on. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#items.length = 0;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, void> {
    try {
      for (;;) {
        if (this.#failure !== null) throw this.#failure.error;
        const item = this.#items.shift();
        if (item !== undefined) {
          this.#wake();
          yield item;
        } else if (this.#ended) {
          return;
        } else {
          await new Promise<void>((resolve) => (this.#wakeReader = resolve));
        }
      }
    } finally {
      this.#abandoned = true;
      this.#wake();
    }
  }

  #isOpen(): boolean {
    return !this.#ended && !this.#abandoned && this.#failure === null;
  }

  #wake(): void {
    this.#wakeReader?.();
    this.#wakeWriter?.();
  }
}
