import type { ConnectedModel } from "../../registry/index.ts";

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

export interface Address {
  origin: string;
  path: string;
  headers: Record<string, string>;
}

/** A sentence when a model's provider cannot be spoken to. */
export function dialectProblem(model: ConnectedModel): string | undefined {
  const dialect = DIALECTS[model.provider.api];
  if (!dialect) return `the dialect of provider ${model.provider.id} (${model.provider.api}) is not spoken yet`;
  if (dialect.baseUrl === undefined && model.provider.baseUrl === undefined)
    return `provider ${model.provider.id} has no baseUrl`;
  return undefined;
}

const addresses = new WeakMap<ConnectedModel, Address>();

// Guarantee: the caller never chooses the address or the key that goes upstream.
export function addressOf(model: ConnectedModel): Address {
  const known = addresses.get(model);
  if (known) return known;
  const made = makeAddress(model);
  addresses.set(model, made);
  return made;
}

function makeAddress(model: ConnectedModel): Address {
  const dialect = DIALECTS[model.provider.api];
  const base = model.provider.baseUrl ?? dialect?.baseUrl;
  if (!dialect || base === undefined) throw new RangeError(dialectProblem(model) ?? "no address");
  const url = new URL(base);
  const key = model.provider.key?.reveal();
  return {
    origin: url.origin,
    path: url.pathname.replace(/\/+$/, "") + dialect.path + url.search,
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "user-agent": "lumos",
      ...(key === undefined || key === "" ? {} : dialect.authorize(key)),
    },
  };
}
