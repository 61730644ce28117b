import { useEffect, useRef, useState } from "react";
import { JobToCloneDocument } from "../../graphql/generated.ts";
import { ask } from "../../graphql/hooks.ts";
import { draftOf } from "./clone-draft.ts";
import type { Draft } from "./draft.ts";

/** Reads the job that the address names, once; the error stands in for an answer that did not come. */
export function useClone(id: string | null, onDraft: (draft: Draft) => void): unknown {
  const [error, setError] = useState<unknown>(null);
  const latest = useRef(onDraft);
  useEffect(() => {
    latest.current = onDraft;
  });
  useEffect(() => {
    if (id === null) return undefined;
    let isOver = false;
    const read = async () => {
      try {
        const { job } = await ask(JobToCloneDocument, { id });
        if (isOver) return;
        if (job === null) setError(new Error("There is no such job."));
        else latest.current(draftOf(job, crypto.randomUUID()));
      } catch (failure) {
        if (!isOver) setError(failure);
      }
    };
    void read();
    return () => {
      isOver = true;
    };
  }, [id]);
  return error;
}
