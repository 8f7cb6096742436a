import type { ConnectedServer } from "../../../registry/index.ts";
import type { Peer, PeerAnswer, PeerAsk, PeerMessage, RawJson } from "../types.ts";
import type { Credential, CredentialFor } from "./types.ts";

/* What an upstream was shown, so that it is not handed on when the upstream says it back: an echo, a page of headers. */

/** Shorter ones may be words, and numbers alone stand everywhere. */
const MIN_LENGTH = 8;
/** What a variable is called that holds a secret; others hold folders, languages, addresses, which results may name. */
const SECRET_NAME = /key|token|secret|passw|credential|auth|cookie|session/i;
const NUMBER = /^[\d.+-]+$/;
/** Tokens of the last hours of one server. */
const MOST_EACH = 16;
const MOST_SERVERS = 10_000;
const HIDDEN = "[hidden]";

export interface Shown {
  credentialFor: CredentialFor;
  /** The same peer, whose words hold nothing of what it was shown. */
  hiding(peer: Peer): Peer;
}

export function makeShown(credentialFor: CredentialFor): Shown {
  const shown = new Map<string, Set<string>>();

  const remember = (server: ConnectedServer, values: readonly string[]) => {
    let own = shown.get(server.mark);
    if (!own) {
      if (shown.size >= MOST_SERVERS) shown.clear();
      shown.set(server.mark, (own = new Set()));
    }
    for (const value of values) {
      const text = JSON.stringify(value).slice(1, -1);
      if (value.length < MIN_LENGTH || NUMBER.test(value) || own.has(text)) continue;
      own.add(text);
      const [oldest] = own;
      if (own.size > MOST_EACH && oldest !== undefined) own.delete(oldest);
    }
  };
  const without = (server: ConnectedServer, raw: RawJson): RawJson => {
    let text = raw;
    for (const value of shown.get(server.mark) ?? []) if (text.includes(value)) text = text.replaceAll(value, HIDDEN);
    return text;
  };

  return {
    credentialFor(server, owner): Credential {
      const own = credentialFor(server, owner);
      const kept = (headers: Record<string, string>) => {
        remember(server, Object.values(headers).flatMap(partsOf));
        return headers;
      };
      return {
        headers() {
          const headers = own.headers();
          return headers instanceof Promise ? headers.then(kept) : kept(headers);
        },
        refused: (headers) => own.refused(headers),
      };
    },
    // Guarantee: a credential that an upstream says back does not reach whoever asked.
    hiding(peer) {
      const { server } = peer;
      if (server.kind === "mcp" && server.env)
        remember(
          server,
          [...server.env].flatMap(([name, secret]) => (SECRET_NAME.test(name) ? [secret.reveal()] : [])),
        );
      const message = ({ method, params }: PeerMessage): PeerMessage => {
        return { method, params: params === undefined ? undefined : without(server, params) };
      };
      const answer = (one: PeerAnswer): PeerAnswer =>
        "error" in one ? { error: without(server, one.error) } : { result: without(server, one.result) };
      return {
        server,
        hello: async (signal) => {
          const said = await peer.hello(signal);
          return said.instructions === undefined ? said : { ...said, instructions: without(server, said.instructions) };
        },
        async request(ask) {
          const { onNotice, onRequest } = ask;
          const hidden: PeerAsk = {
            ...ask,
            ...(onNotice && { onNotice: (notice) => onNotice(message(notice)) }),
            ...(onRequest && { onRequest: (request) => onRequest(message(request)) }),
          };
          return answer(await peer.request(hidden));
        },
        notify: (notice) => peer.notify(notice),
        onNotice: (hear) => peer.onNotice((notice) => hear(message(notice))),
        onRequest: (hear) => peer.onRequest((request) => hear(message(request))),
        get ended() {
          return peer.ended;
        },
        close: () => peer.close(),
      };
    },
  };
}

/** A header as it stands, without its scheme, and what a name and password were joined from. */
function partsOf(header: string): string[] {
  const bare = /^(?:Bearer|Basic) (.+)$/.exec(header)?.[1];
  if (bare === undefined) return [header];
  const decoded = header.startsWith("Basic ") ? Buffer.from(bare, "base64").toString("utf8") : "";
  const password = decoded.slice(decoded.indexOf(":") + 1);
  return [header, bare, ...(password === "" ? [] : [password])];
}
