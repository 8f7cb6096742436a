import { DOMAINS } from "../../risk/index.ts";
import { type Expr, type Value, argOf, nodeOf, pathOf, sidesOf } from "../../cedar/index.ts";
import { type World, uidOf, valueOf } from "./partial.ts";
import type { Facts } from "../types.ts";

/** One fact, changed so that a condition turns. */
export interface Change {
  /** For people: "risk.cyber is below 60" */
  words: string;
  apply(facts: Facts): Facts;
}

/** Changes that are needed together. */
export type Way = readonly Change[];

const MAX_WAYS = 16;
const MAX_CHANGES = 4;

/** The ways to make a condition come out as wanted: one empty way where it does already, none where it cannot. */
export function waysTo(world: World, expr: unknown, wanted: boolean): Way[] {
  if (valueOf(world, expr) === wanted) return [[]];
  const node = nodeOf(expr);
  if (!node) return [];
  const sides = sidesOf(node.body);
  switch (node.op) {
    case "!":
      return waysTo(world, argOf(node.body), !wanted);
    case "&&":
    case "||": {
      if (!sides) return [];
      const left = waysTo(world, sides.left, wanted);
      const right = waysTo(world, sides.right, wanted);
      return (node.op === "&&") === wanted ? both([left, right]) : few([...left, ...right]);
    }
    default:
      return few(atom(world, node, expr, wanted));
  }
}

/** One way of each, together; the smallest first. */
export function both(alternatives: readonly Way[][]): Way[] {
  let ways: Way[] = [[]];
  for (const next of alternatives) ways = few(ways.flatMap((way) => next.map((more) => merge(way, more))));
  return ways;
}

export function few(ways: readonly Way[]): Way[] {
  return ways
    .filter((way) => way.length <= MAX_CHANGES)
    .toSorted((a, b) => a.length - b.length)
    .slice(0, MAX_WAYS);
}

function merge(one: Way, other: Way): Way {
  const words = new Set(one.map((change) => change.words));
  return [...one, ...other.filter((change) => !words.has(change.words))];
}

/** A fact that someone could change, by its path in the context. */
interface Fact {
  name: string;
  set(value: unknown): Change["apply"];
}

function factOf(expr: unknown): Fact | undefined {
  const path = pathOf(expr);
  if (path?.root !== "context") return undefined;
  const [first, second, third, ...rest] = path.steps;
  if (first === undefined || rest.length > 0) return undefined;
  if (first !== "base")
    return second === undefined && ASK.has(first)
      ? { name: first, set: (value) => (facts) => ({ ...facts, ask: { ...NO_ASK, ...facts.ask, [first]: value } }) }
      : undefined;
  if (second === "risk" && third !== undefined)
    return { name: `risk.${third}`, set: (value) => (facts) => withRisk(facts, third, value) };
  if (second === undefined || third !== undefined || FIXED.has(second)) return undefined;
  return { name: second, set: (value) => (facts) => ({ ...facts, [second]: value }) };
}

const NO_ASK = { tokensIn: 0, maxTokensOut: 0, tools: false, images: false, streaming: false };
const ASK = new Set(Object.keys(NO_ASK));
/** Promises are made by Lumos, and time passes by itself. */
const FIXED = new Set(["fulfilled", "now", "ip", "risk"]);

/** The highest score follows the scores it is the highest of. */
function withRisk(facts: Facts, domain: string, value: unknown): Facts {
  const risk = { ...facts.risk, [domain]: value };
  const highest = (scores: Facts["risk"]) => Math.max(...DOMAINS.map((name) => scores[name]));
  if (domain === "max" && highest(risk) > risk.max)
    for (const name of DOMAINS) risk[name] = Math.min(risk[name], risk.max);
  else if (domain !== "max" && facts.risk.max <= highest(facts.risk)) risk.max = highest(risk);
  return { ...facts, risk };
}

function atom(world: World, node: { op: string; body: unknown }, expr: unknown, wanted: boolean): Way[] {
  const whole = factOf(expr);
  if (whole) return [[{ words: `${whole.name} is ${wanted}`, apply: whole.set(wanted) }]];
  const sides = sidesOf(node.body);
  if (!sides) return node.op === "isEmpty" ? emptiness(argOf(node.body), wanted) : [];
  switch (node.op) {
    case "contains":
      return contains(world, sides, wanted);
    case "containsAll":
    case "containsAny":
      return containsSeveral(world, node.op, sides, wanted);
    case "in":
      return within(world, sides, wanted);
    case "==":
      return equals(world, sides, wanted);
    case "!=":
      return equals(world, sides, !wanted);
    case "<":
    case "<=":
    case ">":
    case ">=":
      return order(world, node.op, sides, wanted);
    default:
      return [];
  }
}

