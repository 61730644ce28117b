/**
 * The time that requests are signed with: this machine's, put right by the header Date of answers where it is far off.
 * Stores refuse signatures that are more than 15 minutes away from their own time.
 */
export interface SigningClock {
  /** Now, as x-amz-date has it. */
  date(): string;
  /** An answer came now; its header Date is asked for now and then. */
  observe(dateOf: () => string | undefined): void;
}

/** As with the SDK, a difference below this is taken for the way of the answer and not for a wrong clock. */
const differenceMaxMs = 240_000;

export function createSigningClock(now: () => number = Date.now): SigningClock {
  let offsetMs = 0;
  let second = -1;
  let text = "";
  let observedAt = -Infinity;
  return {
    date() {
      const at = Math.floor((now() + offsetMs) / 1000);
      if (at !== second) {
        second = at;
        text = new Date(at * 1000).toISOString().replace(/[-:]|\.\d{3}/g, "");
      }
      return text;
    },
    observe(dateOf) {
      // A date has whole seconds, so more than one look a second is for nothing.
      const at = now();
      if (Math.abs(at - observedAt) < 1000) return;
      const header = dateOf();
      if (header === undefined) return;
      observedAt = at;
      const serverTime = Date.parse(header);
      if (Number.isNaN(serverTime)) return;
      if (Math.abs(serverTime - (at + offsetMs)) >= differenceMaxMs) offsetMs = serverTime - at;
    },
  };
}
