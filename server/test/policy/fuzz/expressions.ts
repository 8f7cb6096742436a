import type { Expr } from "../../../src/cedar/index.ts";
import type { Dice } from "./dice.ts";
import { isName } from "./print.ts";
import {
  EXTENSION_TEXTS,
  type Kind,
  LONGS,
  NAMES,
  type Shape,
  TEXTS,
  fieldsOf,
  literalOf,
  makeValue,
} from "./shape.ts";

/** From where an expression is written: of which types its author takes principal and resource to be. */
export interface Viewpoint {
  shape: Shape;
  principal: string;
  resource: string;
  /** How often something stands where it does not fit. */
  wrong: number;
}

interface Path {
  expr: Expr;
  kind: Kind;
  /** Asks for what the path goes through. */
  guard: Expr | undefined;
}

const BOOL: Kind = { is: "bool" };
const LONG: Kind = { is: "long" };
const MOMENT: Kind = { is: "datetime" };
const SPAN: Kind = { is: "duration" };
const SIMPLE = ["long", "string", "bool", "decimal", "ip", "datetime", "duration"] as const;

/** Writes expressions of a kind, most of them sound. */
export function makeExpressions(dice: Dice, view: Viewpoint) {
  const { shape, wrong } = view;
  const paths = pathsOf(view);
  const byKind = Map.groupBy(paths, ({ kind }) => keyOf(kind));
  const types = [...shape.ids.keys()];

  const anyKind = (): Kind => {
    if (paths.length > 0 && dice.chance(0.6)) return dice.pick(paths).kind;
    if (dice.chance(0.3)) return { is: "set", of: { is: dice.pick(SIMPLE) } };
    return dice.chance(0.3) ? { is: "entity", type: dice.pick(types) } : { is: dice.pick(SIMPLE) };
  };

  const write = (wanted: Kind, depth: number): Expr => {
    const kind = dice.chance(wrong) ? anyKind() : wanted;
    if (depth > 0 && dice.chance(0.06)) return choice(kind, depth - 1);
    const known = byKind.get(keyOf(kind));
    if (known && dice.chance(depth > 0 ? 0.35 : 0.7)) return dice.pick(known).expr;
    if (dice.chance(wrong)) return { ".": { left: write(anyKind(), depth - 1), attr: dice.pick(NAMES) } };
    if (depth <= 0) return literal(kind);
    switch (kind.is) {
      case "bool":
        return bool(depth - 1);
      case "long":
        return long(depth - 1);
      case "datetime":
        return dice.chance(0.6)
          ? call("offset", write(MOMENT, depth - 1), write(SPAN, depth - 1))
          : dice.chance(0.7)
            ? call("toDate", write(MOMENT, depth - 1))
            : literal(kind);
      case "duration":
        return dice.chance(0.5)
          ? call("durationSince", write(MOMENT, depth - 1), write(MOMENT, depth - 1))
          : dice.chance(0.6)
            ? call("toTime", write(MOMENT, depth - 1))
            : literal(kind);
      case "set":
        return { Set: Array.from({ length: dice.below(4) }, () => write(kind.of, depth - 1)) };
      case "record":
        return {
          Record: fieldsOf([...kind.members].map(([name, member]) => [name, write(member, depth - 1)] as const)),
        };
      default:
        return literal(kind);
    }
  };

  const literal = (kind: Kind): Expr => {
    if (kind.is === "decimal" || kind.is === "ip" || kind.is === "datetime" || kind.is === "duration") {
      const texts = EXTENSION_TEXTS[kind.is];
      const text = { Value: dice.chance(0.3) ? dice.pick(texts.odd) : dice.pick(texts.sound) };
      if (dice.chance(wrong / 4)) return call(kind.is, ...(dice.chance(0.5) ? [] : [text, text]));
      return call(kind.is, dice.chance(wrong / 2) ? write({ is: "string" }, 1) : text);
    }
    if (kind.is === "entity" && dice.chance(0.3)) return { Var: dice.pick(["principal", "resource"]) };
    return literalOf(makeValue(dice, shape, kind));
  };

  const choice = (kind: Kind, depth: number): Expr => ({
    // oxlint-disable-next-line unicorn/no-thenable -- Cedar's own word
    "if-then-else": { if: write(BOOL, depth), then: write(kind, depth), else: write(kind, depth) },
  });

  const two = (op: string, kind: Kind, depth: number, other = kind): Expr => ({
    [op]: { left: write(kind, depth), right: write(other, depth) },
  });

  const long = (depth: number): Expr => {
    const op = dice.weighed({ "+": 4, "-": 4, "*": 4, neg: 2, of: 4, literal: 2 });
    if (op === "neg") return { neg: { arg: write(LONG, depth) } };
    if (op === "literal") return { Value: dice.pick(LONGS) };
    if (op === "of")
      return call(dice.pick(["toMilliseconds", "toSeconds", "toMinutes", "toHours", "toDays"]), write(SPAN, depth));
    return two(op, LONG, depth);
  };

  const bool = (depth: number): Expr => {
    const op = dice.weighed(BOOLS);
    switch (op) {
      case "equal":
        return two(dice.chance(0.7) ? "==" : "!=", anyKind(), depth);
      case "order": {
        const kind = dice.pick([LONG, LONG, MOMENT, SPAN]);
        return two(dice.pick(["<", "<=", ">", ">="]), kind, depth);
      }
      case "decimals":
        return call(
          dice.pick(["lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual"]),
          write({ is: "decimal" }, depth),
          write({ is: "decimal" }, depth),
        );
      case "address": {
        const ip: Kind = { is: "ip" };
        if (dice.chance(0.4)) return call("isInRange", write(ip, depth), write(ip, depth));
        return call(dice.pick(["isIpv4", "isIpv6", "isLoopback", "isMulticast"]), write(ip, depth));
      }
      case "both":
        return two(dice.chance(0.5) ? "&&" : "||", BOOL, depth);
      case "not":
        return { "!": { arg: write(BOOL, depth) } };
      case "in":
        return { in: { left: entity(depth), right: dice.chance(0.65) ? entity(depth) : group(depth) } };
      case "is":
        return {
          is: {
            left: entity(depth),
            entity_type: dice.pick(types),
            ...(dice.chance(0.4) ? { in: dice.chance(0.8) ? entity(depth) : group(depth) } : {}),
          },
        };
      case "contains": {
        const of = anyKind();
        return two("contains", { is: "set", of }, depth, of);
      }
      case "sets":
        return two(dice.pick(["containsAll", "containsAny"]), { is: "set", of: anyKind() }, depth);
      case "empty":
        return { isEmpty: { arg: write({ is: "set", of: anyKind() }, depth) } };
      case "tag":
        return tag(depth);
      case "has":
        return has(depth);
      case "like":
        return like(depth);
      case "guarded":
        return guarded(depth);
    }
  };

  const entity = (depth: number): Expr =>
    dice.chance(0.55)
      ? { Var: dice.pick(["principal", "principal", "resource", "action"]) }
      : write({ is: "entity", type: dice.pick(types) }, depth);

  const group = (depth: number): Expr => write({ is: "set", of: { is: "entity", type: dice.pick(types) } }, depth);

  const tag = (depth: number): Expr => {
    const of = dice.pick(["principal", "resource"] as const);
    const name: Expr = dice.chance(0.8) ? { Value: dice.pick(NAMES) } : write({ is: "string" }, depth);
    const asked: Expr = { hasTag: { left: { Var: of }, right: name } };
    if (dice.chance(0.4)) return asked;
    const kind = shape.tags.get(view[of]) ?? BOOL;
    const read: Expr = { "==": { left: { getTag: { left: { Var: of }, right: name } }, right: write(kind, depth) } };
    return dice.chance(0.7) ? { "&&": { left: asked, right: read } } : read;
  };

  const has = (depth: number): Expr => {
    if (paths.length > 0 && dice.chance(0.6)) {
      const { guard } = dice.pick(paths);
      if (guard) return guard;
    }
    const left: Expr = dice.chance(0.7)
      ? { Var: dice.pick(["principal", "resource", "context", "action"]) }
      : write(anyKind(), depth);
    const names = NAMES.filter(isName);
    const attr = dice.chance(0.4)
      ? Array.from({ length: 2 + dice.below(2) }, () => dice.pick(names))
      : dice.pick(NAMES);
    return { has: { left, attr } };
  };

  /** What careful authors write: asked for before it is read. */
  const guarded = (depth: number): Expr => {
    const path = paths.length > 0 ? dice.pick(paths) : undefined;
    if (!path?.guard) return two("==", LONG, depth);
    const read = path.kind.is === "bool" ? path.expr : { "==": { left: path.expr, right: write(path.kind, depth) } };
    return { "&&": { left: path.guard, right: read } };
  };

  const like = (depth: number): Expr => {
    const text = dice.pick(TEXTS);
    const left = dice.chance(0.4) ? { Value: text } : write({ is: "string" }, depth);
    if (dice.chance(0.3)) {
      const piece = () => [...dice.pick(TEXTS)].slice(0, 1 + dice.below(3)).join("");
      const any = Array.from({ length: dice.below(5) }, () => (dice.chance(0.5) ? "Wildcard" : { Literal: piece() }));
      return { like: { left, pattern: any } };
    }
    // Pieces of the text itself, in order for the most part, that may reach into each other.
    const chars = [...text];
    const pattern: unknown[] = dice.chance(0.2) ? ["Wildcard"] : [];
    for (let at = 0, more = dice.pick([1, 2, 2, 3]); more > 0; more -= 1) {
      const from = Math.max(0, at - (dice.chance(0.5) ? 1 : 0));
      const to = more === 1 && dice.chance(0.6) ? chars.length : from + 1 + dice.below(2);
      pattern.push({ Literal: chars.slice(from, to).join("") });
      if (more > 1 || dice.chance(0.2)) pattern.push("Wildcard");
      at = to;
    }
    return { like: { left, pattern } };
  };

  return {
    expression: write,
    /** One condition, now and then a long chain or a deep nest. */
    condition(): Expr {
      const form = dice.weighed({ plain: 30, chain: 1, nest: 0.5 });
      if (form === "plain") return write(BOOL, 1 + dice.below(4));
      if (form === "chain") {
        const op = dice.pick(["&&", "||"]);
        let chain = bool(1);
        for (let more = 5 + dice.below(70); more > 0; more -= 1) chain = { [op]: { left: chain, right: bool(1) } };
        return chain;
      }
      let nest = bool(1);
      for (let more = 5 + dice.below(25); more > 0; more -= 1)
        nest = dice.chance(0.5)
          ? { "!": { arg: nest } }
          : { [dice.pick(["&&", "||"])]: { left: { Value: dice.chance(0.5) }, right: nest } };
      return nest;
    },
  };
}

