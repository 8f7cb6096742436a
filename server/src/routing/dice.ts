import { type Random, sha256 } from "../kernel/index.ts";

/** A number in (0, 1) by chance. */
export function chance(random: Random): number {
  return (random.bytes(6).readUIntBE(0, 6) + 0.5) / 2 ** 48;
}

/** A number in (0, 1) that is always the same for the same text. */
export function chanceOf(text: string): number {
  return (Number.parseInt(sha256(text).slice(0, 12), 16) + 0.5) / 2 ** 48;
}

/**
 * Where something with this weight stands in a drawing: the lowest place wins, as often as the weight's share
 * says. With a number made of a session's name it is the same place each time, whoever else is there.
 */
export function placeOf(drawn: number, weight: number): number {
  return weight > 0 ? -Math.log(drawn) / weight : Number.POSITIVE_INFINITY;
}
