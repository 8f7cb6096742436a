import { plainOf } from "../../risk/index.ts";
import { type Definition, INSTRUCTIONS } from "../definition.ts";
import { shown } from "../shown.ts";
import type { CatalogFinding } from "../types.ts";
import { type Found, type Looked, LONG } from "./found.ts";
import { plainly } from "./orders.ts";
import { textsOf } from "./texts.ts";

/** What other servers of the organization offer. */
interface Elsewhere {
  /** Names of tools that this server has none of, and whose they are. */
  tools: ReadonlyMap<string, string>;
  servers: ReadonlySet<string>;
}

/** What its texts say of tools of other servers. */
export function mentions(definition: Pick<Definition, "name" | "parsed">, elsewhere: Elsewhere): Found[] {
  if (elsewhere.tools.size + elsewhere.servers.size === 0) return [];
  const found: Found[] = [];
  let left = LONG.high;
  for (const { place, text } of textsOf(definition)) {
    if (left <= 0) break;
    for (const { severity, detail } of mentionsIn(plainly(plainOf(text.slice(0, left)).text), elsewhere))
      found.push({ kind: "shadowing", severity, detail: `${place} ${shown(detail, 200)}.` });
    left -= text.length;
  }
  return found;
}

/** What a text says about tools of other servers; `plain` as the rules read it. */
function mentionsIn(plain: string, elsewhere: Elsewhere): Pick<CatalogFinding, "severity" | "detail">[] {
  const details = new Set<string>();
  for (const [token, at] of tokensOf(plain)) {
    const server = elsewhere.tools.get(token);
    if (server !== undefined && isTelling(token, plain, at))
      details.add(`names the tool ${token} of the server ${server}`);
    else if (elsewhere.servers.has(token) && SERVER.test(plain.slice(at + token.length, at + token.length + 12)))
      details.add(`speaks of the server ${token}`);
    if (details.size >= 5) break;
  }
  return [...details].map((detail) => ({ severity: "high", detail }));
}

/** "The search tool" is a word like others; "the search server" is somebody. */
const SERVER = /^(?:'s)? (?:mcp )?(?:server|mcp)\b/;
const TOKEN = /[\p{L}\p{N}_.:/-]+/gu;

/** Whole words, also the parts of `server__tool` and `server.tool`. */
function* tokensOf(plain: string): Generator<[string, number]> {
  for (const match of plain.matchAll(TOKEN)) {
    const whole = match[0].replace(/[.:/-]+$/, "");
    yield [whole, match.index];
    let from = 0;
    for (const part of whole.split(/__|[.:/]/)) {
      const at = whole.indexOf(part, from);
      from = at + part.length;
      if (part !== whole && part !== "") yield [part, match.index + at];
    }
  }
}

/** `send_mail` means the tool; `search` is a word, unless it is said to be a tool. */
function isTelling(token: string, plain: string, at: number): boolean {
  if (/[_-]/.test(token) && token.length >= 5) return true;
  return /^ (?:tool|function|command)\b/.test(plain.slice(at + token.length, at + token.length + 12));
}

export function elsewhereOf(server: string, definitions: readonly Definition[], others: Looked["others"]): Elsewhere {
  const own = new Set(definitions.map(({ name }) => name.toLowerCase()));
  const tools = new Map<string, string>();
  for (const [id, { tools: kept }] of others) {
    if (id === server) continue;
    for (const name of kept.keys())
      if (name !== INSTRUCTIONS && !own.has(name.toLowerCase())) tools.set(name.toLowerCase(), id);
  }
  return { tools, servers: new Set([...others.keys()].filter((id) => id !== server).map((id) => id.toLowerCase())) };
}

/**
 * What definitions that were there before say about tools that a server lists only now: by itself none of them named
 * anything.
 */
export async function mentionedBefore(
  server: string,
  fresh: readonly string[],
  { others }: Pick<Looked, "others">,
): Promise<CatalogFinding[]> {
  const names = new Map(fresh.map((name) => [name.toLowerCase(), server]));
  const found: CatalogFinding[] = [];
  if (names.size === 0) return found;
  let looked = 0;
  for (const [id, { tools }] of others) {
    if (id === server) continue;
    const own = new Set([...tools.keys()].map((name) => name.toLowerCase()));
    const elsewhere = { tools: new Map([...names].filter(([name]) => !own.has(name))), servers: new Set<string>() };
    for (const { row, parsed } of tools.values()) {
      if (row.present !== 1 || row.name === INSTRUCTIONS) continue;
      // Calls do not wait for a long list.
      if (++looked % 25 === 0) await new Promise((resolve) => setImmediate(resolve));
      for (const one of mentions({ name: row.name, parsed }, elsewhere))
        found.push({ server: id, tool: row.name, ...one });
    }
  }
  return found;
}
