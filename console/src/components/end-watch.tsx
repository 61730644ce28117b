/**
 * Jobs whose end is told to who is busy elsewhere: by a notification of the browser where it lets us, and by a message on
 * whatever screen is open. It needs a tab with the console, in front or not.
 */
import { JobProgressDocument } from "../graphql/generated.ts";
import { useLive } from "../graphql/hooks.ts";
import { refused } from "../graphql/token.ts";
import { basePath } from "../lib/base-path.ts";
import { shortCount, visible } from "../lib/format.ts";
import { keep, readKept } from "../lib/kept.ts";
import { hasEnded, lookOf } from "../lib/statuses.ts";
import { createStore, useStore } from "../lib/store.ts";
import { toast } from "./toasts.tsx";

interface WatchedJob {
  readonly id: string;
  /** As people call it. */
  readonly name: string;
}

const key = "watched-jobs";
const watchedMax = 20;

function readWatched(): readonly WatchedJob[] {
  try {
    const kept: unknown = JSON.parse(readKept("session", key) ?? "[]");
    return Array.isArray(kept) ? (kept as readonly WatchedJob[]) : [];
  } catch {
    return [];
  }
}

const watched = createStore(readWatched());
watched.subscribe(() => keep("session", key, JSON.stringify(watched.get())));

const without = (id: string) => watched.get().filter((job) => job.id !== id);

/** What a menu says of a job that has not ended. */
export function useEndWatch(job: WatchedJob) {
  const isWatched = useStore(watched).some(({ id }) => id === job.id);
  return {
    name: isWatched ? "Do not tell me when it ends" : "Tell me when it ends",
    run: () => void (isWatched ? watched.set(without(job.id)) : watch(job)),
  };
}

async function watch(job: WatchedJob): Promise<void> {
  watched.set([...without(job.id), job].slice(-watchedMax));
  const isAllowed =
    "Notification" in globalThis && (await Notification.requestPermission()) === "granted";
  toast(
    isAllowed
      ? "You will be told when it ends, as long as a tab shows the console."
      : "The browser forbids notifications: the end will be told in this tab.",
  );
}

/** Draws nothing. */
export function EndWatch() {
  return useStore(watched).map((job) => <Watch key={job.id} {...job} />);
}

function Watch({ id, name }: WatchedJob) {
  useLive(JobProgressDocument, {
    variables: { id },
    unseen: true,
    // A refused token ends what runs; after signing in it begins anew.
    pause: useStore(refused),
    onMessage({ jobProgress: { job } }) {
      if (!hasEnded(job.status) || without(id).length === watched.get().length) return;
      watched.set(without(id));
      tell(id, {
        name,
        word: lookOf({ ...job, failed: job.progress.failed }).word,
        done: job.progress.succeeded,
      });
    },
  });
  return null;
}

function tell(
  id: string,
  { name, word, done }: { readonly name: string; readonly word: string; readonly done: number },
): void {
  toast(`${visible(name)}: ${word}`);
  if (!("Notification" in globalThis) || Notification.permission !== "granted") return;
  try {
    const told = new Notification(word, {
      body: `${visible(name)}\n${shortCount(done)} succeeded`,
      tag: id,
    });
    told.addEventListener("click", () => {
      window.focus();
      location.assign(`${basePath}/jobs/${id}`);
    });
  } catch {
    // Some browsers of telephones have the name and refuse to make one; the message is there.
  }
}
