/** A link in a text that would carry data out when it is followed, or shown. */
export interface Leak {
  start: number;
  end: number;
  rule: "image-with-data" | "link-with-data" | "link-to-fill-in";
}

const MAX_LINKS = 2_000;
/** Markdown's and HTML's pictures load by themselves. */
const IMAGE =
  /!\[[^\]\n]{0,500}\]\(\s*<?(https?:\/\/[^\s)>"']{1,4000})|<img\b[^>]{0,1000}?\bsrc\s*=\s*["']?(https?:\/\/[^\s"'>]{1,4000})/gi;
const LINK = /https?:\/\/[^\s)>"'\]|]{1,4000}/gi;
/** A place where whoever reads it is to put something: {data}, <API_KEY>, $(env), [conversation]. */
const TO_FILL_IN =
  /[?&/#=][^?&\s]{0,80}(?:\{\{?[a-z_ .-]{2,60}\}?\}|%7b[a-z_ .-]{2,60}%7d|\$\{?[a-z_]{2,60}\}?|<[a-z_ .-]{2,60}|\[[a-z_ .-]{2,60}\]?)/i;
/** A value that is long enough to be somebody's data, and no word; and what it is called. */
const CARRIES = /[?&#;]([^=&#;\s]{0,60})=([A-Za-z0-9+/_=%.-]{48,})/g;
/** What links of honest pages carry: signatures, versions. */
const USUAL = /^(?:X-Amz-[\w-]+|Signature|sig|se|token|Expires|utm_\w+|v|hash|h|s|ixid)$/i;

/** Links that carry data in a text, in order, none overlapping another. */
export function leaksIn(text: string): Leak[] {
  if (!text.includes("://")) return [];
  const leaks: Leak[] = [];
  let seen = 0;
  for (const match of text.matchAll(IMAGE)) {
    if ((seen += 1) > MAX_LINKS) break;
    const url = match[1] ?? match[2] ?? "";
    const start = match.index + match[0].indexOf(url);
    const rule = TO_FILL_IN.test(url) ? "link-to-fill-in" : carries(url) ? "image-with-data" : undefined;
    if (rule) leaks.push({ start, end: start + url.length, rule });
  }
  for (const match of text.matchAll(LINK)) {
    if ((seen += 1) > MAX_LINKS) break;
    const [url] = match;
    const start = match.index;
    if (leaks.some((leak) => start < leak.end && start + url.length > leak.start)) continue;
    // The reader is told to fill it in: what follows the address may stand outside of it, as in `?q=<KEY>`.
    const more = text.slice(start, start + url.length + 70);
    const rule =
      TO_FILL_IN.test(more) && endsOpen(url, more)
        ? "link-to-fill-in"
        : carries(url, USUAL)
          ? "link-with-data"
          : undefined;
    if (rule) leaks.push({ start, end: start + url.length, rule });
  }
  return leaks.toSorted((a, b) => a.start - b.start);
}

/** Whether any value of an address, but for those called so, may be data. */
function carries(url: string, but?: RegExp): boolean {
  return [...url.matchAll(CARRIES)].some(
    ([, name = "", value = ""]) => but?.test(name) !== true && new Set(value).size >= 12,
  );
}

/** What is to be filled in belongs to the address: it stands in it, or right behind its `=`. */
function endsOpen(url: string, more: string): boolean {
  return TO_FILL_IN.test(url) || (/[=/]$/.test(url) && /^[<[{$]/.test(more.slice(url.length)));
}
