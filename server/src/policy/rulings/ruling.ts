import type { Principal } from "../../identity/index.ts";
import type { Millis } from "../../kernel/index.ts";
import type { Entity, Fields, Uid } from "../../cedar/index.ts";
import type { Prepared } from "../engine/engine.ts";
import type { EntitySource, Slice } from "./entities.ts";
import { baseContext } from "./facts.ts";
import { isInteractive, isSupported, mergeObligations, shortest } from "./obligations.ts";
import type { Facts, Obligation, Reason, Ruling } from "../types.ts";
import type { ActionName } from "./vocabulary.ts";

const MAX_ROUNDS = 4;
const ACCESS: ActionName = "access";

/** What the engine does not say about a policy and a ruling needs. */
export interface PolicyCard {
  id: string;
  effect: "permit" | "forbid";
  why: string;
  severity: string;
  obligation: Obligation | undefined;
  ttlMs: Millis | undefined;
  /** It is about whatever there is to do. */
  everyAction: boolean;
  /** For administrators: whom to ask, and where it is talked about. */
  about?: { owner?: string; ticket?: string };
}

/** One thing that could be used, and how to ask about it. */
export interface Candidate<C> {
  candidate: C;
  /** Its id, for keys of caches. */
  key: string;
  action: Uid;
  resource: Slice;
  context(facts: Facts, base: Fields): Fields;
}

export interface Bench {
  prepared: Prepared;
  cards: ReadonlyMap<string, PolicyCard>;
  source: EntitySource;
  supported: readonly string[];
  /** Policies of the set that do not count for this question. */
  without?: ReadonlySet<string>;
}

/**
 * What policy says about one candidate for everyone in the chain. Controls (forbids with an obligation) are
 * answered by promising the obligation and asking again, so that the last word is always an allow of the
 * engine with every promise among its facts.
 */
// Guarantee: a chain is allowed only what every member is allowed.
// Guarantee: what cannot be evaluated is blocked.
export function rule<C>(bench: Bench, links: readonly Principal[], facts: Facts, candidate: Candidate<C>): Ruling<C> {
  const blocked = (reasons: Iterable<Reason>): Ruling<C> => ({
    outcome: "blocked",
    candidate: candidate.candidate,
    reasons: inOrder(reasons),
  });
  const workflow = bench.source.workflow(String(facts.workflow).toWellFormed());
  if (!workflow.ok) return blocked([notEvaluated("", workflow.error)]);
  const actors: { ref: string; uid: Uid; entities: Entity[] }[] = [];
  for (const link of links) {
    const slice = bench.source.principal(link);
    if (!slice.ok) return blocked([notEvaluated(link.ref, slice.error)]);
    const entities = distinct([...slice.value.entities, ...candidate.resource.entities, ...workflow.value.entities]);
    actors.push({ ref: link.ref, uid: slice.value.uid, entities });
  }
  if (actors.length === 0) return blocked([notEvaluated("", "a call without a principal")]);

  const forbids = new Map<string, Reason>();
  const promised = new Set<Obligation>();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const fulfilled = [...facts.fulfilled, ...promised];
    const base = baseContext(facts, fulfilled);
    if (!base.ok) return blocked([notEvaluated("", base.error)]);
    const context = candidate.context(facts, base.value);
    const permits: Reason[] = [];
    const asked = new Set<Obligation>();
    let hard = false;
    for (const actor of actors) {
      const request = { principal: actor.uid, action: candidate.action, resource: candidate.resource.uid, context };
      const heard = hear(bench, request, actor, fulfilled);
      hard ||= heard.hard;
      permits.push(...heard.permits);
      for (const reason of heard.forbids) forbids.set(`${reason.policy}\n${reason.principal}`, reason);
      for (const obligation of heard.asked) asked.add(obligation);
    }
    if (hard) return blocked(forbids.values());
    if (asked.size === 0) return settle(bench, candidate.candidate, promised, [...forbids.values(), ...permits]);
    for (const obligation of asked) promised.add(obligation);
  }
  return blocked([...forbids.values(), notEvaluated("", "the obligations call for each other without end")]);
}

interface Heard {
  /** Something that no promise lifts. */
  hard: boolean;
  permits: Reason[];
  forbids: Reason[];
  asked: Obligation[];
}

