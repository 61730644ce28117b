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
}

export interface GivenLink {
  readonly jobId: string;
  readonly place: string;
  readonly expires: string;
  readonly signature: string;
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
  const signatureOf = (jobId: string, place: string, expires: string): string =>
    createHmac("sha256", key)
      .update(textOf(jobId, place, expires))
      .digest("base64url");
  return {
    link({ jobId, place }) {
      const expires = now().getTime() + linkMs;
      const signature = signatureOf(jobId, String(place), String(expires));
      const file = `${encodeURIComponent(jobId)}/${place}`;
      return `${basePath}${downloadsPath.slice(1)}/${file}?expires=${expires}&signature=${signature}`;
    },
    open({ jobId, place, expires, signature }) {
      const expected = Buffer.from(signatureOf(jobId, place, expires));
      const given = Buffer.from(signature);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      return Number(expires) >= now().getTime() ? { jobId, place: Number(place) } : null;
    },
  };
}

/** A job id may hold anything but a line break, which ends it here. */
function textOf(jobId: string, place: string, expires: string): string {
  return `${place}\n${expires}\n${jobId}`;
}
