import { type Expr, type Uid, type Value, EntityRef, argOf, nodeOf, sidesOf } from "../../cedar/index.ts";
import { EVERYONE } from "../rulings/vocabulary.ts";
import { type Change, type Fact, changeOf, factOf, membership } from "./facts.ts";
import type { Scene } from "./situation.ts";

/** Changes that are needed together. */
export type Way = readonly Change[];

const MAX_WAYS = 16;
const MAX_CHANGES = 4;

/** The ways to make a condition come out as wanted: one empty way where it does already, none where it cannot. */
export function waysTo(scene: Scene, expr: unknown, wanted: boolean): Way[] {
  if (scene.value(expr) === wanted) return [[]];
  const node = nodeOf(expr);
  if (!node) return [];
  const sides = sidesOf(node.body);
  switch (node.op) {
    case "!":
      return waysTo(scene, argOf(node.body), !wanted);
    case "&&":
    case "||": {
      if (!sides) return [];
      const left = waysTo(scene, sides.left, wanted);
      const right = waysTo(scene, sides.right, wanted);
      return (node.op === "&&") === wanted ? both([left, right]) : few([...left, ...right]);
    }
    default:
      return few(atom(scene, node, expr, wanted));
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
    .toSorted((a, b) => a.length - b.length || foreign(a) - foreign(b))
    .slice(0, MAX_WAYS);
}

/** What the caller cannot change by itself. */
function foreign(way: Way): number {
  return way.filter(({ caller }) => caller === undefined).length;
}

function merge(one: Way, other: Way): Way {
  const words = new Set(one.map((change) => change.words));
  return [...one, ...other.filter((change) => !words.has(change.words))];
}

function atom(scene: Scene, node: { op: string; body: unknown }, expr: unknown, wanted: boolean): Way[] {
  const whole = factOf(scene, expr);
  if (whole) return [[changeOf(whole, `${whole.name} is ${wanted}`, wanted)]];
  const sides = sidesOf(node.body);
  if (!sides) return node.op === "isEmpty" ? emptiness(scene, argOf(node.body), wanted) : [];
  switch (node.op) {
    case "contains":
      return contains(scene, sides, wanted);
    case "containsAll":
    case "containsAny":
      return containsSeveral(scene, node.op, sides, wanted);
    case "in":
      return within(scene, sides, wanted);
    case "==":
      return equals(scene, sides, wanted);
    case "!=":
      return equals(scene, sides, !wanted);
    case "<":
    case "<=":
    case ">":
    case ">=":
      return order(scene, node.op, sides, wanted);
    default:
      return [];
  }
}

function emptiness(scene: Scene, arg: Expr | undefined, wanted: boolean): Way[] {
  const fact = factOf(scene, arg);
  return fact && wanted ? [[changeOf(fact, `${fact.name} is empty`, [])]] : [];
}

function contains(scene: Scene, sides: { left: Expr; right: Expr }, wanted: boolean): Way[] {
  const fact = factOf(scene, sides.left);
  if (fact) {
    const member = scene.value(sides.right);
    const now = textsOf(scene.value(sides.left));
    return typeof member === "string" && now ? [[holding(fact, now, [member], wanted)]] : [];
  }
  const single = factOf(scene, sides.right);
  const list = textsOf(scene.value(sides.left));
  if (!single || !list) return [];
  if (wanted) return list.map((value) => [changeOf(single, `${single.name} is ${value}`, value)]);
  return [[changeOf(single, `${single.name} is not ${either(list)}`, list.includes("") ? "-" : "")]];
}

function containsSeveral(scene: Scene, op: string, sides: { left: Expr; right: Expr }, wanted: boolean): Way[] {
  const fact = factOf(scene, sides.left);
  const now = textsOf(scene.value(sides.left));
  const list = textsOf(scene.value(sides.right));
  if (!fact || !now || !list) return [];
  // All of them, or none of them, is one way; any of them is a way each.
  if ((op === "containsAll") === wanted) {
    const changed = list.filter((member) => now.includes(member) !== wanted);
    return [[holding(fact, now, changed, wanted)]];
  }
  return list.map((member) => [holding(fact, now, [member], wanted)]);
}

function holding(fact: Fact, now: readonly string[], members: readonly string[], there: boolean): Change {
  const words = there
    ? `${fact.name} contains ${members.join(" and ")}`
    : `${fact.name} does not contain ${either(members)}`;
  const after = there ? [...new Set([...now, ...members])] : now.filter((member) => !members.includes(member));
  return changeOf(fact, words, after);
}

/** Standing in a team or a workflow; what a resource stands in is what it is. */
function within(scene: Scene, sides: { left: Expr; right: Expr }, wanted: boolean): Way[] {
  const right = scene.value(sides.right);
  const targets = (Array.isArray(right) ? right : [right]).flatMap((target) => uidOf(target) ?? []);
  if (nodeOf(sides.left)?.body === "principal") {
    const teams = targets.flatMap(({ type, id }) => (type === "Lumos::Group" && id !== EVERYONE ? [id] : []));
    if (wanted) return teams.map((team) => [membership(scene, team, true)]);
    return teams.length === targets.length ? [teams.map((team) => membership(scene, team, false))] : [];
  }
  const fact = factOf(scene, sides.left);
  if (fact?.name !== "workflow") return [];
  const ids = targets.map(({ id }) => id);
  if (wanted) return ids.map((id) => [changeOf(fact, `workflow is ${id}`, id)]);
  return [[changeOf(fact, `workflow is not ${either(ids)}`, "none")]];
}

/** Either side may be what changes. */
function equals(scene: Scene, sides: { left: Expr; right: Expr }, wanted: boolean): Way[] {
  return [
    [sides.left, sides.right],
    [sides.right, sides.left],
  ].flatMap(([own, other]) => {
    const fact = factOf(scene, own);
    const target = scene.value(other);
    if (!fact || target === undefined) return [];
    const texts = textsOf(target);
    if (texts && wanted) return [[changeOf(fact, `${fact.name} is ${texts.join(" and ") || "empty"}`, texts)]];
    const value = uidOf(target)?.id ?? target;
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return [];
    if (wanted) return [[changeOf(fact, `${fact.name} is ${say(value)}`, value)]];
    return [[changeOf(fact, `${fact.name} is not ${say(value)}`, otherThan(fact.name, value))]];
  });
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

function order(scene: Scene, op: keyof typeof MIRRORED, sides: { left: Expr; right: Expr }, wanted: boolean): Way[] {
  const facing = wanted ? op : NEGATED[op];
  return [...bound(scene, sides.left, facing, sides.right), ...bound(scene, sides.right, MIRRORED[facing], sides.left)];
}

function bound(scene: Scene, own: Expr, facing: keyof typeof MIRRORED, other: Expr): Way[] {
  const fact = factOf(scene, own);
  const limit = scene.value(other);
  if (!fact || typeof limit !== "number") return [];
  // Where the line is may be a hidden fact, and is nothing to probe with: a caller hears on which side of it to be.
  const caller = `${fact.name} is ${facing.startsWith("<") ? "lower" : "higher"}`;
  const change = (words: string, value: number): Way[] => [[changeOf(fact, `${fact.name} is ${words}`, value, caller)]];
  switch (facing) {
    case "<":
      return change(`below ${limit}`, limit - 1);
    case "<=":
      return change(`at most ${limit}`, limit);
    case ">":
      return change(`above ${limit}`, limit + 1);
    case ">=":
      return change(`at least ${limit}`, limit);
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

function uidOf(value: Value | undefined): Uid | undefined {
  return value instanceof EntityRef ? value.uid : undefined;
}
