import { fault, type Millis } from "../kernel/index.ts";
import type { Landscape } from "../registry/index.ts";
import { ownerActive, principalIn } from "./principals.ts";
import type { Chain, Principal, Scope } from "./types.ts";

const MAX_LIFE_MS: Millis = 365 * 86_400_000;
const MAX_OVERLAP_MS: Millis = 7 * 86_400_000;
const MAX_SCOPES = 50;
const MAX_NAME = 200;
const SCOPE = /^(call|decide|manage|read|approve|state:[A-Za-z0-9][A-Za-z0-9._-]{0,63})$/;

/** What someone wants a key to be. Everything here throws the fault that tells them why it cannot be. */
export interface Wanted {
  org: string;
  principal: string;
  name: string;
  expiresAt: Millis;
  scopes: Scope[];
}

export function checkWanted(wanted: Wanted, now: Millis): void {
  const { name, expiresAt, scopes } = wanted;
  if (name.length === 0 || name.length > MAX_NAME) wrong("name", `A key's name has 1 to ${MAX_NAME} characters.`);
  if (!Number.isSafeInteger(expiresAt) || expiresAt <= now) wrong("expiresAt", "A key must expire in the future.");
  // Guarantee: no key lives longer than 365 days.
  if (expiresAt > now + MAX_LIFE_MS) wrong("expiresAt", "A key may live 365 days at most.");
  if (scopes.length === 0 || scopes.length > MAX_SCOPES) wrong("scopes", `A key has 1 to ${MAX_SCOPES} scopes.`);
  for (const scope of scopes) {
    if (!SCOPE.test(scope)) wrong("scopes", "A scope is call, decide, manage, read, approve or state:CLAIM.");
  }
}

// Guarantee: no key of a person asks what others may do.
export function checkScopes(scopes: readonly Scope[], principal: Principal): void {
  checkApprove(scopes, principal);
  if (!scopes.includes("decide") || principal.kind === "agent" || principal.kind === "application") return;
  wrong("scopes", "The scope decide is for keys of applications and agents.");
}

/**
 * People hand keys that may call to agents, which act on their behalf with them. A key that says yes in a person's
 * name is never one of those.
 */
// Guarantee: only a person gets a key that approves, and such a key makes no calls.
function checkApprove(scopes: readonly Scope[], principal: Principal): void {
  if (!scopes.includes("approve")) return;
  if (principal.kind !== "user") wrong("scopes", "The scope approve is for keys of people.");
  if (scopes.some((scope) => scope === "call" || scope === "decide" || scope.startsWith("state:")))
    wrong("scopes", "A key with the scope approve may have manage and read beside it, and nothing else.");
}

export function checkOverlap(overlapMs: Millis): void {
  if (!Number.isSafeInteger(overlapMs) || overlapMs < 0 || overlapMs > MAX_OVERLAP_MS) {
    wrong("overlapMs", "Two secrets of a key may overlap for 7 days at most.");
  }
}

/** The principal a key is for: it must be there and active, and so must its owner. */
export function checkPrincipal(landscape: Landscape | undefined, ref: string, now: Millis): Principal {
  const principal = landscape && principalIn(landscape, ref, now);
  if (!landscape || !principal) throw wrong("principal", "There is no such principal in this organization.");
  if (!principal.active) wrong("principal", "This principal is disabled or has expired.");
  if (!ownerActive(landscape, principal)) wrong("principal", "The owner of this principal is disabled or gone.");
  return principal;
}

// Guarantee: nobody issues a key that can do more than they can.
export function checkIssuer(issuer: Chain, wanted: Pick<Wanted, "org" | "scopes">, principal: Principal): void {
  if (issuer.org !== wanted.org) throw fault("not_found");
  if (issuer.credential.kind === "local") return;
  const held = issuer.credential.scopes;
  for (const scope of wanted.scopes) {
    if (held.includes(scope) || (scope === "read" && (held.includes("manage") || held.includes("approve")))) continue;
    // A person holds no such scope; an owner sees every policy and every decision without it.
    if (scope === "decide" && held.includes("manage") && issuer.links.every(isOwner)) continue;
    throw fault("forbidden", { public: `You cannot give a scope you do not hold: ${scope}.` });
  }
  const manages = wanted.scopes.some((scope) => scope === "manage" || scope === "read" || scope === "approve");
  for (const link of issuer.links) {
    if (link.ref === principal.ref || link.roles.includes("owner")) continue;
    const answersFor = link.kind === "user" && principal.owner === link.id;
    if (!answersFor && !link.roles.includes("identity_admin")) {
      throw fault("forbidden", { public: "You may issue keys for yourself and for what you own." });
    }
    if (manages && principal.roles.some((role) => !link.roles.includes(role))) {
      throw fault("forbidden", { public: "You cannot issue a key with roles you do not hold." });
    }
  }
}

function isOwner(principal: Principal): boolean {
  return principal.roles.includes("owner");
}

function wrong(param: string, sentence: string): never {
  throw fault("invalid_request", { param, public: sentence });
}
