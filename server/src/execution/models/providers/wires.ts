import type { ConnectedKey, ConnectedModel } from "../../../registry/index.ts";
import type { Quirks, Wire, WireFor } from "./types.ts";

/** How one dialect of provider is spoken to. One row a dialect, never a copy of the code. */
interface Dialect {
  /** Where it lives unless the provider says otherwise. */
  baseUrl: string | undefined;
  /** Below the base URL. */
  path: string;
  authorize(key: string): Record<string, string>;
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

const DIALECTS: Partial<Record<ConnectedModel["provider"]["api"], Dialect>> = {
  openai: { baseUrl: "https://api.openai.com/v1", path: "/chat/completions", authorize: bearer },
  "openai-compatible": { baseUrl: undefined, path: "/chat/completions", authorize: bearer },
  sandbox: { baseUrl: "http://sandbox.invalid", path: "/chat/completions", authorize: () => ({}) },
};

const NO_QUIRKS: Quirks = { modelInBody: true, streamInBody: true };

const wires = new WeakMap<ConnectedModel, Wire>();

// Guarantee: the caller never chooses the address or the key that goes upstream.
export const wireFor: WireFor = (model, ask) => {
  if (ask.operation !== "generate") return { problem: `provider ${model.provider.id} cannot do that` };
  const known = wires.get(model);
  if (known) return known;
  const made = makeWire(model);
  if (!("problem" in made)) wires.set(model, made);
  return made;
};

function makeWire(model: ConnectedModel): Wire | { problem: string } {
  const { provider } = model;
  const dialect = DIALECTS[provider.api];
  if (!dialect) return { problem: `the dialect of provider ${provider.id} (${provider.api}) is not spoken yet` };
  const base = provider.baseUrl ?? dialect.baseUrl;
  if (base === undefined) return { problem: `provider ${provider.id} has no baseUrl` };
  const url = new URL(base);
  const path = url.pathname.replace(/\/+$/, "") + dialect.path + url.search;
  const headersOf = new WeakMap<ConnectedKey, Record<string, string>>();
  const common = {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "user-agent": "lumos",
  };
  return {
    format: "openai.chat",
    framing: "sse",
    issuers: ["openai", `openai:${provider.id}`],
    maxTokensDefault: 4_096,
    quirks: NO_QUIRKS,
    request(body, key, sent) {
      let headers: Record<string, string> = common;
      if (key) {
        const known = headersOf.get(key);
        headers = known ?? { ...common, ...dialect.authorize(key.secret.reveal()) };
        if (!known) headersOf.set(key, headers);
      }
      return { origin: url.origin, path, body, headers: { ...sent.headers, ...headers } };
    },
  };
}
