import { hmacSha256 } from "../../kernel/index.ts";
import type { Catalogue, Service } from "./catalogue.ts";
import { type Hit, LOG_FORMATS, type LineReader } from "./formats.ts";

/* Counting, in memory that does not grow with the log. */

const MAX_KEYS = 50_000;
/** So many first lines say what a file is. */
const SAMPLE = 50;
export const OTHERS = "(others)";

export interface Use {
  service: string;
  vendor: string;
  kind: Service["kind"];
  /** A hash, unless asked for in clear. */
  who: string;
  requests: number;
  bytes: number;
  /** Zero where no line said a time. */
  firstAt: number;
  lastAt: number;
}

export interface EgressResult {
  uses: Use[];
  lines: number;
  /** Lines that named a host. */
  read: number;
  matched: number;
  /** By file: what it was read as; `unknown` where nothing fits. */
  formats: Record<string, string>;
}

export interface Tally {
  /** Reads a file line by line. */
  file(name: string, lines: AsyncIterable<string>, format?: string): Promise<void>;
  result(): EgressResult;
}

export function makeTally(parts: {
  catalogue: Catalogue;
  now: number;
  /** Who goes somewhere is hashed with it; left out, they are told as the log names them. */
  key?: Uint8Array | undefined;
  /** Addresses and names that do not count: Lumos's own, a proxy's health checks. */
  except?: ReadonlySet<string>;
}): Tally {
  const { catalogue, now, key, except } = parts;
  const uses = new Map<string, Use>();
  const names = new Map<string, string>();
  const result = { lines: 0, read: 0, matched: 0, formats: {} as Record<string, string> };

  // Guarantee: who went where is told as a keyed hash unless somebody asks for it in clear.
  const nameOf = (who: string): string => {
    const plain = who.toLowerCase().slice(0, 200);
    if (key === undefined) return plain.replaceAll(/[^\w.@:\\/ -]/g, "_");
    const known = names.get(plain);
    if (known !== undefined) return known;
    const made = `h:${hmacSha256(key, plain).toString("hex").slice(0, 16)}`;
    if (names.size < MAX_KEYS) names.set(plain, made);
    return made;
  };
  const count = (hit: Hit) => {
    result.read += 1;
    if (except?.has(hit.who.toLowerCase())) return;
    const service = catalogue.match(hit.host);
    if (!service) return;
    result.matched += 1;
    const { domain, vendor, kind } = service;
    const wanted = `${domain}\n${nameOf(hit.who)}`;
    // Guarantee: a log of any size is counted in bounded memory.
    const place = uses.has(wanted) || uses.size < MAX_KEYS ? wanted : `${domain}\n${OTHERS}`;
    const at = hit.at ?? 0;
    const use = uses.get(place);
    if (!use) {
      const who = place.slice(domain.length + 1);
      uses.set(place, { service: domain, vendor, kind, who, requests: 1, bytes: hit.bytes, firstAt: at, lastAt: at });
      return;
    }
    use.requests += 1;
    use.bytes = Math.min(Number.MAX_SAFE_INTEGER, use.bytes + hit.bytes);
    if (at === 0) return;
    use.firstAt = use.firstAt === 0 ? at : Math.min(use.firstAt, at);
    use.lastAt = Math.max(use.lastAt, at);
  };

  return {
    async file(name, lines, format) {
      const wanted = LOG_FORMATS.find((one) => one.name === format);
      let reader: LineReader | undefined = wanted?.open(now);
      result.formats[name] = wanted?.name ?? "unknown";
      let waiting: string[] = [];
      const settle = () => {
        const chosen = formatOf(waiting, now);
        reader = chosen?.open(now);
        if (chosen) result.formats[name] = chosen.name;
        for (const line of waiting) {
          const hit = reader?.(line);
          if (hit) count(hit);
        }
        waiting = [];
      };
      for await (const line of lines) {
        result.lines += 1;
        if (line.trim() === "") continue;
        if (reader) {
          const hit = reader(line);
          if (hit) count(hit);
          continue;
        }
        if (result.formats[name] !== "unknown") continue;
        waiting.push(line);
        if (waiting.length < SAMPLE) continue;
        settle();
        // Nothing reads this file: the rest would be waited for in vain.
        if (!reader) return;
      }
      if (waiting.length > 0) settle();
    },
    result: () => ({ uses: [...uses.values()].toSorted((a, b) => b.requests - a.requests), ...result }),
  };
}

/** The format that reads the most of some lines; the earlier one where two read as many. */
export function formatOf(lines: readonly string[], now: number) {
  let best: { format: (typeof LOG_FORMATS)[number]; hits: number } | undefined;
  for (const format of LOG_FORMATS) {
    const read = format.open(now);
    const hits = lines.reduce((sum, line) => sum + (read(line) ? 1 : 0), 0);
    if (hits > 0 && hits > (best?.hits ?? 0)) best = { format, hits };
  }
  return best?.format;
}
