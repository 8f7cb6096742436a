import { type Expr, type Value, EntityRef, Extension, childrenOf, isFields, pathOf } from "../../cedar/index.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import type { Reason, Ruling } from "../types.ts";
import { type Way } from "./changes.ts";
import { clausesIn } from "./clauses.ts";
import { callerWords } from "./explain.ts";
import {
  type Sought,
  applied,
  blockersOf,
  nearestPermits,
  ruleIn,
  sceneFor,
  searchPassing,
  waysToLift,
} from "./search.ts";
import { type Scene, type Situation, partsOf } from "./situation.ts";

/** Why one candidate was not taken, for those who may see everything. */
export interface Explanation {
  candidate: string;
  outcome: Ruling["outcome"];
  blockers: Blocker[];
  /** Sets of changes that would have let it pass, the smallest first; no part of one is enough. */
  passing: Alternative[];
  /** False where the search was ended before all were found. */
  complete: boolean;
}

export interface Alternative {
  changes: string[];
  /** Whether the caller could do all of it, and is told. */
  caller: boolean;
  needs: string[];
}

export interface Blocker {
  policy: string;
  principal: string;
  effect: Reason["effect"];
  why: string;
  obligation?: string;
  unsupported?: true;
  errored?: true;
  /** Of a policy that blocked: its clauses, and what they came to. */
  clauses: Clause[];
  /** What it read. */
  facts: { name: string; value: string }[];
  /** Sets of changes that would have kept this policy from blocking, whatever the others do. */
  lifts: string[][];
  /** Where nothing permits: the permits that were nearest. */
  nearest?: { policy: string; clauses: Clause[]; missing: string[] }[];
}

export interface Clause {
  kind: "scope" | "when" | "unless";
  /** In the policy's text; 1 is its first. */
  line: number;
  text: string;
  came: "true" | "false" | "error";
}

const MAX_RULINGS = 400;
const MAX_ALTERNATIVES = 12;
const MAX_LIFTS = 8;
const MAX_NEAREST = 3;
const MAX_FACTS = 30;

/** For people who ask, not for the way of a call: it rules some hundred times. */
export function explainWhole(about: Sought, situation: Situation, ruling: Ruling<unknown>): Explanation {
  const { found, complete } = searchPassing(about, situation, ruling, {
    budget: { rulings: MAX_RULINGS },
    most: MAX_ALTERNATIVES,
  });
  return {
    candidate: about.candidate.key,
    outcome: ruling.outcome,
    blockers: blockersOf(ruling, about.guardrails).map((reason) => blocker(about, situation, reason)),
    passing: found
      .toSorted((a, b) => a.way.length - b.way.length)
      .map(({ way, needs }) => ({
        changes: wordsOf(way),
        caller: callerWords(way) !== undefined,
        needs: [...needs],
      })),
    complete,
  };
}

function blocker(about: Sought, situation: Situation, reason: Reason): Blocker {
  const { policy, principal, effect, why, obligation, unsupported, errored } = reason;
  const scene = sceneFor(about, situation, reason);
  const known = about.acting.find(({ id }) => id === policy);
  return {
    policy,
    principal,
    effect,
    why,
    ...(obligation === undefined ? {} : { obligation }),
    ...(unsupported ? { unsupported } : {}),
    ...(errored ? { errored } : {}),
    clauses: scene && known ? clausesOf(scene, known) : [],
    facts: scene && known ? factsOf(scene, known) : [],
    lifts: lifts(about, situation, reason),
    ...(policy === "no-permit" && scene ? { nearest: nearest(about, scene) } : {}),
  };
}

/** Each was put to the engine: with it, the policy is not among the reasons any more. */
function lifts(about: Sought, situation: Situation, reason: Reason): string[][] {
  const still = (way: Way) =>
    ruleIn(about, applied(situation, way)).reasons.some(
      (one) =>
        one.policy === reason.policy &&
        one.principal === reason.principal &&
        (one.unsupported ?? false) === (reason.unsupported ?? false),
    );
  const good: Way[] = [];
  for (const way of waysToLift(about, situation, reason)) {
    if (way.length === 0 || good.length >= MAX_LIFTS) continue;
    if (good.some((smaller) => smaller.every(({ words }) => way.some((change) => change.words === words)))) continue;
    if (!still(way)) good.push(way);
  }
  return good.map(wordsOf);
}

/** The permits that the fewest parts are missing of. */
function nearest(about: Sought, scene: Scene): NonNullable<Blocker["nearest"]> {
  return nearestPermits(about, scene, MAX_NEAREST).map(({ known }) => {
    const clauses = clausesOf(scene, known);
    const missing = clauses.filter(({ kind, came }) => came !== (kind === "unless" ? "false" : "true"));
    return { policy: known.id, clauses, missing: missing.map(({ text }) => text) };
  });
}

function clausesOf(scene: Scene, known: KnownPolicy): Clause[] {
  const texts = clausesIn(known.text);
  const came = (expr: unknown): Clause["came"] => {
    const value = scene.value(expr);
    return typeof value === "boolean" ? `${value}` : "error";
  };
  const { principal, resource } = partsOf(known.tree);
  const scope = [principal, resource].every(({ expr }) => scene.value(expr) === true);
  return [
    { kind: "scope", line: 1, text: scopeText(known), came: `${scope}` },
    ...known.tree.conditions.map(({ kind, body }, place): Clause => {
      const said = texts[place];
      return { kind, line: said?.line ?? 1, text: said?.text ?? "", came: came(body) };
    }),
  ];
}

function scopeText({ text }: KnownPolicy): string {
  const head = /\b(?:permit|forbid)\s*\(([^{}]*?)\)\s*(?:when|unless|;)/s.exec(text)?.[1] ?? "";
  return head.replace(/\s+/g, " ").trim().slice(0, 300);
}

function factsOf(scene: Scene, { tree }: KnownPolicy): Blocker["facts"] {
  const found = new Map<string, string>();
  const walk = (expr: unknown) => {
    const path = pathOf(expr);
    if (path && path.steps.length > 0) {
      const value = scene.value(expr as Expr);
      if (value !== undefined) found.set([path.root, ...path.steps].join(".").replace("context.base.", ""), say(value));
      return;
    }
    childrenOf(expr).forEach(walk);
  };
  for (const { body } of tree.conditions) walk(body);
  return [...found].slice(0, MAX_FACTS).map(([name, value]) => ({ name, value }));
}

function say(value: Value): string {
  if (value instanceof EntityRef) return value.uid.id;
  if (value instanceof Extension) return value.arg;
  if (Array.isArray(value)) return value.length === 0 ? "nothing" : value.map((item: Value) => say(item)).join(", ");
  if (isFields(value)) return JSON.stringify(value);
  return value === "" ? "empty" : String(value);
}

function wordsOf(way: Way): string[] {
  return way.map(({ words }) => words);
}
