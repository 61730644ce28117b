/** Manifests and reports: the object store in memory, with time between a call and its answer, and failures that pass. */
import { ownFailure, StoreError } from "../../src/s3/failures.ts";
import type { ObjectStore } from "../../src/s3/object-store.ts";
import type { Faults } from "./faults.ts";
import type { Life } from "./life.ts";
import type { Random } from "./random.ts";
import type { Scheduler } from "./scheduler.ts";

export interface ObjectStoreWorld {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly faults: () => Faults;
  readonly objects: ObjectStore;
  /** Called when an object is there. */
  readonly onWritten: (key: string, life: Life) => void;
}

export function createDelayedObjectStore(world: ObjectStoreWorld, life: Life): ObjectStore {
  const { objects } = world;
  const through = <Answer>(label: string, effect: () => Promise<Answer>) =>
    carry(world, life, { label, effect });
  return {
    head: (object) => through(`head ${object.key}`, () => objects.head(object)),
    async read(object, options) {
      const label = `read ${object.key}`;
      const body = await through(label, () => objects.read(object, options));
      const blocks = body[Symbol.asyncIterator]();
      return {
        [Symbol.asyncIterator]: () => ({
          next: () => through(label, () => blocks.next()),
          return: async () => {
            await blocks.return?.();
            return { done: true, value: undefined };
          },
        }),
      };
    },
    async write(object, body, options) {
      const pieces: Uint8Array[] = [];
      if (body instanceof Uint8Array) pieces.push(body);
      else for await (const piece of body) pieces.push(piece);
      const bytes = Buffer.concat(pieces);
      return through(`write ${object.key}`, async () => {
        const written = await objects.write(object, bytes, options);
        world.onWritten(object.key, life);
        return written;
      });
    },
    tryWriting: (object, options) =>
      through(`try ${object.key}`, () => objects.tryWriting(object, options)),
  };
}

export function carry<Answer>(
  { scheduler, random, faults }: Pick<ObjectStoreWorld, "scheduler" | "random" | "faults">,
  life: Life,
  call: { readonly label: string; readonly effect: () => Promise<Answer> },
): Promise<Answer> {
  if (life.dead) return new Promise(() => {});
  const { callMs, objectStoreFails } = faults();
  return new Promise((resolve, reject) => {
    const answer = (run: () => void) =>
      scheduler.schedule({
        afterMs: random.skewed(0, callMs),
        label: `answer ${call.label}`,
        owner: life,
        run,
      });
    const arrive = () => {
      if (random.chance(objectStoreFails)) {
        answer(() => reject(new StoreError(ownFailure("ConnectionFailed"))));
        return;
      }
      call.effect().then(
        (value) => answer(() => resolve(value)),
        (error: unknown) => answer(() => reject(error)),
      );
    };
    const afterMs = random.skewed(0, callMs);
    scheduler.schedule({ afterMs, label: call.label, owner: null, run: arrive });
  });
}
