import type { Principal } from "../../identity/index.ts";
import type { Millis } from "../../kernel/index.ts";
import { type Fields, Layers, type Uid } from "../../cedar/index.ts";
import type { Prepared } from "../engine/engine.ts";
import { type Actor, askingOf } from "./shared.ts";
import type { EntitySource, Slice } from "./entities.ts";
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
export function rule<C>(
  bench: Bench,
  links: readonly Principal[],
  facts: Facts,
  candidate: Candidate<C>,
  asking = askingOf(bench.source, links, facts),
): Ruling<C> {
  const blocked = (reasons: Iterable<Reason>): Ruling<C> => ({
    outcome: "blocked",
    candidate: candidate.candidate,
    reasons: inOrder(reasons),
  });
  if (!asking.ok) return blocked([notEvaluated(asking.error.ref, asking.error.because)]);
  const { actors, workflow } = asking.value;
  const layers = actors.map(
    ({ entities }) => new Layers({ principal: entities, resource: candidate.resource.entities, context: workflow }),
  );

  const heard: Heard = { hard: false, permits: [], forbids: new Map(), asked: [] };
  const promised = new Set<Obligation>();
  const { action, resource } = candidate;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const made = asking.value.fulfilled(promised);
    if (!made.ok) return blocked([notEvaluated("", made.error)]);
    const context = made.value.context(candidate.context);
    for (let place = 0; place < actors.length; place += 1) {
      const { ref, uid } = actors[place] as Actor;
      const request = { principal: uid, action, resource: resource.uid, context };
      const answer = bench.prepared.evaluate(request, layers[place] as Layers, bench.without);
      hear(bench, heard, { ref, action, fulfilled: made.value.fulfilled }, answer);
    }
    if (heard.hard) return blocked(heard.forbids.values());
    if (heard.asked.length === 0)
      return settle(bench, candidate.candidate, promised, [...heard.forbids.values(), ...heard.permits]);
    for (const obligation of heard.asked) promised.add(obligation);
    heard.asked = [];
    heard.permits = [];
  }
  const without = notEvaluated("", "the obligations call for each other without end");
  return blocked([...heard.forbids.values(), without]);
}

interface Heard {
  /** Something that no promise lifts. */
  hard: boolean;
  /** Of this round. */
  permits: Reason[];
  /** Of all rounds, each principal's once. */
  forbids: Map<string, Reason>;
  /** In this round. */
  asked: Obligation[];
}

/** One evaluation for one principal, read strictly. */
function hear(
  bench: Bench,
  heard: Heard,
  { ref, action, fulfilled }: { ref: string; action: Uid; fulfilled: readonly Obligation[] },
  answer: ReturnType<Prepared["evaluate"]>,
): void {
  const note = (reason: Reason) => heard.forbids.set(`${reason.policy}\n${ref}`, reason);
  const stop = (reason: Reason) => {
    heard.hard = true;
    note(reason);
  };
  if (!answer.ok) {
    stop(ENGINE_UNAVAILABLE(ref));
    return;
  }
  const { decision, reasons, errors } = answer.value;
  for (const id of errors) {
    const card = bench.cards.get(id);
    // The engine skips what it cannot evaluate. A permit skipped allows less; a forbid skipped would allow more.
    if (card?.effect !== "permit") stop({ ...reasonOf(card, id, ref), errored: true });
  }
  if (reasons.length === 0) {
    stop(decision === "allow" ? ENGINE_UNAVAILABLE(ref) : noPermit(ref));
    return;
  }
  // Guarantee: a permit that names no action never opens access to things.
  const broad = decision === "allow" && action.id === ACCESS;
  const counting = broad ? reasons.filter((id) => bench.cards.get(id)?.everyAction !== true) : reasons;
  if (counting.length === 0) stop(noPermit(ref));
  for (const id of counting) {
    const card = bench.cards.get(id);
    const reason = reasonOf(card, id, ref);
    const { obligation } = reason;
    const consistent = card?.effect === (decision === "allow" ? "permit" : "forbid");
    if (!consistent) stop({ ...reason, errored: true });
    else if (decision === "allow") heard.permits.push(reason);
    else if (obligation === undefined || fulfilled.includes(obligation)) stop(reason);
    else if (!isInteractive(obligation) && !isSupported(obligation, bench.supported))
      stop({ ...reason, unsupported: true, why: `${reason.why} (Nothing here can carry out ${obligation}.)` });
    else {
      note(reason);
      heard.asked.push(obligation);
    }
  }
}

function settle<C>(bench: Bench, candidate: C, promised: ReadonlySet<Obligation>, all: Reason[]): Ruling<C> {
  const reasons = inOrder(all);
  if (promised.size === 0) return { outcome: "allowed", candidate, obligations: [], reasons };
  const asked: Obligation[] = [];
  const duties: Obligation[] = [];
  for (const obligation of promised) (isInteractive(obligation) ? asked : duties).push(obligation);
  const needs = mergeObligations(asked);
  const obligations = mergeObligations(duties);
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
  const reason: Reason = {
    policy: id,
    effect: card?.effect ?? "forbid",
    why: card?.why ?? `Policy ${id} decided.`,
    severity: card?.severity ?? "",
    ...card?.about,
    principal,
  };
  if (card?.obligation !== undefined) reason.obligation = card.obligation;
  return reason;
}

/** What forbids comes first, and the same question always reads the same. */
function inOrder(reasons: Iterable<Reason>): Reason[] {
  const list = [...reasons];
  return list.length > 1 ? list.sort(precedes) : list;
}

function precedes(a: Reason, b: Reason): number {
  return weight(a) - weight(b) || compare(a.policy, b.policy) || compare(a.principal, b.principal);
}

function weight({ effect, obligation, unsupported }: Reason): number {
  return (effect === "permit" ? 2 : 0) + (obligation !== undefined && !unsupported ? 1 : 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
