/** Fields for names that the store knows: it is asked what they may go on with, and any other name can be typed. */
import { useEffect, useState } from "react";
import { BucketNamesDocument, ObjectNamesDocument } from "../../graphql/generated.ts";
import { ask } from "../../graphql/hooks.ts";
import { TextField } from "./fields.tsx";

const typingMs = 250;

interface NameFieldProps {
  readonly field: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly required?: boolean;
  readonly store: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** What a question has for an answer once nothing was typed for a moment; nothing when the store does not say. */
function useNames(question: string, look: () => Promise<readonly string[]>): readonly string[] {
  const [names, setNames] = useState<readonly string[]>([]);
  useEffect(() => {
    if (question === "") return setNames([]);
    let isOver = false;
    const read = async () => {
      // A store that cannot be listed is no reason to speak: the name is typed then.
      const found = await look().catch(() => []);
      if (!isOver) setNames(found);
    };
    const timer = setTimeout(() => void read(), typingMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
    // oxlint-disable-next-line -- the question says all that is looked up
  }, [question]);
  return names;
}

const named = (store: string) => (store === "" ? {} : { store });

/** A bucket of a store. */
export function BucketField(props: NameFieldProps) {
  const { store, value: namePrefix } = props;
  const choices = useNames(JSON.stringify([store, namePrefix]), async () => {
    const { buckets } = await ask(BucketNamesDocument, { ...named(store), namePrefix });
    return (buckets?.buckets ?? []).map(({ name }) => name);
  });
  return <TextField {...props} choices={choices} />;
}

/** A key, folder by folder. */
export function KeyField({ bucket, ...props }: NameFieldProps & { readonly bucket: string }) {
  const { store, value: prefix } = props;
  const question = bucket.trim() === "" ? "" : JSON.stringify([store, bucket, prefix]);
  const choices = useNames(question, async () => {
    const { objects } = await ask(ObjectNamesDocument, {
      ...named(store),
      bucket: bucket.trim(),
      prefix,
    });
    return [...(objects?.prefixes ?? []), ...(objects?.objects ?? []).map(({ key }) => key)];
  });
  return <TextField {...props} choices={choices} />;
}
