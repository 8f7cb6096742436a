import { createHash, createPrivateKey, sign } from "node:crypto";
import { type Clock, isRecord } from "../../../kernel/index.ts";
import type { ConnectedModel } from "../../../registry/index.ts";
import type { Upstream } from "../../types.ts";
import { parsedJson } from "../taps/counts.ts";
import type { Unready } from "./types.ts";

/** Access tokens for Google's services. */
export interface AccessTokens {
  /** The token a provider is called with: the key itself, or what its key file is exchanged for. */
  of(key: string, model: ConnectedModel): Promise<{ token: string } | Unready>;
}

interface Held {
  token: string;
  /** From here on a new one is fetched. */
  freshUntil: number;
}

interface KeyFile {
  email: string;
  privateKey: string;
  keyId: string | undefined;
  tokenUrl: string;
}

const TOKEN_URL = "https://oauth2.googleapis.com/token";
/** Every address that a key file may name. */
const TOKEN_URLS = new Set([TOKEN_URL, "https://www.googleapis.com/oauth2/v4/token"]);
const SCOPE = "https://www.googleapis.com/auth/cloud-platform";
const LIFETIME_S = 3_600;
/** A token is used no longer than until this long before its end. */
const EARLY_MS = 300_000;
const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_HELD = 1_000;

export function makeAccessTokens(parts: { clock: Clock; http: Pick<Upstream, "send"> }): AccessTokens {
  const held = new Map<string, Held>();
  const underWay = new Map<string, Promise<Held | Unready>>();

  return {
    async of(key, model) {
      const text = key.trim();
      if (!text.startsWith("{")) return { token: text };
      const id = createHash("sha256")
        .update(`${model.provider.tokenUrl ?? ""}\n${text}`)
        .digest("base64");
      const known = held.get(id);
      if (known && known.freshUntil > parts.clock.now()) return known;
      // One exchange for all calls that wait for it.
      let fetching = underWay.get(id);
      if (!fetching) {
        fetching = exchange(parts, text, model).finally(() => underWay.delete(id));
        underWay.set(id, fetching);
      }
      const fetched = await fetching;
      if ("problem" in fetched) return fetched;
      held.delete(id);
      held.set(id, fetched);
      const oldest = held.size > MAX_HELD ? held.keys().next().value : undefined;
      if (oldest !== undefined) held.delete(oldest);
      return fetched;
    },
  };
}

async function exchange(
  { clock, http }: { clock: Clock; http: Pick<Upstream, "send"> },
  key: string,
  model: ConnectedModel,
): Promise<Held | Unready> {
  const file = keyFileOf(key, model.provider.tokenUrl);
  if ("problem" in file) return file;
  const nowS = Math.floor(clock.now() / 1000);
  const assertion = signedJwt(file, nowS);
  if (typeof assertion !== "string") return assertion;
  const url = new URL(file.tokenUrl);
  const grant = new URLSearchParams({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion });
  const answer = await post(http, {
    origin: url.origin,
    path: url.pathname + url.search,
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json", "user-agent": "lumos" },
    body: Buffer.from(grant.toString()),
    model,
    timeouts: { headersMs: TIMEOUT_MS, idleMs: TIMEOUT_MS },
  });
  if ("problem" in answer) return answer;
  if (answer.status !== 200) return { problem: `got no access token: the token endpoint answered ${answer.status}` };
  const json = parsedJson(answer.body.toString("utf8"));
  const token = isRecord(json) ? json["access_token"] : undefined;
  if (typeof token !== "string" || !/^[\x21-\x7e]{1,8192}$/.test(token)) {
    return { problem: "got no access token: the token endpoint's answer has none" };
  }
  const lifetime = isRecord(json) && typeof json["expires_in"] === "number" ? json["expires_in"] : LIFETIME_S;
  return { token, freshUntil: nowS * 1000 + Math.max(0, lifetime * 1000 - EARLY_MS) };
}

/** Reads a service account's key file. */
function keyFileOf(key: string, configured: string | undefined): KeyFile | Unready {
  const json = parsedJson(key);
  if (!isRecord(json)) return { problem: "its key is not the JSON of a key file" };
  const { client_email: email, private_key: privateKey, private_key_id: keyId, token_uri: asked } = json;
  if (typeof email !== "string" || typeof privateKey !== "string") {
    return { problem: "its key file has no client_email or no private_key" };
  }
  // Guarantee: a key file cannot send its own signature to another address than Google's.
  if (configured === undefined && asked !== undefined && !TOKEN_URLS.has(String(asked))) {
    return { problem: "its key file names a token address that is not Google's" };
  }
  return {
    email,
    privateKey,
    keyId: typeof keyId === "string" ? keyId : undefined,
    tokenUrl: configured ?? (typeof asked === "string" ? asked : TOKEN_URL),
  };
}

function signedJwt(file: KeyFile, nowS: number): string | Unready {
  const header = { alg: "RS256", typ: "JWT", ...(file.keyId === undefined ? {} : { kid: file.keyId }) };
  const claims = { iss: file.email, scope: SCOPE, aud: file.tokenUrl, iat: nowS, exp: nowS + LIFETIME_S };
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  try {
    const key = createPrivateKey(file.privateKey);
    if (key.asymmetricKeyType !== "rsa") return { problem: "its key file's private key is not an RSA key" };
    return `${signed}.${sign("sha256", Buffer.from(signed), key).toString("base64url")}`;
  } catch {
    return { problem: "its key file's private key cannot be read" };
  }
}

/** One small request whose answer is read whole. */
function post(
  http: Pick<Upstream, "send">,
  request: Parameters<Upstream["send"]>[0],
): Promise<{ status: number; body: Buffer } | Unready> {
  return new Promise((resolve) => {
    let status = 0;
    let size = 0;
    const chunks: Buffer[] = [];
    const over = (answer: { status: number; body: Buffer } | Unready) => {
      clearTimeout(timer);
      resolve(answer);
    };
    const giveUp = (detail: string) => {
      over({ problem: `got no access token: the token endpoint ${detail}` });
      exchanged.abort();
    };
    const exchanged = http.send(request, {
      head: (code) => {
        status = code;
      },
      data(chunk) {
        size += chunk.length;
        if (size <= MAX_ANSWER_BYTES) chunks.push(chunk);
        else giveUp("answered too much");
        return true;
      },
      end: () => over({ status, body: Buffer.concat(chunks) }),
      failed: (failure) => over({ problem: `got no access token: the token endpoint ${failure.detail}` }),
    });
    const timer = setTimeout(() => giveUp("did not answer in time"), TIMEOUT_MS);
  });
}
