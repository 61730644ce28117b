/** The bucket that generated lists are made of: its objects come and go while they are listed and worked on. */
import { compareKeys } from "../../src/lib/key-order.ts";

export interface SourceObject {
  readonly key: string;
  /** Null where the bucket keeps no versions; where it does, what is removed can be called on by its version. */
  readonly versionId: string | null;
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

  get keepsVersions(): boolean {
    return [...this.#objects.values()].some(({ versionId }) => versionId !== null);
  }

  /** Undefined when it is not there now, and no version of it is. */
  getVersion(key: string): SourceObject | undefined {
    const object = this.#objects.get(key);
    const isKept = object !== undefined && object.versionId !== null && object.fromMs <= this.now();
    return isKept ? object : this.get(key);
  }

  /** Keys that no generated list is of are those of lists that users have: always there. */
  isGone(key: string): boolean {
    return this.#objects.has(key) && this.getVersion(key) === undefined;
  }

  #isPresent({ fromMs, untilMs }: SourceObject): boolean {
    const now = this.now();
    return fromMs <= now && now < untilMs;
  }
}
