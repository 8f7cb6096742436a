import { isInteractive, isSupported } from "../rulings/obligations.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import { type Effect, encodePolicy } from "./encode.ts";
import type { Symbols } from "./symbols.ts";
import { NO, type Term, all, any, not } from "./terms.ts";
import type { Things } from "./things.ts";

const ROUNDS = 4;
const FULFILLED_PATH = "context.base.fulfilled";

/** What a set of policies says to one principal about one candidate, as formulas. */
export interface Answer {
  blocked: Term;
  /** What is promised, or waited for, where it is not blocked. */
  asks: ReadonlyMap<string, Term>;
  /** That what was promised in the first round is in vain: it makes another policy forbid, or there is no end. */
  vain: Term;
  /** Each policy by itself, in any of the rounds. */
  alone: ReadonlyMap<string, Term>;
}

/** Writes definitions, so that what is used often is written once. */
export interface Script {
  define(name: string, term: Term): Term;
}

/** A policy's effect by what is promised; the same at every point where it does not ask what is. */
export type EffectOf = (policy: KnownPolicy, point: string, promised: (obligation: string) => Term) => Effect;

export function makeEffects(things: Things, symbols: Symbols, script: Script): EffectOf {
  const kept = new Map<string, Effect>();
  return (policy, point, promised) => {
    const asks = asksForPromises(policy);
    const key = `${asks ? point : ""}\n${policy.id}\n${policy.text}`;
    let effect = kept.get(key);
    if (!effect) {
      const encoded = encodePolicy(policy.tree, things, symbols, { name: point, has: promised });
      const name = `p${kept.size}`;
      effect = { holds: script.define(name, encoded.holds), fails: script.define(`${name}f`, encoded.fails) };
      kept.set(key, effect);
    }
    return effect;
  };
}

const asking = new WeakMap<KnownPolicy["tree"], boolean>();

/** Read off the tree: a text may write the same name in other letters. */
function asksForPromises({ tree }: KnownPolicy): boolean {
  let asks = asking.get(tree);
  if (asks === undefined) asking.set(tree, (asks = JSON.stringify(tree.conditions).includes('"fulfilled"')));
  return asks;
}

/**
 * The rounds of a ruling, one after the other: what forbids and asks for an obligation is promised it, and all
 * is asked again. It is blocked where something that no promise lifts forbids in any round, where the rounds
 * come to no end, and where nothing permits at the end.
 */
export function answerOf(about: {
  side: string;
  policies: readonly KnownPolicy[];
  supported: readonly string[];
  effects: EffectOf;
  things: Things;
  symbols: Symbols;
  script: Script;
}): Answer {
  const { side, policies, supported, effects, symbols, script } = about;
  const permits = policies.filter(({ tree }) => tree.effect === "permit");
  const forbids = policies.filter(({ tree }) => tree.effect === "forbid");
  const obligations = [...new Set(forbids.flatMap(({ card }) => card.obligation ?? []))].toSorted();
  const fulfilled = symbols.slot(FULFILLED_PATH, "set");
  const stated = new Map(obligations.map((one) => [one, symbols.contains(fulfilled, { literal: one })]));
  let promised = new Map<string, Term>(obligations.map((one) => [one, NO]));
  const blocked: Term[] = [];
  const vain: Term[] = [];
  const alone = new Map<string, Term>();
  const seen = (policy: KnownPolicy, holds: Term) => alone.set(policy.id, any([alone.get(policy.id) ?? NO, holds]));

  for (let round = 0; round < ROUNDS; round += 1) {
    const point = `${side}${round}`;
    const now = promised;
    const has = (obligation: string) => now.get(obligation) ?? NO;
    const asked = new Map<string, Term[]>(obligations.map((one) => [one, []]));
    const hard: Term[] = [];
    for (const policy of forbids) {
      const { holds, fails } = effects(policy, point, has);
      seen(policy, holds);
      hard.push(fails);
      const { obligation } = policy.card;
      if (obligation === undefined || (!isInteractive(obligation) && !isSupported(obligation, supported)))
        hard.push(holds);
      else {
        hard.push(all([holds, any([stated.get(obligation) ?? NO, has(obligation)])]));
        asked.get(obligation)?.push(holds);
      }
    }
    const stops = script.define(`${point}hard`, any(hard));
    if (round > 0) vain.push(stops);
    blocked.push(stops);
    const next = new Map<string, Term>();
    for (const one of obligations) {
      const asks = any(asked.get(one) ?? []);
      if (round === ROUNDS - 1) {
        blocked.push(asks);
        vain.push(asks);
      } else next.set(one, script.define(`${point}p${next.size}`, any([has(one), asks])));
    }
    if (round === ROUNDS - 1) {
      const permitted = any(permits.map((policy) => effects(policy, point, has).holds));
      blocked.push(not(script.define(`${side}permitted`, permitted)));
      const first = blocked[0] ?? NO;
      return {
        blocked: script.define(`${side}blocked`, any(blocked)),
        asks: now,
        vain: all([not(first), any(vain)]),
        alone: new Map([...alone].map(([id, holds], place) => [id, script.define(`${side}alone${place}`, holds)])),
      };
    }
    for (const policy of permits) seen(policy, effects(policy, point, has).holds);
    promised = next;
  }
  throw new Error("a ruling has at least one round");
}

/** What is true of what may be called fulfilled before anything is promised: only what people do. */
export function fulfilledTruths(symbols: Symbols, approvers: readonly string[]): Term[] {
  const slot = symbols.slot(FULFILLED_PATH, "set");
  const members = new Map(symbols.each(slot).map(({ text, is }) => [text, is]));
  const truths: Term[] = [];
  for (const [text, is] of members) if (!text.startsWith("\u0000") && !isInteractive(text)) truths.push(not(is));
  approvers.forEach((role, place) => {
    const stricter = members.get(`approval:${approvers[place + 1]}`);
    const own = members.get(`approval:${role}`);
    if (stricter && own) truths.push(any([not(stricter), own]));
  });
  return truths;
}
