import { type PolicyTree, childrenOf, nodeOf, pathOf, sidesOf } from "../../cedar/index.ts";
import { isRecord } from "../../kernel/index.ts";
import type { NamedInPolicies } from "../types.ts";
import { thingNamed } from "./things.ts";

const MAX_NAMES = 10_000;

/** The actions and things that policies name in their scopes and conditions: what a search can find. */
export function namedIn(trees: Iterable<PolicyTree>): NamedInPolicies {
  const actions = new Set<string>();
  const things = new Map<string, Set<string>>();
  const uid = (value: unknown) => {
    if (!isRecord(value) || value["type"] !== "Lumos::Thing" || typeof value["id"] !== "string") return;
    const named = thingNamed(value["id"]);
    if (!named) return;
    const ids = things.get(named.kind) ?? new Set();
    if (ids.size < MAX_NAMES) things.set(named.kind, ids.add(named.id));
  };
  const walk = (expr: unknown) => {
    const node = nodeOf(expr);
    if (node?.op === "Value") return values(node.body, uid);
    if (node)
      for (const name of comparedWithAction(node.op, node.body)) if (actions.size < MAX_NAMES) actions.add(name);
    for (const child of childrenOf(expr)) walk(child);
  };
  for (const { resource, conditions } of trees) {
    uid(resource["entity"]);
    if (isRecord(resource["in"])) uid(resource["in"]["entity"]);
    for (const { body } of conditions) walk(body);
  }
  return {
    actions: [...actions].toSorted(),
    things: new Map([...things].map(([kind, ids]) => [kind, [...ids].toSorted()])),
  };
}

/** A literal: an entity, or a set or record with some in it. */
function values(value: unknown, uid: (value: unknown) => void): void {
  if (Array.isArray(value)) for (const member of value) values(member, uid);
  else if (isRecord(value)) {
    uid(value["__entity"]);
    for (const member of Object.values(value)) if (typeof member === "object") values(member, uid);
  }
}

/** `context.action == "read"`, either way round, and `["read", "write"].contains(context.action)`. */
function comparedWithAction(op: string, body: unknown): string[] {
  const sides = op === "==" || op === "!=" || op === "contains" ? sidesOf(body) : undefined;
  if (!sides) return [];
  const { left, right } = sides;
  if (isAction(right)) return textsIn(left);
  return isAction(left) && op !== "contains" ? textsIn(right) : [];
}

function isAction(expr: unknown): boolean {
  const path = pathOf(expr);
  return path?.root === "context" && path.steps.length === 1 && path.steps[0] === "action";
}

function textsIn(expr: unknown): string[] {
  const node = nodeOf(expr);
  if (node?.op === "Value") return [node.body].flat().filter((value) => typeof value === "string");
  if (node?.op === "Set" && Array.isArray(node.body)) return node.body.flatMap(textsIn);
  return [];
}
