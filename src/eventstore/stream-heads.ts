/** The end of one stream. */
export interface StreamHead {
  /** Number that stands for the name in the log. */
  readonly id: number;
  /** Revision of the last event. */
  readonly revision: number;
}

/** The ends of the streams that were used last, so that most appends need not look them up. Bounded. */
export class StreamHeads {
  /** A `Map` keeps the order of insertion: the first key is the one that was not used for the longest time. */
  readonly #heads = new Map<string, StreamHead>();
  readonly #countMax: number;

  constructor(countMax: number) {
    this.#countMax = countMax;
  }

  get(stream: string): StreamHead | undefined {
    const head = this.#heads.get(stream);
    if (head !== undefined) this.set(stream, head);
    return head;
  }

  set(stream: string, head: StreamHead): void {
    this.#heads.delete(stream);
    this.#heads.set(stream, head);
    if (this.#heads.size <= this.#countMax) return;
    for (const oldest of this.#heads.keys()) {
      this.#heads.delete(oldest);
      return;
    }
  }

  clear(): void {
    this.#heads.clear();
  }
}
