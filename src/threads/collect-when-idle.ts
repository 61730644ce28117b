/** A worker whose thread gives back the memory that its work took, when that has ended for now. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Worker } from "../executors/worker.ts";

/** How long it has had no chunk by then: between two chunks it waits less. */
const idleMs = 250;

/**
 * V8 collects what is dead when a thread wants more memory, and a thread without work wants none: what its last chunks
 * left would stay for as long as others, such as who writes the report, could use it. `collect` takes some milliseconds.
 */
export function collectWhenIdle(worker: Worker, collect: () => void = findCollector()): Worker {
  let chunks = 0;
  let idle: NodeJS.Timeout | undefined;
  const ended = () => {
    chunks -= 1;
    if (chunks === 0) idle = setTimeout(collect, idleMs).unref();
  };
  return {
    ...worker,
    run(assignment) {
      chunks += 1;
      clearTimeout(idle);
      return worker.run(assignment).finally(ended);
    },
  };
}

/** It is there in contexts that are made after the flag was set. Of its flavors this one keeps no free page for later. */
function findCollector(): () => void {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as (options: object) => void;
  return () => gc({ type: "major", execution: "sync", flavor: "last-resort" });
}
