import { constantOf, folded } from "./constant.ts";
import { member } from "./form.ts";
import { type Long, add, isLong, multiply, subtract } from "./long.ts";
import { type Code, Ref, type Run, type Scene, SetOf, same } from "./runtime.ts";
import { Datetime, Duration } from "./time.ts";

type Binary = (left: Run, right: Run, scene: Scene) => Run | undefined;

/** The operators that take what is on both sides, whatever it is, and look at it then. */
const BINARY: ReadonlyMap<string, Binary> = new Map<string, Binary>([
  ["==", (left, right) => same(left, right)],
  ["!=", (left, right) => !same(left, right)],
  ["<", (left, right) => order(left, right, (one, other) => one < other)],
  ["<=", (left, right) => order(left, right, (one, other) => one <= other)],
  [">", (left, right) => order(left, right, (one, other) => one > other)],
  [">=", (left, right) => order(left, right, (one, other) => one >= other)],
  ["+", (left, right) => (isLong(left) && isLong(right) ? add(left, right) : undefined)],
  ["-", (left, right) => (isLong(left) && isLong(right) ? subtract(left, right) : undefined)],
  ["*", (left, right) => (isLong(left) && isLong(right) ? multiply(left, right) : undefined)],
  ["contains", (left, right) => (left instanceof SetOf ? left.has(right) : undefined)],
  ["containsAll", (left, right) => sets(left, right, (one, other) => other.items.every((item) => one.has(item)))],
  ["containsAny", (left, right) => sets(left, right, (one, other) => other.items.some((item) => one.has(item)))],
  ["in", within],
  [
    "hasTag",
    (left, right, scene) => tag(left, right, (ref, name) => known(scene, ref)?.tags.members.has(name) ?? false),
  ],
  ["getTag", (left, right, scene) => tag(left, right, (ref, name) => known(scene, ref)?.tags.members.get(name))],
]);

/** Entities differ from request to request, so these are never constants. */
const ASKS_STORE: ReadonlySet<string> = new Set(["in", "hasTag", "getTag"]);

const UNARY: ReadonlyMap<string, (arg: Run) => Run | undefined> = new Map<string, (arg: Run) => Run | undefined>([
  ["neg", (arg: Run) => (isLong(arg) ? subtract(0, arg) : undefined)],
  ["isEmpty", (arg: Run) => (arg instanceof SetOf ? arg.items.length === 0 : undefined)],
]);

/** Undefined for what is no operator. */
export function compileOperator(op: string, body: unknown, sub: (expr: unknown) => Code): Code | undefined {
  const unary = UNARY.get(op);
  if (unary) {
    const arg = sub(member(body, "arg"));
    return folded([arg], (scene) => {
      const run = arg(scene);
      return run === undefined ? undefined : unary(run);
    });
  }
  const binary = BINARY.get(op);
  if (!binary) return undefined;
  const left = sub(member(body, "left"));
  const right = sub(member(body, "right"));
  const constant = constantOf(right)?.run;
  return (constant === undefined ? undefined : withConstant(op, left, constant)) ?? general(op, binary, left, right);
}

function general(op: string, binary: Binary, left: Code, right: Code): Code {
  const code: Code = (scene) => {
    const one = left(scene);
    if (one === undefined) return undefined;
    const other = right(scene);
    return other === undefined ? undefined : binary(one, other, scene);
  };
  return ASKS_STORE.has(op) ? code : folded([left, right], code);
}

/** What policies ask most, made for the one value they ask for. */
function withConstant(op: string, left: Code, constant: Run): Code | undefined {
  if (constantOf(left) !== undefined) return undefined;
  switch (op) {
    case "==":
    case "!=": {
      const wanted = op === "==";
      return (scene) => {
        const run = left(scene);
        return run === undefined ? undefined : same(run, constant) === wanted;
      };
    }
    case "<":
    case "<=":
    case ">":
    case ">=":
      return typeof constant === "number" ? limit(op, left, constant) : undefined;
    case "contains":
      return (scene) => {
        const run = left(scene);
        return run instanceof SetOf ? run.has(constant) : undefined;
      };
    case "in": {
      if (!(constant instanceof Ref)) return undefined;
      const { key } = constant;
      return (scene) => {
        const run = left(scene);
        return run instanceof Ref ? run.key === key || scene.store.above(run).has(key) : undefined;
      };
    }
    default:
      return undefined;
  }
}

function limit(op: "<" | "<=" | ">" | ">=", left: Code, limit: number): Code {
  const compare = (test: (run: Long) => boolean): Code => {
    return (scene) => {
      const run = left(scene);
      return isLong(run) ? test(run) : undefined;
    };
  };
  switch (op) {
    case "<":
      return compare((run) => run < limit);
    case "<=":
      return compare((run) => run <= limit);
    case ">":
      return compare((run) => run > limit);
    case ">=":
      return compare((run) => run >= limit);
  }
}

function order(left: Run, right: Run, test: (one: Long, other: Long) => boolean): boolean | undefined {
  if (isLong(left)) return isLong(right) ? test(left, right) : undefined;
  if (left instanceof Datetime) return right instanceof Datetime ? test(left.ms, right.ms) : undefined;
  if (left instanceof Duration) return right instanceof Duration ? test(left.ms, right.ms) : undefined;
  return undefined;
}

function sets(left: Run, right: Run, test: (one: SetOf, other: SetOf) => boolean): boolean | undefined {
  return left instanceof SetOf && right instanceof SetOf ? test(left, right) : undefined;
}

function within(left: Run, right: Run, scene: Scene): boolean | undefined {
  if (!(left instanceof Ref)) return undefined;
  const targets = right instanceof SetOf ? right.items : [right];
  for (const target of targets) if (!(target instanceof Ref)) return undefined;
  if (targets.length === 0) return false;
  const above = scene.store.above(left);
  return targets.some((target) => target instanceof Ref && above.has(target.key));
}

function tag(left: Run, right: Run, read: (ref: Ref, name: string) => Run | undefined): Run | undefined {
  return left instanceof Ref && typeof right === "string" ? read(left, right) : undefined;
}

function known(scene: Scene, ref: Ref) {
  return scene.store.find(ref.key);
}
