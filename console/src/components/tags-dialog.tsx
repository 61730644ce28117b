/** Tags of a job, added, changed and removed in one step. */
import { useState } from "react";
import type { JobNowFragment } from "../graphql/generated.ts";
import { CommandDialog } from "./command-dialog.tsx";
import { Icon } from "./icon.tsx";
import { changeTags, type Tag } from "./job-actions.ts";
import { toast } from "./toasts.tsx";

const tagsMax = 50;

export function TagsDialog({ job }: { readonly job: JobNowFragment }) {
  const [tags, setTags] = useState<readonly Tag[]>(job.tags.length === 0 ? [empty] : job.tags);
  const given = tags.filter(({ key }) => key !== "");
  const isTwice = new Set(given.map(({ key }) => key)).size < given.length;
  const change = (index: number, part: Partial<Tag>) =>
    setTags(tags.map((tag, at) => (at === index ? { ...tag, ...part } : tag)));
  return (
    <CommandDialog
      title="Edit tags"
      button="Save"
      ready={!isTwice}
      send={() => changeTags(job, given)}
      onDone={() => toast("The tags are changed.")}
    >
      <div className="pairs">
        {tags.map(({ key, value }, index) => (
          <div className="pair" key={index}>
            <input
              type="text"
              aria-label={`Key of tag ${index + 1}`}
              placeholder="key"
              maxLength={128}
              value={key}
              onChange={({ target }) => change(index, { key: target.value })}
            />
            <input
              type="text"
              aria-label={`Value of tag ${index + 1}`}
              placeholder="value"
              maxLength={256}
              value={value}
              onChange={({ target }) => change(index, { value: target.value })}
            />
            <button
              type="button"
              className="button icon"
              aria-label={`Remove tag ${index + 1}`}
              onClick={() => setTags(tags.toSpliced(index, 1))}
            >
              <Icon name="cross" />
            </button>
          </div>
        ))}
      </div>
      {isTwice && <p className="bad-text">Each key can be there once.</p>}
      <div>
        <button
          type="button"
          className="button"
          disabled={tags.length >= tagsMax}
          onClick={() => setTags([...tags, empty])}
        >
          Add tag
        </button>
      </div>
    </CommandDialog>
  );
}

const empty: Tag = { key: "", value: "" };
