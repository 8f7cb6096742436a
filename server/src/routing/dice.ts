import type { Random } from "../kernel/index.ts";

/** A number in (0, 1) by chance. */
export function chance(random: Random): number {
  return (random.bytes(6).readUIntBE(0, 6) + 0.5) / 2 ** 48;
}

/** A number in (0, 1) that is always the same for the same text. Spread well, and quick; it guards nothing. */
export function chanceOf(text: string): number {
  let mixed = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) mixed = Math.imul(mixed ^ text.charCodeAt(at), 0x01000193);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (((mixed ^ (mixed >>> 16)) >>> 0) + 0.5) / 2 ** 32;
}

/**
 * Where something with this weight stands in a drawing: the lowest place wins, as often as the weight's share
 * says. With a number made of a session's name it is the same place each time, whoever else is there.
 */
export function placeOf(drawn: number, weight: number): number {
  return weight > 0 ? -Math.log(drawn) / weight : Number.POSITIVE_INFINITY;
}
