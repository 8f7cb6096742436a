import type { Millis } from "../kernel/index.ts";
import { ok, refused, type Result } from "../kernel/index.ts";
import type { Landscape } from "../registry/index.ts";
import type { KeyFacts } from "./facts.ts";
import { activeUntil, ownerActive, principalIn } from "./principals.ts";
import type { Revocations } from "./revocations.ts";
import type { Chain, Principal, Refused } from "./types.ts";

export type Because = Refused["because"];

/** A credential whose secret fitted, and until when. */
export interface Held {
  facts: KeyFacts;
  /** The first moment at which it no longer counts: its expiry, or the end of a rotation's overlap. */
  until: Millis;
}

export interface Judgement {
  chain: Chain;
  /** Until when it holds if nothing changes. */
  until: Millis;
}

export interface Bench {
  landscape: Landscape | undefined;
  revocations: Revocations;
  now: Millis;
}

/** What a credential, alone or on behalf of a user's, amounts to at this moment. */
export function judge(bench: Bench, held: Held, behalf: Held | undefined): Result<Judgement, Because> {
  const outer = standing(bench, held);
  if (!outer.ok) return outer;
  if (!behalf) return ok(compose(bench, held, [outer.value], [keyRef(held)]));

  // Guarantee: on behalf of a user only with a live key of that user, in the same organization.
  if (outer.value.principal.kind === "user") return refused("chain");
  if (behalf.facts.kind !== "user" || behalf.facts.org !== held.facts.org) return refused("chain");
  const inner = standing(bench, behalf);
  if (!inner.ok) return refused("chain");
  const judged = compose(bench, held, [outer.value, inner.value], [keyRef(held), keyRef(behalf)]);
  return ok({ ...judged, until: Math.min(judged.until, behalf.until) });
}

interface Standing {
  principal: Principal;
  entities: string[];
}

function standing({ landscape, revocations, now }: Bench, { facts, until }: Held): Result<Standing, Because> {
  if (facts.revokedAt !== undefined) return refused("revoked");
  if (revocations.notBefore(facts.org, `key:${facts.id}`) !== undefined) return refused("revoked");
  if (now >= until) return refused("expired");

  if (!landscape) return refused("disabled");
  const principal = principalIn(landscape, facts.principal, now);
  // Guarantee: an agent whose owner is disabled or gone is refused.
  if (!principal?.active || !ownerActive(landscape, principal)) return refused("disabled");

  const entities = principal.owner === undefined ? [principal.ref] : [principal.ref, `user:${principal.owner}`];
  // Guarantee: enabling someone again does not revive keys from before a revocation.
  for (const entity of entities) {
    const notBefore = revocations.notBefore(facts.org, entity);
    if (notBefore !== undefined && facts.createdAt <= notBefore) return refused("revoked");
  }
  return ok({ principal, entities });
}

function compose({ landscape }: Bench, held: Held, standings: Standing[], keys: string[]): Judgement {
  const { facts } = held;
  const links = standings.map((one) => one.principal);
  const chain: Chain = {
    org: facts.org,
    links,
    credential: { ref: keyRef(held), kind: "key", scopes: facts.scopes, expiresAt: held.until },
    entities: [...new Set([...standings.flatMap((one) => one.entities), ...keys])],
    fingerprint: [
      facts.org,
      landscape?.revision ?? 0,
      links.map((link) => link.ref).join(">"),
      facts.scopes.toSorted().join(","),
    ].join("\n"),
  };
  const until = landscape ? Math.min(held.until, ...links.map((link) => activeUntil(landscape, link))) : held.until;
  return { chain: freeze(chain), until };
}

/** A chain is shared by every call of its credential. */
function freeze(chain: Chain): Chain {
  for (const link of chain.links) Object.freeze(link);
  Object.freeze(chain.links);
  Object.freeze(chain.entities);
  Object.freeze(chain.credential.scopes);
  Object.freeze(chain.credential);
  return Object.freeze(chain);
}

function keyRef(held: Held): string {
  return `key:${held.facts.id}`;
}
