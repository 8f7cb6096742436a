import { type Clock, isRecord } from "../../../kernel/index.ts";
import type { ConnectedAuth, ConnectedServer } from "../../../registry/index.ts";
import type { Http } from "../exchange.ts";
import { upstreamFault } from "../faults.ts";
import { fetchSmall } from "../fetch-small.ts";
import type { Credential } from "./types.ts";

type OauthAuth = Extract<ConnectedAuth, { kind: "oauth" }>;

interface Kept {
  header: string;
  /** On the monotonic clock. */
  until: number;
}

/** What is kept of a token that says nothing of its end. */
const DEFAULT_LIFE_MS = 5 * 60_000;
const MAX_LIFE_MS = 24 * 3_600_000;
const MAX_KEPT = 1_000;

/** Tokens by OAuth client credentials (RFC 6749, 4.4): kept until shortly before their end, asked for once at a time. */
export function makeTokens({ http, clock }: { http: Http; clock: Clock }) {
  const kept = new Map<string, Kept>();
  const asking = new Map<string, Promise<Kept>>();

  async function ask(server: ConnectedServer, auth: OauthAuth): Promise<Kept> {
    const secret = auth.clientSecret;
    if (!secret) throw upstreamFault(server.id, "has no credential yet: write the one it is declared with");
    const form = new URLSearchParams({ grant_type: "client_credentials" });
    for (const name of ["scope", "resource", "audience"] as const)
      if (auth[name] !== undefined) form.set(name, auth[name]);
    const basic = `${formEncoded(auth.clientId)}:${formEncoded(secret.reveal())}`;
    const { status, body } = await fetchSmall(http, {
      server: server.id,
      what: "token service",
      url: new URL(auth.tokenUrl),
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        accept: "application/json",
        authorization: `Basic ${Buffer.from(basic).toString("base64")}`,
      },
      body: form.toString(),
    });
    const answer = parsed(body);
    const token = answer?.["access_token"];
    const type = answer?.["token_type"];
    if (status !== 200 || typeof token !== "string" || !/^[\x21-\x7e]{1,16384}$/.test(token))
      throw upstreamFault(server.id, "could not be used: its token service gave no token", `status ${status}`);
    if (typeof type === "string" && !/^bearer$/i.test(type))
      throw upstreamFault(server.id, "could not be used: its token service gave a token of an unknown type");
    const seconds = Number(answer?.["expires_in"]);
    const life = seconds > 0 ? Math.min(seconds * 1_000, MAX_LIFE_MS) : DEFAULT_LIFE_MS;
    // Shortly before its end: a tenth of its life, a minute at most.
    return { header: `Bearer ${token}`, until: clock.elapsed() + life - Math.min(60_000, life / 10) };
  }

  function get(server: ConnectedServer, auth: OauthAuth): Kept | Promise<Kept> {
    const known = kept.get(server.mark);
    if (known && known.until > clock.elapsed()) return known;
    let running = asking.get(server.mark);
    if (!running) {
      running = ask(server, auth)
        .then((fresh) => {
          if (kept.size >= MAX_KEPT) kept.clear();
          kept.set(server.mark, fresh);
          return fresh;
        })
        .finally(() => asking.delete(server.mark));
      asking.set(server.mark, running);
    }
    return running;
  }

  return {
    credential: (server: ConnectedServer, auth: OauthAuth): Credential => ({
      headers: async () => ({ authorization: (await get(server, auth)).header }),
      async refused(headers) {
        // Another call may have renewed it meanwhile; then that one is tried.
        if (kept.get(server.mark)?.header === headers["authorization"]) kept.delete(server.mark);
        return true;
      },
    }),
  };
}

/** As RFC 6749 wants a client's id and secret written before they are joined. */
function formEncoded(text: string): string {
  return new URLSearchParams({ v: text }).toString().slice(2);
}

function parsed(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
