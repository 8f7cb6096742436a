import { type Long, add, divide, longOf, modulo, multiply, subtract } from "./long.ts";
import { Ext } from "./runtime.ts";

const DAY_MS = 86_400_000;

/** A moment, in milliseconds since 1970 in UTC. */
export class Datetime extends Ext {
  readonly ms: Long;
  readonly key: string;

  constructor(ms: Long) {
    super();
    this.ms = ms;
    this.key = `datetime(${ms})`;
  }

  offset(by: Duration): Datetime | undefined {
    const ms = add(this.ms, by.ms);
    return ms === undefined ? undefined : new Datetime(ms);
  }

  durationSince(other: Datetime): Duration | undefined {
    const ms = subtract(this.ms, other.ms);
    return ms === undefined ? undefined : new Duration(ms);
  }

  /** The start of its day. */
  toDate(): Datetime | undefined {
    const ms = subtract(this.ms, modulo(this.ms, DAY_MS));
    return ms === undefined ? undefined : new Datetime(ms);
  }

  /** Since the start of its day. */
  toTime(): Duration {
    return new Duration(modulo(this.ms, DAY_MS));
  }
}

export class Duration extends Ext {
  readonly ms: Long;
  readonly key: string;

  constructor(ms: Long) {
    super();
    this.ms = ms;
    this.key = `duration(${ms})`;
  }

  in(unitMs: number): Long {
    return divide(this.ms, unitMs);
  }
}

const DATETIME = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{3}))?(?:Z|([+-])(\d{2})(\d{2})))?$/;

export function readDatetime(text: string): Datetime | undefined {
  const parts = DATETIME.exec(text);
  if (!parts) return undefined;
  const number = (place: number) => Number(parts[place] ?? 0);
  const [year, month, day] = [number(1), number(2), number(3)];
  const [hour, minute, second] = [number(4), number(5), number(6)];
  const [offsetHour, offsetMinute] = [number(9), number(10)];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59) return undefined;
  const local = daysSince1970(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1_000 + number(7);
  const offset = (offsetHour * 60 + offsetMinute) * 60_000;
  return new Datetime((parts[8] === "-" ? local + offset : local - offset) + 0);
}

const UNITS_MS = [DAY_MS, 3_600_000, 60_000, 1_000, 1] as const;

export function readDuration(text: string): Duration | undefined {
  const parts = /^(-?)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(text);
  if (!parts || text === "" || text === "-") return undefined;
  let total: Long | undefined = 0;
  for (const [place, unit] of UNITS_MS.entries()) {
    const digits = parts[place + 2];
    if (digits === undefined) continue;
    const count = longOf(parts[1] === "-" ? -BigInt(digits) : BigInt(digits));
    const ms: Long | undefined = count === undefined ? undefined : multiply(count, unit);
    total = ms === undefined ? undefined : add(total, ms);
    if (total === undefined) return undefined;
  }
  return new Duration(total);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Counts years from March, so that the day a leap year has more is the last of its year. */
function daysSince1970(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const monthSinceMarch = (month + 9) % 12;
  const leaps = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leaps + Math.floor((monthSinceMarch * 153 + 2) / 5) + day - 719_469;
}
