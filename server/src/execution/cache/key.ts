import type { Guardrails } from "../../config/index.ts";
import type { Chain } from "../../identity/index.ts";
import { type ModelCall, canonicalJson, sha256 } from "../../kernel/index.ts";
import type { ConnectedModel } from "../../registry/index.ts";

export type Scope = "principal" | "team" | "organization";

/** Everything an answer depends on, and everyone it may be given to. */
export interface Keyed {
  chain: Pick<Chain, "org" | "links">;
  scope: Scope;
  route: string;
  snapshot: string;
  guardrails: Guardrails;
  /** What the organization looks for itself, in answers too. */
  own?: readonly unknown[] | undefined;
  model: ConnectedModel;
  obligations: readonly string[];
  /** What is sent to the provider, after redaction and limits. */
  body: Buffer;
  /** The format it is sent in. */
  spoken: string;
  call: ModelCall;
}

// Guarantee: an answer that was kept is given only within its scope, organization and policies.
/** One address for one answer; whatever could make another answer, or another right to it, makes another address. */
export function keyOf(keyed: Keyed): string {
  const { body, tokensIn } = keyed.call.ask;
  return sha256(canonicalJson({ ...partsOf(keyed, keyed.body, body), tokensIn }));
}

/** The call without the last words of its user. */
export interface Masked {
  /** What would be sent, with something else in their place. */
  sent: Buffer;
  /** The caller's own body, with the same. */
  written: Buffer;
  /** The model that makes the vector. */
  embedder: ConnectedModel;
  /** What of the words must be the same: what the vector does not hold, and the placeholders. */
  withheld: readonly string[];
}

// Guarantee: an answer to a like call is given only where all but the user's last words is the same.
/** One address for all calls that are the same but for the last words of their user. */
export function scopeOf(keyed: Keyed, { sent, written, embedder, withheld }: Masked): string {
  const parts = partsOf(keyed, sent, written);
  return sha256(canonicalJson({ ...parts, embedder: identityOf(embedder), withheld: withheld.map(sha256) }));
}

function partsOf(keyed: Keyed, sent: Buffer, written: Buffer): Record<string, unknown> {
  const { chain, call, model } = keyed;
  const { body: _body, members: _members, texts: _texts, tokensIn: _tokensIn, headers, ...asked } = call.ask;
  const { "idempotency-key": _once, ...relevant } = headers;
  return {
    org: chain.org,
    who: whoOf(chain.links, keyed.scope),
    route: keyed.route,
    snapshot: keyed.snapshot,
    guardrails: keyed.guardrails,
    own: keyed.own ?? [],
    model: identityOf(model),
    obligations: [...keyed.obligations].sort(),
    asked,
    headers: relevant,
    spoken: keyed.spoken,
    sent: sha256(sent),
    // Where the answer is translated, how it is written depends on the caller's own words too.
    written: keyed.spoken === call.ask.format ? "" : sha256(written),
  };
}

/** A principal without a team shares with nobody. */
function whoOf(links: Chain["links"], scope: Scope): string[] {
  if (scope === "organization") return [];
  return links.map(({ ref, teams }) => (scope === "team" && teams[0] !== undefined ? `team:${teams[0]}` : ref));
}

const SECRET = new Set(["key", "keys"]);
const identities = new WeakMap<ConnectedModel, string>();

/** What is declared of a model and its provider, but for keys and prices: another address or name is another model. */
function identityOf(model: ConnectedModel): string {
  let identity = identities.get(model);
  if (identity === undefined) {
    const { price: _price, prices: _prices, revision: _revision, provider, ...own } = model;
    const at = Object.fromEntries(Object.entries(provider).filter(([name]) => !SECRET.has(name)));
    identity = sha256(canonicalJson({ own, at }));
    identities.set(model, identity);
  }
  return identity;
}
