import type { CatalogFinding } from "../types.ts";

/** What other servers of the organization offer. */
export interface Elsewhere {
  /** Names of tools that this server has none of, and whose they are. */
  tools: ReadonlyMap<string, string>;
  servers: ReadonlySet<string>;
}

/** What a text says about tools of other servers; `plain` as the rules read it. */
export function mentionsIn(plain: string, elsewhere: Elsewhere): Pick<CatalogFinding, "severity" | "detail">[] {
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
