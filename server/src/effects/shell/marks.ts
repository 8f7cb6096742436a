/*
 * What a command makes is followed as text. Where its value is not known, one of these characters stands for it;
 * a command that holds one of them itself is not read at all.
 */

/** A value nobody knows here: a variable of the environment, the outcome of a calculation. */
export const UNKNOWN = "\u0000";
/** What came from a secret. */
export const SECRET = "\u0001";
/** What a command on this machine prints, or what stands in a file. */
export const LOCAL = "\u0002";
/** What came over the network. */
export const REMOTE = "\u0003";

// oxlint-disable-next-line no-control-regex -- These are the marks themselves.
const MARKS = /[\u0000-\u0003]/;
// oxlint-disable-next-line no-control-regex -- These are the marks themselves.
export const MARKED = /[\u0000-\u0003]+/g;

export function isMarked(text: string): boolean {
  return MARKS.test(text);
}

/** For people, and for policies: what is not known is a question mark. */
export function shown(text: string): string {
  return text.replace(MARKED, "?");
}

/** What is left of a text once it is no longer known: whose it was. */
export function tainted(text: string): string {
  if (text === "") return "";
  if (text.includes(SECRET)) return SECRET;
  if (text.includes(REMOTE)) return REMOTE;
  return LOCAL;
}
