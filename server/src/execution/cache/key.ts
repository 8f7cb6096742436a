import type { Guardrails } from "../../config/index.ts";
import type { Chain } from "../../identity/index.ts";
import { type Call, canonicalJson, sha256 } from "../../kernel/index.ts";
import type { ConnectedModel } from "../../registry/index.ts";

export type Scope = "principal" | "team" | "organization";

/** Everything an answer depends on, and everyone it may be given to. */
export interface Keyed {
  chain: Pick<Chain, "org" | "links">;
  scope: Scope;
  route: string;
  snapshot: string;
  guardrails: Guardrails;
  model: ConnectedModel;
  obligations: readonly string[];
  /** What is sent to the provider, after redaction and limits. */
  body: Buffer;
  /** The format it is sent in. */
  spoken: string;
  call: Call;
}

// Guarantee: an answer that was kept is given only within its scope, organization and policies.
/** One address for one answer; whatever could make another answer, or another right to it, makes another address. */
export function keyOf(keyed: Keyed): string {
  const { chain, call, model } = keyed;
  const { body, members: _members, texts: _texts, headers, ...asked } = call.ask;
  const { "idempotency-key": _once, ...relevant } = headers;
  return sha256(
    canonicalJson({
      org: chain.org,
      who: whoOf(chain.links, keyed.scope),
      route: keyed.route,
      snapshot: keyed.snapshot,
      guardrails: keyed.guardrails,
      model: identityOf(model),
      obligations: [...keyed.obligations].sort(),
      asked,
      headers: relevant,
      spoken: keyed.spoken,
      sent: sha256(keyed.body),
      // Where the answer is translated, how it is written depends on the caller's own words too.
      written: keyed.spoken === call.ask.format ? "" : sha256(body),
    }),
  );
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
