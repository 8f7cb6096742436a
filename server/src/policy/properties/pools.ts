import { type PolicyTree, childrenOf, nodeOf, pathOf } from "../../cedar/index.ts";
import { isRecord } from "../../kernel/index.ts";
import type { Landscape } from "../../registry/index.ts";
import { DOMAINS } from "../../risk/index.ts";

/** The values worth trying for each fact: what policies compare it with, and what lies beside that. */
export interface Pools {
  numbers(fact: string): readonly number[];
  texts(fact: string): readonly string[];
}

type Literals = ReadonlyMap<string, readonly (number | string | boolean)[]>;

/** What the conditions of one policy compare facts with, by the fact's name. */
export function literalsOf(tree: PolicyTree): Literals {
  const found = new Map<string, (number | string | boolean)[]>();
  for (const { body } of tree.conditions) {
    for (const atom of atomsOf(body)) {
      const names = factsIn(atom);
      const values = valuesIn(atom);
      for (const name of names) found.set(name, [...(found.get(name) ?? []), ...values]);
    }
  }
  return found;
}

export function makePools(all: Iterable<Literals>, landscape: Landscape): Pools {
  const numbers = new Map<string, readonly number[]>();
  const texts = new Map<string, readonly string[]>();
  const merged = new Map<string, Set<number | string | boolean>>();
  for (const literals of all)
    for (const [name, values] of literals) {
      const known = merged.get(name) ?? new Set();
      for (const value of values) known.add(value);
      merged.set(name, known);
    }
  const of = (fact: string) => [...(merged.get(fact) ?? []), ...(isRisk(fact) ? (merged.get("risk.max") ?? []) : [])];
  return {
    numbers: (fact) =>
      kept(numbers, fact, () => {
        const edges = of(fact).flatMap((value) => (typeof value === "number" ? [value - 1, value, value + 1] : []));
        const most = isScore(fact) ? 100 : 1_000_000_000;
        return distinct([0, isScore(fact) ? 100 : 1, ...edges].filter((value) => value >= 0 && value <= most));
      }),
    texts: (fact) =>
      kept(texts, fact, () => {
        const said = of(fact).filter((value) => typeof value === "string");
        return distinct([...said, ...(COMMON[fact] ?? []), ...declared(landscape, fact)]);
      }),
  };
}

export const isScore = (fact: string): boolean => isRisk(fact) || SCORES.has(fact);
const isRisk = (fact: string): boolean => fact.startsWith("risk.");
const SCORES = new Set(["confidence", "sessionRisk", "trustScore"]);

const COMMON: Readonly<Record<string, readonly string[]>> = {
  dataClasses: ["pii.customer", "secret"],
  taint: ["untrusted", "private"],
  budget: ["ok", "warn", "soft", "hard"],
  channel: ["model", "mcp", "hook", "decision"],
  environment: ["dev", "staging", "prod"],
  geo: ["US", "DE", ""],
  dataRegions: ["US", "EU"],
  topics: ["cyber", "bio"],
  operations: ["read", "write", "destructive", "egress"],
};

function declared(landscape: Landscape, fact: string): readonly string[] {
  if (fact === "programs") return [...landscape.programs.keys()];
  if (fact === "workflow") return [...landscape.workflows.keys()];
  return [];
}

/** Comparisons: the smallest parts that are true or false by themselves. */
function* atomsOf(expr: unknown): Generator<unknown> {
  const node = nodeOf(expr);
  if (!node || JOINTS.has(node.op)) for (const child of childrenOf(expr)) yield* atomsOf(child);
  else if (node.op !== "Value" && node.op !== "Var") yield expr;
}

const JOINTS = new Set(["&&", "||", "!", "if-then-else"]);

function factsIn(expr: unknown): string[] {
  const path = pathOf(expr);
  if (path) {
    if (path.root !== "context") return [];
    const [first, second, third] = path.steps;
    const name = first !== "base" ? first : second === "risk" ? third && `risk.${third}` : second;
    if (path.steps.join(".") === "base.risk") return DOMAINS.map((domain) => `risk.${domain}`);
    return name === undefined ? [] : [name];
  }
  return childrenOf(expr).flatMap(factsIn);
}

function valuesIn(expr: unknown): (number | string | boolean)[] {
  const node = nodeOf(expr);
  if (node?.op !== "Value") return childrenOf(expr).flatMap(valuesIn);
  const { body } = node;
  if (typeof body === "number" || typeof body === "string" || typeof body === "boolean") return [body];
  const entity = isRecord(body) ? body["__entity"] : undefined;
  return isRecord(entity) && typeof entity["id"] === "string" ? [entity["id"]] : [];
}

function kept<T>(all: Map<string, T>, name: string, make: () => T): T {
  let known = all.get(name);
  if (known === undefined) all.set(name, (known = make()));
  return known;
}

function distinct<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
