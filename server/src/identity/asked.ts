import { type Millis, type Result, ok, refused, sha256 } from "../kernel/index.ts";
import type { Landscape } from "../registry/index.ts";
import { ownerActive, principalIn } from "./principals.ts";
import type { Chain, Principal } from "./types.ts";

const MAX_LINKS = 8;

/** Why a question about somebody is not put to policy. Only the first is for the asker to know. */
export type NotAsked = "forbidden" | "unknown" | "disabled";

/** Whether somebody's credential may ask about anyone of its organization. */
// Guarantee: who is not entitled to ask about others learns nothing of them, not even whether they are there.
export function mayAskAboutOthers(asker: Chain): boolean {
  const kind = asker.links[0]?.kind;
  return asker.credential.scopes.includes("decide") && (kind === "application" || kind === "agent");
}

/**
 * The chain a question is about, outermost first: principals of the asker's own organization, with the asker's
 * credential, for that is what says which claims are believed.
 */
export function chainAbout(
  landscape: Landscape,
  asker: Chain,
  refs: readonly string[],
  now: Millis,
): Result<Chain, NotAsked> {
  const own = refs.length > 0 && refs.every((ref) => asker.links.some((link) => link.ref === ref));
  if (!own && !mayAskAboutOthers(asker)) return refused("forbidden");
  if (refs.length === 0 || refs.length > MAX_LINKS) return refused("unknown");
  const links: Principal[] = [];
  for (const ref of refs) {
    const principal = principalIn(landscape, ref, now);
    // A server serves; it does not act.
    if (!principal || principal.kind === "server") return refused("unknown");
    // Guarantee: nothing is allowed to somebody who is disabled, or whose owner is, whatever policy says.
    if (!principal.active || !ownerActive(landscape, principal)) return refused("disabled");
    links.push(principal);
  }
  return ok({
    org: asker.org,
    links,
    credential: asker.credential,
    entities: asker.entities,
    fingerprint: sha256(`${asker.fingerprint}\n${refs.join(">")}`),
  });
}
