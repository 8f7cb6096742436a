import { isRecord } from "../../kernel/index.ts";
import {
  type Entity,
  EntityRef,
  type Expr,
  type Uid,
  type Value,
  argOf,
  isFields,
  nodeOf,
  sidesOf,
} from "../../cedar/index.ts";

/*
 * Evaluates the part of a policy's tree that can be put into words. It decides nothing: what it finds is
 * asked of the engine again before anyone is told.
 */

export interface World {
  principal: Uid;
  action: Uid;
  resource: Uid;
  context: Value;
  entities: ReadonlyMap<string, Entity>;
  /** Everything an entity stands in, by its key; itself included. */
  above(uid: Uid): ReadonlySet<string>;
}

const entityKey = (uid: Uid): string => `${uid.type}\n${uid.id}`;

export function makeWorld(
  request: { principal: Uid; action: Uid; resource: Uid; context: Value },
  entities: readonly Entity[],
  actionGroups: readonly string[],
): World {
  const byKey = new Map(entities.map((entity) => [entityKey(entity.uid), entity]));
  for (const id of actionGroups) {
    const group = { type: request.action.type, id };
    const parents = id === request.action.id ? actionGroups.slice(1).map((other) => ({ ...group, id: other })) : [];
    byKey.set(entityKey(group), { uid: group, attrs: {}, parents });
  }
  return {
    ...request,
    entities: byKey,
    above(uid) {
      const found = new Set<string>();
      const todo = [entityKey(uid)];
      for (let key = todo.pop(); key !== undefined; key = todo.pop()) {
        if (found.has(key)) continue;
        found.add(key);
        for (const parent of byKey.get(key)?.parents ?? []) todo.push(entityKey(parent));
      }
      return found;
    },
  };
}

/** The value of an expression; undefined where it has none or is beyond this evaluator. */
export function valueOf(world: World, expr: unknown): Value | undefined {
  const node = nodeOf(expr);
  if (!node) return undefined;
  const { op, body } = node;
  const sides = sidesOf(body);
  switch (op) {
    case "Value":
      return literal(body);
    case "Var":
      return variable(world, body);
    case "Set":
      return all(world, body);
    case ".":
      return isRecord(body) && typeof body["attr"] === "string"
        ? attributeOf(world, valueOf(world, body["left"]), body["attr"])
        : undefined;
    case "has":
      return hasOf(world, body);
    case "!": {
      const value = valueOf(world, argOf(body));
      return typeof value === "boolean" ? !value : undefined;
    }
    case "isEmpty": {
      const value = valueOf(world, argOf(body));
      return Array.isArray(value) ? value.length === 0 : undefined;
    }
    case "&&":
    case "||": {
      if (!sides) return undefined;
      const left = valueOf(world, sides.left);
      if (typeof left !== "boolean") return undefined;
      return left === (op === "||") ? left : valueOf(world, sides.right);
    }
    case "is":
      return isOf(world, body);
    default:
      return sides ? compare(world, op, sides) : undefined;
  }
}

/** True where a scope (`principal in Group::"eng"`, `resource is Model`) lets this request in. */
export function inScope(
  world: World,
  what: "principal" | "action" | "resource",
  scope: Record<string, unknown>,
): boolean {
  const own = world[what];
  const inside = (target: unknown) => isUid(target) && world.above(own).has(entityKey(target));
  switch (scope["op"]) {
    case "All":
      return true;
    case "==":
      return isUid(scope["entity"]) && entityKey(own) === entityKey(scope["entity"]);
    case "in":
      return Array.isArray(scope["entities"]) ? scope["entities"].some(inside) : inside(scope["entity"]);
    case "is": {
      const within = scope["in"];
      return own.type === scope["entity_type"] && (!isRecord(within) || inside(within["entity"]));
    }
    default:
      return false;
  }
}

function compare(world: World, op: string, sides: { left: Expr; right: Expr }): Value | undefined {
  const left = valueOf(world, sides.left);
  const right = valueOf(world, sides.right);
  if (left === undefined || right === undefined) return undefined;
  switch (op) {
    case "==":
      return same(left, right);
    case "!=":
      return !same(left, right);
    case "<":
      return typeof left === "number" && typeof right === "number" ? left < right : undefined;
    case "<=":
      return typeof left === "number" && typeof right === "number" ? left <= right : undefined;
    case ">":
      return typeof left === "number" && typeof right === "number" ? left > right : undefined;
    case ">=":
      return typeof left === "number" && typeof right === "number" ? left >= right : undefined;
    case "contains":
      return Array.isArray(left) ? left.some((item) => same(item, right)) : undefined;
    case "containsAll":
      return Array.isArray(left) && Array.isArray(right)
        ? right.every((wanted) => left.some((item) => same(item, wanted)))
        : undefined;
    case "containsAny":
      return Array.isArray(left) && Array.isArray(right)
        ? right.some((wanted) => left.some((item) => same(item, wanted)))
        : undefined;
    case "in": {
      const own = uidOf(left);
      const targets = (Array.isArray(right) ? right : [right]).map(uidOf);
      if (!own || targets.includes(undefined)) return undefined;
      const above = world.above(own);
      return targets.some((target) => target !== undefined && above.has(entityKey(target)));
    }
    default:
      return undefined;
  }
}

function hasOf(world: World, body: unknown): Value | undefined {
  if (!isRecord(body)) return undefined;
  const attr = body["attr"];
  let at = valueOf(world, body["left"]);
  for (const step of Array.isArray(attr) ? attr : [attr]) {
    if (at === undefined || typeof step !== "string") return undefined;
    at = attributeOf(world, at, step);
    if (at === undefined) return false;
  }
  return true;
}

function isOf(world: World, body: unknown): Value | undefined {
  if (!isRecord(body) || "in" in body) return undefined;
  const own = uidOf(valueOf(world, body["left"]));
  return own ? own.type === body["entity_type"] : undefined;
}

function attributeOf(world: World, value: Value | undefined, attr: string): Value | undefined {
  const own = uidOf(value);
  const record = own ? world.entities.get(entityKey(own))?.attrs : value;
  return isFields(record) && Object.hasOwn(record, attr) ? record[attr] : undefined;
}

function variable(world: World, name: unknown): Value | undefined {
  if (name === "context") return world.context;
  if (name === "principal" || name === "action" || name === "resource") return new EntityRef(world[name]);
  return undefined;
}

function all(world: World, body: unknown): Value | undefined {
  if (!Array.isArray(body)) return undefined;
  const values = body.map((item) => valueOf(world, item));
  return values.includes(undefined) ? undefined : (values as Value[]);
}

export function uidOf(value: Value | undefined): Uid | undefined {
  return value instanceof EntityRef ? value.uid : undefined;
}

/** A literal in a policy's tree: a reference to an entity stands in it as JSON. */
function literal(body: unknown): Value | undefined {
  if (!isRecord(body)) return body as Value;
  return isUid(body["__entity"]) ? new EntityRef(body["__entity"]) : undefined;
}

function isUid(value: unknown): value is Uid {
  return isRecord(value) && typeof value["type"] === "string" && typeof value["id"] === "string";
}

function same(one: Value, other: Value): boolean {
  const left = uidOf(one);
  const right = uidOf(other);
  if (left || right) return left !== undefined && right !== undefined && entityKey(left) === entityKey(right);
  if (Array.isArray(one) && Array.isArray(other))
    return (
      one.every((item) => other.some((o) => same(item, o))) && other.every((item) => one.some((o) => same(item, o)))
    );
  return one === other;
}