const BOOLS = {
  equal: 5,
  order: 3,
  decimals: 1,
  address: 2,
  both: 5,
  not: 2,
  in: 3,
  is: 1.5,
  contains: 2,
  sets: 1.5,
  empty: 0.5,
  tag: 2,
  has: 2,
  like: 3,
  guarded: 5,
} as const;

function call(fn: string, ...args: Expr[]): Expr {
  return { [fn]: args };
}

function keyOf(kind: Kind): string {
  switch (kind.is) {
    case "entity":
      return "entity";
    case "set":
      return `set of ${keyOf(kind.of)}`;
    case "record":
      return `record of ${[...kind.members.keys()].toSorted().join()}`;
    default:
      return kind.is;
  }
}

/** Everything the viewpoint can read, two steps deep. */
function pathsOf(view: Viewpoint): Path[] {
  const { shape } = view;
  const paths: Path[] = [];
  const walk = (from: Expr, names: ReadonlyMap<string, Kind>, guard: Expr | undefined, depth: number) => {
    for (const [name, kind] of names) {
      const asked: Expr = { has: { left: from, attr: name } };
      const both: Expr = guard ? { "&&": { left: guard, right: asked } } : asked;
      const path = { expr: { ".": { left: from, attr: name } }, kind, guard: both };
      paths.push(path);
      if (depth === 0) continue;
      if (kind.is === "record") walk(path.expr, kind.members, both, depth - 1);
      if (kind.is === "entity") walk(path.expr, shape.attrs.get(kind.type) ?? new Map(), both, depth - 1);
    }
  };
  walk({ Var: "context" }, shape.context, undefined, 2);
  walk({ Var: "principal" }, shape.attrs.get(view.principal) ?? new Map(), undefined, 1);
  walk({ Var: "resource" }, shape.attrs.get(view.resource) ?? new Map(), undefined, 1);
  if (shape.attrs.get("Action")?.size)
    walk({ Var: "action" }, shape.attrs.get("Action") as Map<string, Kind>, undefined, 0);
  for (const name of ["principal", "resource"] as const)
    paths.push({ expr: { Var: name }, kind: { is: "entity", type: view[name] }, guard: undefined });
  return paths;
}