/** One evaluation for one principal, read strictly. */
function hear(
  bench: Bench,
  request: { principal: Uid; action: Uid; resource: Uid; context: Fields },
  actor: { ref: string; entities: Entity[] },
  fulfilled: readonly Obligation[],
): Heard {
  const heard: Heard = { hard: false, permits: [], forbids: [], asked: [] };
  const stop = (reason: Reason) => {
    heard.hard = true;
    heard.forbids.push(reason);
  };
  const answer = bench.prepared.evaluate(request, actor.entities, bench.without);
  if (!answer.ok) {
    stop(ENGINE_UNAVAILABLE(actor.ref));
    return heard;
  }
  const { decision, reasons, errors } = answer.value;
  for (const id of errors) {
    const card = bench.cards.get(id);
    // The engine skips what it cannot evaluate. A permit skipped allows less; a forbid skipped would allow more.
    if (card?.effect !== "permit") stop({ ...reasonOf(card, id, actor.ref), errored: true });
  }
  if (reasons.length === 0) {
    stop(decision === "allow" ? ENGINE_UNAVAILABLE(actor.ref) : noPermit(actor.ref));
    return heard;
  }
  // Guarantee: a permit that names no action never opens access to things.
  const broad = decision === "allow" && request.action.id === ACCESS;
  const counting = broad ? reasons.filter((id) => bench.cards.get(id)?.everyAction !== true) : reasons;
  if (counting.length === 0) stop(noPermit(actor.ref));
  for (const id of counting) {
    const card = bench.cards.get(id);
    const reason = reasonOf(card, id, actor.ref);
    const consistent = card?.effect === (decision === "allow" ? "permit" : "forbid");
    if (!consistent) stop({ ...reason, errored: true });
    else if (decision === "allow") heard.permits.push(reason);
    else if (reason.obligation === undefined || fulfilled.includes(reason.obligation)) stop(reason);
    else if (!isInteractive(reason.obligation) && !isSupported(reason.obligation, bench.supported))
      stop({ ...reason, unsupported: true, why: `${reason.why} (Nothing here can carry out ${reason.obligation}.)` });
    else {
      heard.forbids.push(reason);
      heard.asked.push(reason.obligation);
    }
  }
  return heard;
}

function settle<C>(bench: Bench, candidate: C, promised: ReadonlySet<Obligation>, all: Reason[]): Ruling<C> {
  const needs = mergeObligations([...promised].filter(isInteractive));
  const obligations = mergeObligations([...promised].filter((obligation) => !isInteractive(obligation)));
  const reasons = inOrder(all);
  if (needs.length === 0) return { outcome: "allowed", candidate, obligations, reasons };
  const ttlMs = shortest(
    reasons.map((reason) =>
      reason.obligation && isInteractive(reason.obligation) ? bench.cards.get(reason.policy)?.ttlMs : undefined,
    ),
  );
  return { outcome: "pending", candidate, needs, obligations, reasons, ...(ttlMs === undefined ? {} : { ttlMs }) };
}

export const ENGINE_UNAVAILABLE = (principal: string): Reason => ({
  policy: "engine-unavailable",
  effect: "none",
  why: "Policy cannot be evaluated right now, so nothing is allowed.",
  severity: "high",
  principal,
  errored: true,
});

function notEvaluated(principal: string, what: string): Reason {
  return {
    policy: "not-evaluated",
    effect: "none",
    why: `Policy could not be evaluated: ${what}.`,
    severity: "high",
    principal,
    errored: true,
  };
}

function noPermit(principal: string): Reason {
  return { policy: "no-permit", effect: "none", why: "No policy permits this.", severity: "", principal };
}

function reasonOf(card: PolicyCard | undefined, id: string, principal: string): Reason {
  return {
    policy: id,
    effect: card?.effect ?? "forbid",
    why: card?.why ?? `Policy ${id} decided.`,
    severity: card?.severity ?? "",
    ...card?.about,
    principal,
    ...(card?.obligation === undefined ? {} : { obligation: card.obligation }),
  };
}

/** What forbids comes first, and the same question always reads the same. */
function inOrder(reasons: Iterable<Reason>): Reason[] {
  const weight = (reason: Reason) =>
    (reason.effect === "permit" ? 2 : 0) + (reason.obligation !== undefined && !reason.unsupported ? 1 : 0);
  return [...reasons].toSorted(
    (a, b) => weight(a) - weight(b) || compare(a.policy, b.policy) || compare(a.principal, b.principal),
  );
}

function distinct(entities: readonly Entity[]): Entity[] {
  const seen = new Map<string, Entity>();
  for (const entity of entities) {
    const key = `${entity.uid.type}\n${entity.uid.id}`;
    if (!seen.has(key)) seen.set(key, entity);
  }
  return seen.size === entities.length ? [...entities] : [...seen.values()];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
