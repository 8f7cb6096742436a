import type { CatalogFinding } from "../types.ts";

/** What other servers of the organization offer. */
export interface Elsewhere {
  /** Names of tools that this server has none of, and whose they are. */
  tools: ReadonlyMap<string, string>;
  servers: ReadonlySet<string>;
}

/** Words that make the mention of another tool an order about it. */
const ORDER =
  /\b(?:when(?:ever)?|before|after|instead|always|never|must|should|do not|don't|first|also|every|replace[sd]?|prefer|use|call|invoke|ignore|stop|set|add|pass|change|redirect|send|deprecated|broken|unsafe|insecure)\b/u;
const AROUND = 80;

/** What a text says about tools of other servers; `plain` as the rules read it. */
export function mentionsIn(plain: string, elsewhere: Elsewhere): Pick<CatalogFinding, "severity" | "detail">[] {
  const found: Pick<CatalogFinding, "severity" | "detail">[] = [];
  for (const [token, at] of tokensOf(plain)) {
    const server = elsewhere.tools.get(token);
    if (server !== undefined && isTelling(token, plain, at))
      add(found, plain, at, `the tool ${token} of the server ${server}`);
    else if (elsewhere.servers.has(token) && SERVER.test(plain.slice(at + token.length, at + token.length + 12)))
      add(found, plain, at, `the server ${token}`);
    if (found.length >= 5) break;
  }
  return found;
}

const SERVER = /^(?:'s)?(?: mcp)? (?:server|mcp|tools?)\b/;
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

function add(found: Pick<CatalogFinding, "severity" | "detail">[], plain: string, at: number, what: string): void {
  const around = plain.slice(Math.max(0, at - AROUND), at + AROUND);
  const orders = ORDER.test(around);
  const detail = orders ? `says how ${what} is to be used` : `names ${what}`;
  if (!found.some((one) => one.detail === detail)) found.push({ severity: orders ? "high" : "medium", detail });
}
