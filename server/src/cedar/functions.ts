import { READERS } from "./convert.ts";
import { Decimal } from "./decimal.ts";
import { Ip } from "./ip.ts";
import type { Run } from "./runtime.ts";
import { Datetime, Duration } from "./time.ts";

/** A function of an extension type. Undefined is an error: an argument of another type, too few, too many. */
export type Fn = (args: readonly Run[]) => Run | undefined;

const SECOND_MS = 1_000;

/** All of Cedar 4.5, methods with what they are called on as their first argument. */
export const FUNCTIONS: ReadonlyMap<string, Fn> = new Map<string, Fn>([
  ["datetime", reader("datetime")],
  ["duration", reader("duration")],
  ["decimal", reader("decimal")],
  ["ip", reader("ip")],
  ["lessThan", decimals((one, other) => one.units < other.units)],
  ["lessThanOrEqual", decimals((one, other) => one.units <= other.units)],
  ["greaterThan", decimals((one, other) => one.units > other.units)],
  ["greaterThanOrEqual", decimals((one, other) => one.units >= other.units)],
  ["isIpv4", address((ip) => ip.version === 4)],
  ["isIpv6", address((ip) => ip.version === 6)],
  ["isLoopback", address((ip) => ip.isLoopback())],
  ["isMulticast", address((ip) => ip.isMulticast())],
  ["isInRange", (args) => both(args, Ip, Ip, (one, other) => one.isWithin(other))],
  ["offset", (args) => both(args, Datetime, Duration, (moment, by) => moment.offset(by))],
  ["durationSince", (args) => both(args, Datetime, Datetime, (one, other) => one.durationSince(other))],
  ["toDate", (args) => one(args, Datetime, (moment) => moment.toDate())],
  ["toTime", (args) => one(args, Datetime, (moment) => moment.toTime())],
  ["toMilliseconds", duration(1)],
  ["toSeconds", duration(SECOND_MS)],
  ["toMinutes", duration(60 * SECOND_MS)],
  ["toHours", duration(3_600 * SECOND_MS)],
  ["toDays", duration(86_400 * SECOND_MS)],
]);

type Class<T> = abstract new (...args: never[]) => T;

function one<T>(args: readonly Run[], type: Class<T>, apply: (arg: T) => Run | undefined): Run | undefined {
  const [arg] = args;
  return args.length === 1 && arg instanceof type ? apply(arg) : undefined;
}

function both<T, U>(
  args: readonly Run[],
  first: Class<T>,
  second: Class<U>,
  apply: (one: T, other: U) => Run | undefined,
): Run | undefined {
  const [left, right] = args;
  return args.length === 2 && left instanceof first && right instanceof second ? apply(left, right) : undefined;
}

function reader(name: keyof typeof READERS): Fn {
  return ([text, ...more]) => (typeof text === "string" && more.length === 0 ? READERS[name](text) : undefined);
}

function decimals(apply: (one: Decimal, other: Decimal) => boolean): Fn {
  return (args) => both(args, Decimal, Decimal, apply);
}

function address(apply: (ip: Ip) => boolean): Fn {
  return (args) => one(args, Ip, apply);
}

function duration(unitMs: number): Fn {
  return (args) => one(args, Duration, (time) => time.in(unitMs));
}
