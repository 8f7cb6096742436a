import { isRecord } from "../../kernel/index.ts";
import { type PolicyTree, argOf, childrenOf, nodeOf, pathOf, sidesOf } from "../../cedar/index.ts";

/** A fact and what to make of it: `risk.cyber` 60, `dataClasses` [secret]. */
export interface Setting {
  fact: string;
  value: unknown;
}

/** One thing a policy asks about the facts, with settings that make it true and ones that make it false. */
export interface Atom {
  yes: Setting[];
  no: Setting[];
}

/** What a policy asks about facts, each with the values just at and beside its boundary. */
export interface Boundaries {
  atoms: Atom[];
  /** All that must hold set to hold, all that must not set not to: where it bites, as far as that can be guessed. */
  applies: Setting[];
  /** What lifts it: all that must not hold set to hold. */
  escapes: Setting[];
}

export function boundariesOf(tree: PolicyTree): Boundaries {
  const atoms: Atom[] = [];
  const applies = gathering();
  const escapes = gathering();
  for (const { kind, body } of tree.conditions) {
    walk(body, kind === "when", (atom, wanted) => {
      atoms.push(atom);
      applies.add(wanted ? atom.yes : atom.no);
      if (kind === "unless") escapes.add(wanted ? atom.no : atom.yes);
    });
  }
  return { atoms, applies: applies.settings(), escapes: escapes.settings() };
}

/** One setting a fact; what a set must hold by several atoms it holds all of. */
function gathering() {
  const kept = new Map<string, unknown>();
  return {
    add(choices: readonly Setting[]) {
      const [first] = choices;
      if (!first) return;
      const { fact, value } = first;
      const before = kept.get(fact);
      kept.set(fact, Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value);
    },
    settings: (): Setting[] => [...kept].map(([fact, value]) => ({ fact, value })),
  };
}

type Heard = (atom: Atom, wanted: boolean) => void;

function walk(expr: unknown, wanted: boolean, hear: Heard): void {
  const node = nodeOf(expr);
  if (!node) return;
  if (node.op === "!") {
    walk(argOf(node.body), !wanted, hear);
    return;
  }
  const atom = atomOf(node.op, node.body) ?? flagOf(expr);
  if (atom) hear(atom, wanted);
  else for (const child of childrenOf(node.body)) walk(child, wanted, hear);
}

function atomOf(op: string, body: unknown): Atom | undefined {
  const sides = sidesOf(body);
  if (!sides) return undefined;
  const left = factOf(sides.left);
  const right = factOf(sides.right);
  const [one, other] = [literal(sides.left), literal(sides.right)];
  if (left !== undefined && typeof other === "number") return numbers(left, op, other);
  if (right !== undefined && typeof one === "number") return numbers(right, MIRRORED[op] ?? op, one);
  const compared = left ?? right;
  // Compared with what only the principal or resource knows: whole numbers around what people set.
  if (compared !== undefined && ORDERS.has(op) && one === undefined && other === undefined) {
    const tried = TRIED.map((value) => ({ fact: compared, value }));
    return { yes: tried.toReversed(), no: tried };
  }
  switch (op) {
    case "==":
    case "!=": {
      const fact = left ?? right;
      const value = left === undefined ? one : other;
      if (fact === undefined || value === undefined) return undefined;
      const atom = { yes: [{ fact, value }], no: [{ fact, value: unlike(value) }] };
      return op === "==" ? atom : { yes: atom.no, no: atom.yes };
    }
    case "in":
      return left !== undefined && typeof other === "string"
        ? { yes: [{ fact: left, value: other }], no: [{ fact: left, value: "none" }] }
        : undefined;
    case "contains":
      if (left !== undefined && other !== undefined)
        return { yes: [{ fact: left, value: [other] }], no: [{ fact: left, value: [] }] };
      if (right !== undefined && Array.isArray(one))
        return {
          yes: one.map((value: unknown) => ({ fact: right, value })),
          no: [{ fact: right, value: "elsewhere" }],
        };
      return undefined;
    case "containsAll":
    case "containsAny":
      return left !== undefined && Array.isArray(other)
        ? {
            yes: [{ fact: left, value: other }, ...other.map((value: unknown) => ({ fact: left, value: [value] }))],
            no: [{ fact: left, value: [] }],
          }
        : undefined;
    default:
      return undefined;
  }
}

const ORDERS = new Set(["<", "<=", ">", ">="]);
const TRIED = [0, 1, 2, 3, 4, 5, 100];
const MIRRORED: Readonly<Record<string, string>> = { "<": ">", ">": "<", "<=": ">=", ">=": "<=" };

function numbers(fact: string, op: string, at: number): Atom | undefined {
  const set = (...values: number[]) => values.map((value) => ({ fact, value }));
  switch (op) {
    case ">=":
      return { yes: set(at, at + 1), no: set(at - 1) };
    case ">":
      return { yes: set(at + 1), no: set(at, at - 1) };
    case "<=":
      return { yes: set(at, at - 1), no: set(at + 1) };
    case "<":
      return { yes: set(at - 1), no: set(at, at + 1) };
    case "==":
      return { yes: set(at), no: set(at + 1, at - 1) };
    case "!=":
      return { yes: set(at + 1, at - 1), no: set(at) };
    default:
      return undefined;
  }
}

/** A fact that is true or false by itself. */
function flagOf(expr: unknown): Atom | undefined {
  const fact = factOf(expr);
  if (fact === undefined || !FLAGS.has(fact)) return undefined;
  return { yes: [{ fact, value: true }], no: [{ fact, value: false }] };
}

const FLAGS = new Set(["assessed", "ask.tools", "ask.images", "ask.streaming", "use.unbounded"]);
const OF_ASK = new Set(["tokensIn", "maxTokensOut", "tools", "images", "streaming"]);
const OF_USE = new Set(["operations", "objects", "hosts", "unbounded", "batch"]);

/** `context.base.risk.cyber` is the fact `risk.cyber`; what a call asks for and a tool does have names of their own. */
function factOf(expr: unknown): string | undefined {
  const path = pathOf(expr);
  if (path?.root !== "context") return undefined;
  const [first = "", ...rest] = path.steps;
  if (first === "base") return rest.join(".") || undefined;
  if (rest.length > 0) return undefined;
  return OF_ASK.has(first) ? `ask.${first}` : OF_USE.has(first) ? `use.${first}` : undefined;
}

/** A value written in the policy; the id of an entity for a reference to one. */
function literal(expr: unknown): unknown {
  const node = nodeOf(expr);
  if (node?.op === "Set" && Array.isArray(node.body)) {
    const members = node.body.map(literal);
    return members.includes(undefined) ? undefined : members;
  }
  if (node?.op !== "Value") return undefined;
  const value = node.body;
  const entity = isRecord(value) ? value["__entity"] : undefined;
  if (isRecord(entity)) return entity["id"];
  return Array.isArray(value) || !isRecord(value) ? value : undefined;
}

function unlike(value: unknown): unknown {
  if (typeof value === "boolean") return !value;
  return typeof value === "string" ? (value === "" ? "other" : "") : value;
}