function emptiness(arg: Expr | undefined, wanted: boolean): Way[] {
  const fact = factOf(arg);
  return fact && wanted ? [[{ words: `${fact.name} is empty`, apply: fact.set([]) }]] : [];
}

function contains(world: World, sides: { left: Expr; right: Expr }, wanted: boolean): Way[] {
  const fact = factOf(sides.left);
  if (fact) {
    const member = valueOf(world, sides.right);
    const now = textsOf(valueOf(world, sides.left));
    return typeof member === "string" && now ? [[membership(fact, now, [member], wanted)]] : [];
  }
  const single = factOf(sides.right);
  const list = textsOf(valueOf(world, sides.left));
  if (!single || !list) return [];
  if (wanted) return list.map((value) => [{ words: `${single.name} is ${value}`, apply: single.set(value) }]);
  return [[{ words: `${single.name} is not ${either(list)}`, apply: single.set(list.includes("") ? "-" : "") }]];
}

function containsSeveral(world: World, op: string, sides: { left: Expr; right: Expr }, wanted: boolean): Way[] {
  const fact = factOf(sides.left);
  const now = textsOf(valueOf(world, sides.left));
  const list = textsOf(valueOf(world, sides.right));
  if (!fact || !now || !list) return [];
  // All of them, or none of them, is one way; any of them is a way each.
  if ((op === "containsAll") === wanted) {
    const changed = list.filter((member) => now.includes(member) !== wanted);
    return [[membership(fact, now, changed, wanted)]];
  }
  return list.map((member) => [membership(fact, now, [member], wanted)]);
}

function membership(fact: Fact, now: readonly string[], members: readonly string[], there: boolean): Change {
  const words = there
    ? `${fact.name} contains ${members.join(" and ")}`
    : `${fact.name} does not contain ${either(members)}`;
  const after = there ? [...new Set([...now, ...members])] : now.filter((member) => !members.includes(member));
  return { words, apply: fact.set(after) };
}

function within(world: World, sides: { left: Expr; right: Expr }, wanted: boolean): Way[] {
  const fact = factOf(sides.left);
  if (fact?.name !== "workflow") return [];
  const right = valueOf(world, sides.right);
  const ids = (Array.isArray(right) ? right : [right]).flatMap((target) => uidOf(target)?.id ?? []);
  if (wanted) return ids.map((id) => [{ words: `workflow is ${id}`, apply: fact.set(id) }]);
  return [[{ words: `workflow is not ${either(ids)}`, apply: fact.set("none") }]];
}

function equals(world: World, sides: { left: Expr; right: Expr }, wanted: boolean): Way[] {
  const fact = factOf(sides.left) ?? factOf(sides.right);
  if (!fact) return [];
  const target = valueOf(world, factOf(sides.left) ? sides.right : sides.left);
  const value = uidOf(target)?.id ?? target;
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return [];
  if (wanted) return [[{ words: `${fact.name} is ${say(value)}`, apply: fact.set(value) }]];
  return [[{ words: `${fact.name} is not ${say(value)}`, apply: fact.set(otherThan(fact.name, value)) }]];
}

/** Something else, as harmless as there is. */
function otherThan(name: string, value: string | number | boolean): unknown {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value === 0 ? 1 : value - 1;
  const neutral = name === "budget" ? "ok" : name === "workflow" ? "none" : "";
  return value === neutral ? "-" : neutral;
}

const MIRRORED = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;
const NEGATED = { "<": ">=", "<=": ">", ">": "<=", ">=": "<" } as const;

function order(world: World, op: keyof typeof MIRRORED, sides: { left: Expr; right: Expr }, wanted: boolean): Way[] {
  const onLeft = factOf(sides.left);
  const fact = onLeft ?? factOf(sides.right);
  const limit = valueOf(world, onLeft ? sides.right : sides.left);
  if (!fact || typeof limit !== "number") return [];
  const facing = onLeft ? op : MIRRORED[op];
  switch (wanted ? facing : NEGATED[facing]) {
    case "<":
      return [[{ words: `${fact.name} is below ${limit}`, apply: fact.set(limit - 1) }]];
    case "<=":
      return [[{ words: `${fact.name} is at most ${limit}`, apply: fact.set(limit) }]];
    case ">":
      return [[{ words: `${fact.name} is above ${limit}`, apply: fact.set(limit + 1) }]];
    case ">=":
      return [[{ words: `${fact.name} is at least ${limit}`, apply: fact.set(limit) }]];
  }
}

function textsOf(value: Value | undefined): string[] | undefined {
  return Array.isArray(value) && value.every((item) => typeof item === "string") ? (value as string[]) : undefined;
}

function either(items: readonly string[]): string {
  return items.map(say).join(" or ");
}

function say(value: string | number | boolean): string {
  return value === "" ? "empty" : String(value);
}
