/** The bucket that generated lists are made of: its objects come and go while they are listed and worked on. */
import { compareKeys } from "../../src/lib/key-order.ts";

export interface SourceObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly storageClass: string;
  readonly encryption: string | null;
  /** It is there from then on, and until then; in milliseconds since the beginning of the world. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** The filter of its job keeps it. */
  readonly isKept: boolean;
}

export class SourceBucket {
  readonly now: () => number;
  readonly #objects: ReadonlyMap<string, SourceObject>;

  constructor(objects: readonly SourceObject[], now: () => number) {
    this.now = now;
    const sorted = objects.toSorted((a, b) => compareKeys(a.key, b.key));
    this.#objects = new Map(sorted.map((object) => [object.key, object]));
  }

  /** Those that are there now, in the order of their keys. */
  present(): SourceObject[] {
    return [...this.#objects.values()].filter((object) => this.#isPresent(object));
  }

  /** Undefined when it is not there now. */
  get(key: string): SourceObject | undefined {
    const object = this.#objects.get(key);
    return object !== undefined && this.#isPresent(object) ? object : undefined;
  }

  /** Keys that no generated list is of are those of lists that users have: always there. */
  isGone(key: string): boolean {
    return this.#objects.has(key) && this.get(key) === undefined;
  }

  #isPresent({ fromMs, untilMs }: SourceObject): boolean {
    const now = this.now();
    return fromMs <= now && now < untilMs;
  }
}
