/**
 * Links to one file of a report each, for a short time: who has the link needs nothing else, so that a browser can follow
 * it. Signed with a key that every process of the installation has.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

export interface DownloadLinks {
  /** An address on this server. */
  link(file: LinkedFile): string;
  /** The file that a link leads to; null when it was not given here, or its time is over. */
  open(link: GivenLink): LinkedFile | null;
}

export interface LinkedFile {
  readonly jobId: string;
  /** Place of the file in the list of the report. */
  readonly place: number;
  /** From where alone it can be followed; from anywhere when left out. */
  readonly address?: string;
}

export interface GivenLink {
  readonly jobId: string;
  readonly place: string;
  readonly expires: string;
  readonly signature: string;
  /** Whether it is for one address alone, as it says itself. */
  readonly bound: boolean;
  /** From where it is followed. */
  readonly address: string;
}

/** How long a link can be followed: long enough for a click, too short to be passed around. */
const linkMs = 5 * 60_000;

export const downloadsPath = "/downloads/reports";

/** `secret`: known to the processes of the installation alone. */
export function createDownloadLinks(options: {
  readonly secret: string;
  /** Where the server is found behind a proxy; ends in a slash. */
  readonly basePath: string;
  readonly now: () => Date;
}): DownloadLinks {
  const { now, basePath } = options;
  const key = createHmac("sha256", options.secret).update("report downloads").digest();
  // Compared as text: base64 has more than one way to write the same bytes.
  const signatureOf = (...parts: Parameters<typeof textOf>): string =>
    createHmac("sha256", key)
      .update(textOf(...parts))
      .digest("base64url");
  return {
    link({ jobId, place, address }) {
      const expires = now().getTime() + linkMs;
      const signature = signatureOf(jobId, String(place), String(expires), address ?? "");
      const bound = address === undefined ? "" : "&bound=address";
      const file = `${encodeURIComponent(jobId)}/${place}`;
      return `${basePath}${downloadsPath.slice(1)}/${file}?expires=${expires}${bound}&signature=${signature}`;
    },
    open({ jobId, place, expires, signature, bound, address }) {
      const expected = Buffer.from(signatureOf(jobId, place, expires, bound ? address : ""));
      const given = Buffer.from(signature);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      return Number(expires) >= now().getTime() ? { jobId, place: Number(place) } : null;
    },
  };
}

/** A job id may hold anything but a line break, which ends it here. */
function textOf(jobId: string, place: string, expires: string, address: string): string {
  return `${place}\n${expires}\n${address}\n${jobId}`;
}
