import { isRecord } from "../../kernel/index.ts";
import { byColumns, csvRow, pairsOf } from "./columns.ts";
import { hostOf, timeOf } from "./values.ts";

/* Lines of the logs that stand between people and the network: proxies, balancers, name servers. */

/** One line that names where somebody went. */
export interface Hit {
  host: string;
  who: string;
  /** Undefined where the line says none that can be read. */
  at: number | undefined;
  bytes: number;
}

export type LineReader = (line: string) => Hit | undefined;

export interface LogFormat {
  name: string;
  /** A reader for one file: some formats say in their first lines what the others mean. */
  open(now: number): LineReader;
}

const SQUID = /^(\d{9,10}\.\d{3})\s+-?\d+ (\S+) \S+\/\d{3} (\d+) \S+ (\S+) (\S+)/;
const COMBINED =
  /^(?:(\S+?)(?::\d+)? )??(\S+) \S+ (\S+|"[^"]*") \[([^\]]{20,32})\] "([A-Z]+) (\S+)[^"]*" \d{3} (\d+|-)/;
const HAPROXY = /\bhaproxy\[\d+\]: (\S{1,60}?):\d+ \[([^\]]{1,40})\] \S{1,200} \S{1,200} [\d/+-]{1,60} -?\d+ \+?(\d+) /;
const CAPTURED = /\{([^|}\s]{1,260})[|}]/;
const ASKED = /"([A-Z]{1,20}) (\S{1,2048})/;
const DNSMASQ =
  /^(?:(\w{3} +\d+ \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S{1,40}) (?:\S{1,200} )?)?dnsmasq(?:\[\d+\])?: (?:\d+ \S+ )?query\[[A-Z0-9=]+\] (\S+) from (\S+)/;
const BIND =
  /^(\d\d-\w{3}-\d{4} \d\d:\d\d:\d\d(?:\.\d+)?|\d{4}-\d\d-\d\dT\S{1,40})?.*?client (?:@\S+ )?([\da-fA-F.:]+)#\d+ \([^)]{0,300}\): (?:view \S+: )?query: (\S+) IN /;
const UNBOUND = /^\[?(\d{9,10})\]? unbound\[[\d:]+\] (?:info|query): (\S+) (\S+)\. [A-Z0-9]+ IN/;

export const LOG_FORMATS: readonly LogFormat[] = [
  {
    name: "squid",
    open: (now) => (line) => {
      const [, at, client, bytes, address, user] = SQUID.exec(line) ?? [];
      return hit(address, user === "-" ? client : user, at, bytes, now);
    },
  },
  {
    name: "haproxy",
    open: (now) => (line) => {
      const [head = "", client, at, bytes] = HAPROXY.exec(line) ?? [];
      if (head === "") return undefined;
      const rest = line.slice(line.indexOf(head) + head.length);
      const address = ASKED.exec(rest)?.[2] ?? "";
      return hit(named(address) ? address : CAPTURED.exec(rest)?.[1], client, at, bytes, now);
    },
  },
  {
    name: "dnsmasq",
    open: (now) => (line) => {
      const [, at, host, client] = DNSMASQ.exec(line) ?? [];
      return hit(host, client, at, "0", now);
    },
  },
  {
    name: "bind",
    open: (now) => (line) => {
      const [, at, client, host] = BIND.exec(line) ?? [];
      return hit(host, client, at, "0", now);
    },
  },
  {
    name: "unbound",
    open: (now) => (line) => {
      const [, at, client, host] = UNBOUND.exec(line) ?? [];
      return hit(host, client, at, "0", now);
    },
  },
  {
    // Nginx, Apache and Squid write it; as a proxy the address is whole, else the first word is the host.
    name: "combined",
    open: (now) => (line) => {
      const [, virtual, client, user, at, , address = "", bytes] = COMBINED.exec(line) ?? [];
      const who = user === undefined || user === "-" ? client : user.replaceAll('"', "");
      return hit(named(address) ? address : virtual, who, at, bytes, now);
    },
  },
  {
    name: "json",
    open: (now) => (line) => {
      if (!line.startsWith("{")) return undefined;
      try {
        const value: unknown = JSON.parse(line);
        return isRecord(value) ? byColumns((names) => textAt(value, names), now) : undefined;
      } catch {
        return undefined;
      }
    },
  },
  { name: "w3c", open: (now) => w3c(now) },
  { name: "csv", open: (now) => csv(now) },
  {
    // NSS, CEF and LEEF: `host=x user=y`.
    name: "pairs",
    open: (now) => (line) => {
      const pairs = pairsOf(line);
      return pairs.size < 2 ? undefined : byColumns((names) => firstOf(names, (name) => pairs.get(name)), now);
    },
  },
];

function named(address: string): boolean {
  return /^[a-z]+:\/\//i.test(address) || /^[\w.-]+:\d+$/.test(address);
}

function hit(
  address: string | undefined,
  who: string | undefined,
  at: string | undefined,
  bytes: string | undefined,
  now: number,
): Hit | undefined {
  const host = address === undefined ? undefined : hostOf(address);
  if (host === undefined || who === undefined) return undefined;
  return { host, who, at: at === undefined ? undefined : timeOf(at, now), bytes: Number(bytes) || 0 };
}

function firstOf<T>(names: readonly string[], read: (name: string) => T | undefined): T | undefined {
  for (const name of names) {
    const value = read(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Also one object deeper, as log shippers write it: `http.host`. */
function textAt(value: Record<string, unknown>, names: readonly string[]): string | undefined {
  const flat = new Map<string, unknown>();
  for (const [name, inner] of Object.entries(value).slice(0, 500)) {
    flat.set(name.toLowerCase(), inner);
    if (isRecord(inner))
      for (const [deep, one] of Object.entries(inner).slice(0, 100)) flat.set(`${name}.${deep}`.toLowerCase(), one);
  }
  return firstOf(names, (name) => {
    const found = flat.get(name);
    return typeof found === "string" && found !== "" ? found : typeof found === "number" ? String(found) : undefined;
  });
}

function w3c(now: number): LineReader {
  let fields: string[] | undefined;
  return (line) => {
    const said = /^#Fields:\s*(.+)$/i.exec(line);
    if (said) fields = (said[1] ?? "").toLowerCase().split(/\s+/);
    if (!fields || line.startsWith("#")) return undefined;
    const values = line.match(/"[^"]*"|\S+/g) ?? [];
    const row = new Map(fields.map((name, place) => [name, values[place]?.replaceAll('"', "")]));
    const day = row.get("date");
    if (day !== undefined && row.get("time") !== undefined) row.set("timestamp", `${day}T${row.get("time") ?? ""}Z`);
    return byColumns((names) => firstOf(names, (name) => plain(row.get(name))), now);
  };
}

function csv(now: number): LineReader {
  let header: Map<string, number> | undefined;
  let separator = ",";
  return (line) => {
    if (!header) {
      separator = [",", "\t", ";", "|"].toSorted((a, b) => line.split(b).length - line.split(a).length)[0] ?? ",";
      const names = csvRow(line.replace(/^\ufeff/, ""), separator).map((name) => name.trim().toLowerCase());
      header = new Map(names.map((name, place) => [name, place]));
      return undefined;
    }
    const values = csvRow(line, separator);
    return byColumns((names) => firstOf(names, (name) => plain(values[header?.get(name) ?? -1])), now);
  };
}

function plain(value: string | undefined): string | undefined {
  const text = value?.trim();
  return text === undefined || text === "" || text === "-" ? undefined : text;
}
