import { type Sought, applied, ruleIn, sceneFor, waysToMatch } from "../explain/search.ts";
import { type Situation, partsOf } from "../explain/situation.ts";
import type { Candidate } from "../rulings/ruling.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import type { ActiveSet } from "../sets/active.ts";
import { uid } from "../rulings/vocabulary.ts";
import type { Marks } from "./findings.ts";
import { NEUTRAL_FACTS } from "../rulings/neutral.ts";
import { type Ground, concerned } from "./problem.ts";
import type { Kind } from "./things.ts";
import { sourceOf } from "./world.ts";

const MAX_EACH = 3;
const MAX_WAYS = 3;
const MAX_FORBIDS = 6;

/**
 * Looks for calls of today's principals that show that a policy matters, by changing facts until it matches and
 * asking the engine. Most policies are done with that; a proof is needed only about the others.
 */
export function makeTrying(ground: Ground, active: ActiveSet) {
  const source = sourceOf(ground.world);
  const { acting, prepared, cards } = active;
  const forbids = acting.filter(({ tree }) => tree.effect === "forbid");

  return (policy: KnownPolicy, kind: Kind, its: Marks): void => {
    const principals = ground.world.principals.filter((one) => kind.principal.toLowerCase() === `lumos::${one.kind}`);
    const near = new Set(concerned(forbids, kind));
    for (const principal of principals.slice(0, MAX_EACH))
      for (const thing of (ground.known.get(kind.resource) ?? []).slice(0, MAX_EACH)) {
        const candidate = candidateOf(kind, thing);
        const sought: Sought = {
          bench: { prepared, cards, source },
          acting,
          source,
          candidate,
          guardrails: [],
          scenes: new WeakMap(),
        };
        const start: Situation = {
          facts: NEUTRAL_FACTS,
          links: [principal],
          resource: candidate.resource,
          supported: ground.supported,
        };
        for (const way of waysToMatch(sought, start, policy).slice(0, MAX_WAYS)) {
          // What a principal or a resource is, is not changed: they are to be those of today.
          if (way.some(({ words }) => /^(resource|principal)/.test(words))) continue;
          const situation = applied(start, way);
          if (!mayBe(situation)) continue;
          const ruling = ruleIn(sought, situation);
          read(policy, ruling, its);
          if (policy.tree.effect !== "permit" || its.limited) continue;
          its.limited = [...near].slice(0, MAX_FORBIDS).some((forbid) =>
            waysToMatch(sought, situation, forbid).some((more) => {
              const both = applied(situation, more);
              return (
                mayBe(both) &&
                matches(sought, both, forbid, principal.ref) &&
                matches(sought, both, policy, principal.ref)
              );
            }),
          );
        }
        if (its.mattersToday && (policy.tree.effect === "forbid" || (its.sole && its.limited))) return;
      }
  };
}

function read(policy: KnownPolicy, ruling: ReturnType<typeof ruleIn>, its: Marks): void {
  const own = ruling.reasons.some((reason) => reason.policy === policy.id && !reason.errored);
  if (!own) return;
  its.can = its.canToday = true;
  const hard = ruling.reasons.filter(
    (one) => one.effect !== "permit" && (one.obligation === undefined || one.unsupported),
  );
  if (policy.tree.effect === "permit") {
    its.matters = its.mattersToday = true;
    its.sole ||= ruling.reasons.filter((one) => one.effect === "permit").length === 1;
    its.limited ||= ruling.reasons.some((one) => one.effect === "forbid");
    return;
  }
  const alone = hard.every((one) => one.policy === policy.id || one.effect === "none");
  const { obligation } = policy.card;
  const doubled = ruling.reasons.some((one) => one.policy !== policy.id && one.obligation !== undefined);
  if (alone && (obligation === undefined || !doubled)) its.matters = its.mattersToday = true;
}

/** Scores are between 0 and 100, counts are not below 0. */
function mayBe({ facts }: Situation): boolean {
  const scores = [...Object.values(facts.risk), facts.sessionRisk, facts.trustScore, facts.confidence];
  const counts = [facts.autonomy, facts.delegationDepth, facts.sessionTurns, facts.sessionBlocks, facts.mfaAgeS];
  return scores.every((one) => one >= 0 && one <= 100) && counts.every((one) => one >= 0);
}

function matches(sought: Sought, situation: Situation, { tree }: KnownPolicy, principal: string): boolean {
  const scene = sceneFor(sought, situation, { principal });
  const parts = partsOf(tree);
  return [parts.principal, parts.resource, ...parts.clauses].every(({ expr, wanted }) => scene?.value(expr) === wanted);
}

function candidateOf(
  kind: Kind,
  {
    uid: own,
    attrs,
    entities,
  }: { uid: { type: string; id: string }; attrs: Record<string, unknown>; entities: readonly unknown[] },
): Candidate<string> {
  const operations = [String(attrs["effect"] ?? "read")];
  return {
    candidate: own.id,
    key: own.id,
    action: uid("Action", kind.action),
    resource: { uid: own, entities: [...entities] as never },
    context: ({ ask }, base) =>
      kind.resource === "Lumos::Model"
        ? {
            base,
            tokensIn: ask?.tokensIn ?? 0,
            maxTokensOut: ask?.maxTokensOut ?? 0,
            tools: ask?.tools ?? false,
            images: ask?.images ?? false,
            streaming: ask?.streaming ?? false,
          }
        : { base, operations, objects: [], hosts: [], unbounded: false, batch: 1 },
  };
}
