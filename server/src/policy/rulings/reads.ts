import { isRecord } from "../../kernel/index.ts";
import { DOMAINS } from "../../risk/index.ts";
import { type PolicyTree, childrenOf, nodeOf, pathOf } from "../../cedar/index.ts";
import type { Facts } from "../types.ts";
import { ACTION_GROUPS, type ActionName } from "./vocabulary.ts";

/** Writes the facts that a set reads into one text, or undefined where answers must not be kept. */
export type FactsKey = ((facts: Facts) => string) | undefined;

type Getter = (facts: Facts) => string;

/**
 * Which facts the policies about an action read. A fact nobody reads cannot change an answer, so answers are
 * kept by the others. What is not understood counts as reading everything.
 */
// Guarantee: two calls share a kept answer only if every fact that policy reads is the same.
export function factsKey(trees: Iterable<PolicyTree>, action: ActionName): FactsKey {
  const names = new Set(factsRead(trees, action));
  if (names.has("now")) return undefined;
  const getters = [...names].toSorted().map((name) => GETTERS[name] as Getter);
  return (facts) => {
    let key = "";
    for (const get of getters) key += get(facts);
    return key;
  };
}

/** The names of the facts a set reads. Many policies read the same ones, which are the same set then. */
export function factsRead(trees: Iterable<PolicyTree>, action: ActionName): string[] {
  const sets = new Set<ReadonlySet<string>>();
  for (const tree of trees) if (concerns(tree, action)) sets.add(namesIn(tree));
  const names = new Set<string>();
  for (const set of sets) for (const name of set) names.add(name);
  return [...names].toSorted();
}

const MAX_SETS = 10_000;
const sets = new Map<string, ReadonlySet<string>>();
const found = new WeakMap<PolicyTree, ReadonlySet<string>>();

/** The facts one policy reads; looked for once. */
export function namesIn(tree: PolicyTree): ReadonlySet<string> {
  let names = found.get(tree);
  if (!names) {
    const all = new Set<string>();
    for (const { body } of tree.conditions) collect(body, all);
    const key = [...all].toSorted().join();
    if (sets.size >= MAX_SETS) sets.clear();
    names = sets.get(key) ?? all;
    sets.set(key, names);
    found.set(tree, names);
  }
  return names;
}

function collect(expr: unknown, names: Set<string>): void {
  const path = pathOf(expr);
  if (path) {
    if (path.root === "context") addPath(path.steps, names);
    return;
  }
  const node = nodeOf(expr);
  if (node?.op === "has" && isRecord(node.body)) {
    const base = pathOf(node.body["left"]);
    const attr = node.body["attr"];
    const steps = Array.isArray(attr) ? attr : [attr];
    if (base?.root === "context" && steps.every((step) => typeof step === "string")) {
      addPath([...base.steps, ...(steps as string[])], names);
      return;
    }
  }
  for (const child of childrenOf(expr)) collect(child, names);
}

function addPath(steps: readonly string[], names: Set<string>): void {
  const [first, second, third] = steps;
  const name = first === "base" ? (second === "risk" && third !== undefined ? `risk.${third}` : second) : first;
  if (name !== undefined && Object.hasOwn(GETTERS, name)) names.add(name);
  else if (steps.length === 1 && ELSEWHERE.has(steps[0] as string)) return;
  else if (first === "base" && second === "risk") for (const domain of RISKS) names.add(`risk.${domain}`);
  else for (const known of Object.keys(GETTERS)) names.add(known);
}

/** Whether a policy says anything about an action. */
export function concerns(tree: PolicyTree, action: ActionName): boolean {
  const groups = ACTION_GROUPS[action];
  const scope = tree.action;
  if (scope.op === "All") return true;
  const entities = "entities" in scope ? scope["entities"] : [scope["entity"]];
  if (!Array.isArray(entities)) return true;
  return entities.some(
    (entity) => !isRecord(entity) || typeof entity["id"] !== "string" || groups.includes(entity["id"]),
  );
}

/** Parts of other actions' contexts: a model call has none of them, whatever a policy asks. */
const ELSEWHERE = new Set(
  "operations objects hosts unbounded batch sink code actions ttlS action actionProperties subjectProperties attributes".split(
    " ",
  ),
);

const RISKS = [...DOMAINS, "max"] as const;

/** Lengths stand before texts, so that no two lists of values give the same key. */
const text = (value: string) => `${value.length}:${value}`;
const number = (value: number) => `${value},`;
const flag = (value: boolean) => (value ? "t" : "f");
const list = (values: readonly string[]) => {
  if (values.length === 0) return "0;";
  let key = `${values.length};`;
  for (const value of values) key += text(value);
  return key;
};

const GETTERS: Record<string, Getter> = {
  now: (facts) => number(facts.now),
  channel: (facts) => text(facts.channel),
  client: (facts) => text(facts.client),
  environment: (facts) => text(facts.environment),
  geo: (facts) => text(facts.geo),
  ip: (facts) => text(facts.ip),
  workflow: (facts) => text(facts.workflow),
  purpose: (facts) => text(facts.purpose),
  customer: (facts) => text(facts.customer),
  autonomy: (facts) => number(facts.autonomy),
  delegationDepth: (facts) => number(facts.delegationDepth),
  onBehalfOf: (facts) => list(facts.onBehalfOf),
  dataClasses: (facts) => list(facts.dataClasses),
  dataRegions: (facts) => list(facts.dataRegions),
  topics: (facts) => list(facts.topics),
  ...Object.fromEntries(RISKS.map((name) => [`risk.${name}`, (facts: Facts) => number(facts.risk[name])])),
  assessed: (facts) => flag(facts.assessed),
  confidence: (facts) => number(facts.confidence),
  sessionRisk: (facts) => number(facts.sessionRisk),
  sessionTurns: (facts) => number(facts.sessionTurns),
  sessionBlocks: (facts) => number(facts.sessionBlocks),
  sessionFlags: (facts) => list(facts.sessionFlags),
  taint: (facts) => list(facts.taint),
  trustScore: (facts) => number(facts.trustScore),
  budget: (facts) => text(facts.budget),
  programs: (facts) => list(facts.programs),
  mfaAgeS: (facts) => number(facts.mfaAgeS),
  fulfilled: (facts) => list(facts.fulfilled),
  tokensIn: (facts) => number(facts.ask?.tokensIn ?? 0),
  maxTokensOut: (facts) => number(facts.ask?.maxTokensOut ?? 0),
  tools: (facts) => flag(facts.ask?.tools === true),
  images: (facts) => flag(facts.ask?.images === true),
  streaming: (facts) => flag(facts.ask?.streaming === true),
};
