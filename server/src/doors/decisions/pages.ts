import { type Clock, type Millis, hmacSha256, isRecord, sameBytes, sha256 } from "../../kernel/index.ts";

const LIVES_MS: Millis = 3_600_000;
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;
const MAX_TOKEN = 4_096;

export interface AskedPage {
  after: string | undefined;
  limit: number;
}

/**
 * Pages of a search. A token says where the next one begins, sealed together with the question and who asked it,
 * so that every process can go on with it and nobody can change it.
 */
export interface Pages {
  /** The page a body asks for, or the sentence that says why there is none. */
  read(page: unknown, question: string): AskedPage | string;
  next(after: string, limit: number, question: string): string;
}

interface Token {
  q: string;
  a: string;
  l: number;
  e: Millis;
}

const FORGED = "page.token is not one that was given out for this question, or is too old.";

// Guarantee: a page token goes on with nothing but the question of the one who was given it.
export function makePages(parts: { key: Uint8Array; clock: Clock }): Pages {
  const { key, clock } = parts;
  const sealOf = (text: string) => Buffer.from(hmacSha256(key, text)).toString("base64url");

  const opened = (token: unknown, question: string): Token | undefined => {
    if (typeof token !== "string" || token.length > MAX_TOKEN) return undefined;
    const [text = "", seal = "", more] = token.split(".");
    if (more !== undefined || !sameBytes(Buffer.from(seal), Buffer.from(sealOf(text)))) return undefined;
    const said = JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as Token;
    return said.q === sha256(question) && said.e > clock.now() ? said : undefined;
  };

  return {
    read(page, question) {
      if (page === undefined || page === null) return { after: undefined, limit: DEFAULT_LIMIT };
      if (!isRecord(page)) return "page must be an object.";
      const { limit, token } = page;
      if (limit !== undefined && !(typeof limit === "number" && Number.isSafeInteger(limit) && limit >= 0))
        return "page.limit must be a whole number, 0 or more.";
      const most = limit === undefined ? undefined : Math.min(limit as number, MAX_LIMIT);
      if (token === undefined || token === "") return { after: undefined, limit: most ?? DEFAULT_LIMIT };
      const said = opened(token, question);
      if (!said) return FORGED;
      if (most !== undefined && most !== said.l) return "page.limit is another one than for the page before.";
      return { after: said.a, limit: said.l };
    },
    next(after, limit, question) {
      const token: Token = { q: sha256(question), a: after, l: limit, e: clock.now() + LIVES_MS };
      const text = Buffer.from(JSON.stringify(token)).toString("base64url");
      return `${text}.${sealOf(text)}`;
    },
  };
}
