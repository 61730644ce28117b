/** Text from a manifest as it may stand in a sentence: quoted, on one line, with nothing invisible in it, and short. */

const SHOWN_MAX = 48;
const REASON_MAX = 200;
/** Control and format characters (which turn the direction of text), what is unassigned, and the other line breaks. */
const INVISIBLE = /[\p{C}\u2028\u2029]/u;

/** Quotes what was found. Cut between characters; the mark of the cut stands outside the quotes. */
export function shown(text: string): string {
  let quoted = "";
  for (const character of text) {
    const escaped = escapeCharacter(character);
    if (quoted.length + escaped.length > SHOWN_MAX) return `"${quoted}"…`;
    quoted += escaped;
  }
  return `"${quoted}"`;
}

/** Quotes the end of what was found: keys of files differ there. */
export function shownEnd(text: string): string {
  const characters = Array.from(text);
  const end = characters.slice(-SHOWN_MAX).join("");
  return characters.length > SHOWN_MAX ? `…${shown(end)}` : shown(text);
}

/** A reason is kept in events and in answers for ever; the end is the least important part of it. */
export function cutReason(reason: string): string {
  return reason.length <= REASON_MAX ? reason : `${reason.slice(0, REASON_MAX - 1)}…`;
}

function escapeCharacter(character: string): string {
  if (!INVISIBLE.test(character)) return JSON.stringify(character).slice(1, -1);
  const short = JSON.stringify(character).slice(1, -1);
  if (short.startsWith("\\")) return short;
  const code = character.codePointAt(0) ?? 0;
  return code > 0xff_ff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
