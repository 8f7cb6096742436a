/* Hosts and times, as logs write them. */

const HOST = /^(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.)+[a-z][a-z0-9-]{1,62}$/;

/** The name of a host, out of an address, `host:443`, or itself; undefined where it is an IP address or none. */
export function hostOf(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, "")
    .replace(/[/?#].*$/s, "")
    .replace(/^.*@/s, "")
    .replace(/:\d*$/, "")
    .replace(/\.$/, "")
    .toLowerCase();
  return HOST.test(bare) ? bare : undefined;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const YEAR_MS = 366 * 86_400_000;

/** A time in the ways logs write one; a day without a year is the last one that was. */
export function timeOf(text: string, now: number): number | undefined {
  const number = /^\d{9,19}(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
  if (number !== undefined) {
    // Seconds, milliseconds, microseconds or nanoseconds: told apart by how large they are.
    const digits = text.split(".")[0]?.length ?? 0;
    const scale = digits <= 10 ? 1_000 : digits <= 13 ? 1 : digits <= 16 ? 1e-3 : 1e-6;
    return Math.floor(number * scale);
  }
  // 10/Oct/2026:13:55:36 +0000, 10/Oct/2026:13:55:36.123, 10-Oct-2026 13:55:36.123
  const named = /^(\d{1,2})[/-](\w{3})[/-](\d{4})[: ](\d\d:\d\d:\d\d)(?:\.\d+)?(?: ?([+-]\d{4}))?$/.exec(text);
  if (named) {
    const [, day = "", month = "", year = "", clock = "", zone = "+0000"] = named;
    return isoOf(year, month, day, clock, zone);
  }
  const short = /^(?:\w{3} )?(\w{3}) +(\d{1,2}) (\d\d:\d\d:\d\d)(?: (\d{4}))?$/.exec(text);
  if (short) {
    const [, month = "", day = "", clock = "", year] = short;
    const at = isoOf(year ?? String(new Date(now).getUTCFullYear()), month, day, clock, "+0000");
    if (at === undefined || year !== undefined || at <= now + 86_400_000) return at;
    return at - YEAR_MS > 0 ? isoOf(String(new Date(now).getUTCFullYear() - 1), month, day, clock, "+0000") : undefined;
  }
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return undefined;
  const at = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text.replace(" ", "T")}Z`);
  return Number.isNaN(at) ? undefined : at;
}

function isoOf(year: string, month: string, day: string, clock: string, zone: string): number | undefined {
  const number = MONTHS.indexOf(month.toLowerCase()) + 1;
  if (number === 0) return undefined;
  const two = (value: number | string) => String(value).padStart(2, "0");
  const at = Date.parse(`${year}-${two(number)}-${two(day)}T${clock}${zone.slice(0, 3)}:${zone.slice(3)}`);
  return Number.isNaN(at) ? undefined : at;
}
