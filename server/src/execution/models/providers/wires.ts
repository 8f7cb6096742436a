import type { Clock, Format, ModelOperation } from "../../../kernel/index.ts";
import type { ConnectedKey, ConnectedModel } from "../../../registry/index.ts";
import type { Upstream } from "../../types.ts";
import { addressOf } from "./address.ts";
import type { Authorize } from "./authorize.ts";
import type { Dialect, PathOf, Speaks } from "./dialect.ts";
import { DIALECTS } from "./dialects.ts";
import type { Quirks, Unready, Wire, WireFor, WireRequest } from "./types.ts";
import { type AccessTokens, makeAccessTokens } from "./vertex-tokens.ts";

type Provider = ConnectedModel["provider"];

/** What a body could name that would reach past the provider it goes to. */
const REACHING = ["api_base", "base_url", "api_key"];
const MAX_TOKENS_DEFAULT = 4_096;
const COMMON = {
  "content-type": "application/json",
  accept: "application/json, text/event-stream",
  "user-agent": "lumos",
};

/** How each model is spoken to, made once for each. */
// Guarantee: the caller never chooses the address or the key that goes upstream.
export function makeWires(parts: { clock: Clock; http: Pick<Upstream, "send"> }): WireFor {
  const wires = new WeakMap<ConnectedModel, Map<string, Wire | Unready>>();
  const context = { clock: parts.clock, tokens: makeAccessTokens(parts) };

  return (model, { format, operation }) => {
    let known = wires.get(model);
    if (!known) wires.set(model, (known = new Map()));
    const name = `${operation} ${format}`;
    let wire = known.get(name);
    if (!wire) known.set(name, (wire = makeWire(context, model, format, operation)));
    return wire;
  };
}

interface Context {
  clock: Clock;
  tokens: AccessTokens;
}

function makeWire(context: Context, model: ConnectedModel, format: Format, operation: ModelOperation): Wire | Unready {
  const { provider } = model;
  const row = DIALECTS[provider.api];
  const dialect = row.instead?.(provider) ?? row;
  const speaks = speaksWith(dialect, model, format, operation);
  const pathOf = speaks?.paths[operation];
  if (!speaks || !pathOf) return { problem: `provider ${provider.id} cannot ${DOES[operation]} for this call` };
  const plain = addressOf(dialect, model, pathOf.path);
  const stream = pathOf.stream === undefined ? plain : addressOf(dialect, model, pathOf.stream);
  if ("problem" in plain) return plain;
  if ("problem" in stream) return stream;
  if (provider.keys.length === 0 && dialect.keyless !== true && provider.baseUrl === undefined) {
    return { problem: `provider ${provider.id} has no key` };
  }
  const base = { ...COMMON, ...speaks.headers };
  const authorized = authorizing(context, model, speaks.authorize ?? dialect.authorize, base);
  const takesHeaders = speaks.takesHeaders !== false;
  return {
    format: speaks.format,
    framing: speaks.framing ?? "sse",
    issuers: (speaks.issuers ?? dialect.issuers)(provider, model.upstream),
    maxTokensDefault: dialect.maxTokensDefault ?? MAX_TOKENS_DEFAULT,
    quirks: quirksOf(speaks, pathOf),
    ...(speaks.foreignErrors === true ? { foreignErrors: true } : {}),
    ...(speaks.textTools === true ? { textTools: true } : {}),
    request(body, key, sent) {
      const { origin, path } = sent.stream ? stream : plain;
      return authorized({ origin, path, body }, takesHeaders ? sent.headers : NOTHING, key);
    },
  };
}

const DOES: Record<ModelOperation, string> = {
  generate: "answer",
  count: "count tokens",
  embed: "make vectors",
};

/** The caller's own format where the provider speaks it, else the provider's best one. */
function speaksWith(
  dialect: Dialect,
  model: ConnectedModel,
  format: Format,
  operation: ModelOperation,
): Speaks | undefined {
  const spoken = spokenBy(dialect, model).filter((speaks) => speaks.paths[operation] !== undefined);
  const own = spoken.find((speaks) => speaks.format === format);
  // Counts and vectors are not translated.
  return own ?? (operation === "generate" ? spoken[0] : undefined);
}

function spokenBy({ speaks }: Dialect, { provider, upstream }: ConnectedModel): Speaks[] {
  const { formats } = provider;
  if (formats === undefined) {
    return speaks.filter(({ declared, models }) => declared !== true && (models?.test(upstream) ?? true));
  }
  return formats.flatMap((format) => speaks.find((one) => one.format === format) ?? []);
}

function quirksOf(speaks: Speaks, pathOf: PathOf): Quirks {
  const quirks = { modelInBody: true, streamInBody: true, ...speaks.quirks, ...pathOf.quirks };
  // Guarantee: no member of a caller's body names another address or key to what runs behind the provider.
  return { ...quirks, drop: [...REACHING, ...(quirks.drop ?? [])] };
}

type Headers = Readonly<Record<string, string>>;

const NOTHING: Headers = {};

type Authorized = (
  request: Omit<WireRequest, "headers">,
  callers: Headers,
  key: ConnectedKey | undefined,
) => WireRequest | Unready | Promise<WireRequest | Unready>;

function authorizing(
  { clock, tokens }: Context,
  model: ConnectedModel,
  authorize: Authorize,
  base: Headers,
): Authorized {
  const provider: Provider = model.provider;
  // The caller may name its format's version; nothing else of what is set here gives way to its headers.
  const withCallers = (callers: Headers, set: Headers): Record<string, string> => ({
    ...base,
    ...callers,
    ...COMMON,
    ...set,
  });
  if (authorize.by === "headers") {
    const known = new WeakMap<ConnectedKey, { own: Headers; alone: Record<string, string> } | Unready>();
    return (request, callers, key) => {
      if (!key) {
        if (provider.keys.length > 0) return { problem: NO_KEY };
        return { ...request, headers: withCallers(callers, NOTHING) };
      }
      let made = known.get(key);
      if (!made) {
        const own = authorize.headers(key.secret.reveal());
        made = isUnready(own) ? own : { own, alone: withCallers(NOTHING, own) };
        known.set(key, made);
      }
      if ("problem" in made) return made;
      // Most calls bring no headers along: for them nothing is put together anew.
      return { ...request, headers: isEmpty(callers) ? made.alone : withCallers(callers, made.own) };
    };
  }
  return async (request, callers, key) => {
    if (!key) return { problem: NO_KEY };
    const sent = { ...request, headers: withCallers(callers, NOTHING) };
    const asked = { key: key.secret.reveal(), request: sent, model, now: clock.now(), tokens };
    const signed = await authorize.sign(asked);
    return isUnready(signed) ? signed : { ...sent, headers: { ...sent.headers, ...signed } };
  };
}

function isEmpty(headers: Headers): boolean {
  for (const _name in headers) return false;
  return true;
}

const NO_KEY = "has no key that may be used now";

/** No header is called `problem`. */
function isUnready(value: Headers | Unready): value is Unready {
  return "problem" in value;
}
