/*
 * Cedar's integers have 64 bits. Up to 2^53 they are JavaScript numbers; what arithmetic makes beyond that is a
 * bigint. One integer always has one form, so that `===` compares them. Undefined stands for an overflow.
 */
export type Long = number | bigint;

const LEAST = -(2n ** 63n);
const MOST = 2n ** 63n - 1n;

/** An integer in its one form, or undefined where 64 bits do not hold it. */
export function longOf(exact: bigint): Long | undefined {
  if (exact < LEAST || exact > MOST) return undefined;
  const rounded = Number(exact);
  return Number.isSafeInteger(rounded) ? rounded : exact;
}

export function isLong(value: unknown): value is Long {
  return typeof value === "number" || typeof value === "bigint";
}

export function add(one: Long, other: Long): Long | undefined {
  const sum = Number(one) + Number(other);
  if (typeof one === "number" && typeof other === "number" && Number.isSafeInteger(sum)) return sum;
  return longOf(BigInt(one) + BigInt(other));
}

export function subtract(one: Long, other: Long): Long | undefined {
  const difference = Number(one) - Number(other);
  if (typeof one === "number" && typeof other === "number" && Number.isSafeInteger(difference)) return difference;
  return longOf(BigInt(one) - BigInt(other));
}

export function multiply(one: Long, other: Long): Long | undefined {
  const product = Number(one) * Number(other);
  // Adding zero makes one zero of the two that JavaScript has.
  if (typeof one === "number" && typeof other === "number" && Number.isSafeInteger(product)) return product + 0;
  return longOf(BigInt(one) * BigInt(other));
}

/** Toward zero, as Cedar's durations count. The divisor is above zero. */
export function divide(one: Long, by: number): Long {
  if (typeof one === "number") return Math.trunc(one / by) + 0;
  return longOf(one / BigInt(by)) as Long;
}

/** What is left over above a multiple, never below zero. The divisor is above zero. */
export function modulo(one: Long, by: number): number {
  const rest = typeof one === "number" ? one % by : Number(one % BigInt(by));
  return rest < 0 ? rest + by : rest + 0;
}
