import { type Entity, type Expr, type Fields, type PolicyTree, childrenOf, nodeOf } from "../../../src/cedar/index.ts";
import { type Difference, type Subject, compareRound } from "./compare.ts";
import type { Oracle } from "./oracle.ts";
import type { Asked, Round } from "./round.ts";
import { fieldsOf } from "./shape.ts";

const MAX_TRIES = 5_000;

/** The smallest round like this one that is still answered differently. */
export function shrink(found: Difference, oracle: Oracle, subject: Subject): Difference {
  let best = found;
  let tries = 0;
  const step = (): boolean => {
    for (const candidate of candidates(best)) {
      if ((tries += 1) > MAX_TRIES) return false;
      const still = compareRound(candidate, oracle, subject);
      if (!still) continue;
      best = still;
      return true;
    }
    return false;
  };
  while (step());
  return best;
}

/** Everything one step smaller, the largest steps first. */
function* candidates({ round, asked }: Difference): Generator<Round> {
  if (round.asked.length > 1) {
    yield { ...round, asked: [asked] };
    const place = round.asked.indexOf(asked);
    if (place + 1 < round.asked.length) yield { ...round, asked: round.asked.slice(0, place + 1) };
    // What was asked before it matters: half of that, then one by one.
    yield { ...round, asked: [...round.asked.slice(Math.floor(place / 2), place), asked] };
    for (let before = 0; before < place; before += 1) yield { ...round, asked: round.asked.toSpliced(before, 1) };
  }
  const { trees } = round;
  if (trees.size > 1) {
    for (const [id, tree] of trees) yield { ...round, trees: new Map([[id, tree]]) };
    for (const id of trees.keys()) yield { ...round, trees: without(trees, id) };
  }
  for (const one of round.asked) if (one.layers) yield withAsked(round, one, { ...one, layers: undefined });
  if (round.actions.length > 0) yield { ...round, actions: [] };
  for (const [id, tree] of trees)
    for (const smaller of smallerPolicies(tree)) yield { ...round, trees: new Map(trees).set(id, smaller) };
  if (round.asked.length > 1) return;
  for (const smaller of smallerAsked(asked)) yield { ...round, asked: [smaller] };
}

function without<K, V>(map: ReadonlyMap<K, V>, key: K): Map<K, V> {
  const left = new Map(map);
  left.delete(key);
  return left;
}

function withAsked(round: Round, old: Asked, next: Asked): Round {
  return { ...round, asked: round.asked.map((one) => (one === old ? next : one)) };
}

function* smallerAsked(asked: Asked): Generator<Asked> {
  const { entities, request } = asked;
  if (entities.length > 0 && !asked.layers) yield { ...asked, entities: [] };
  for (const entity of entities) yield replaced(asked, entity, []);
  for (const entity of entities)
    for (const smaller of smallerEntities(entity)) yield replaced(asked, entity, [smaller]);
  for (const context of smallerFields(request.context)) yield { ...asked, request: { ...request, context } };
}

/** The same question with another entity, or none, in the place of one. */
function replaced(asked: Asked, entity: Entity, by: readonly Entity[]): Asked {
  const swap = (list: readonly Entity[]) => list.flatMap((one) => (one === entity ? by : [one]));
  const { entities, layers } = asked;
  return {
    ...asked,
    entities: swap(entities),
    layers: layers && {
      principal: swap(layers.principal),
      resource: swap(layers.resource),
      context: swap(layers.context),
    },
  };
}

function* smallerPolicies(tree: PolicyTree): Generator<PolicyTree> {
  for (const place of ["principal", "action", "resource"] as const)
    if (tree[place].op !== "All") yield { ...tree, [place]: { op: "All" } };
  const { conditions } = tree;
  for (const place of conditions.keys()) yield { ...tree, conditions: conditions.toSpliced(place, 1) };
  for (const [place, { kind, body }] of conditions.entries())
    for (const smaller of smallerExpressions(body))
      yield { ...tree, conditions: conditions.with(place, { kind, body: smaller }) };
}

function* smallerExpressions(expr: Expr): Generator<Expr> {
  const node = nodeOf(expr);
  if (!node || node.op === "Value" || node.op === "Var") return;
  const { op, body } = node;
  for (const child of childrenOf(op === "Record" ? Object.values(body as object) : body))
    if (nodeOf(child)) yield child as Expr;
  yield { Value: true };
  yield { Value: 0 };
  if (Array.isArray(body)) {
    for (const place of body.keys()) yield { [op]: body.toSpliced(place, 1) };
    for (const [place, member] of body.entries())
      for (const smaller of smallerExpressions(member as Expr)) yield { [op]: body.with(place, smaller) };
    return;
  }
  if (typeof body !== "object" || body === null) return;
  const members = Object.entries(body);
  if (op === "Record")
    for (const [name] of members) yield { Record: fieldsOf(members.filter(([other]) => other !== name)) };
  for (const [name, member] of members) {
    if (!nodeOf(member)) continue;
    for (const smaller of smallerExpressions(member as Expr))
      yield { [op]: fieldsOf(members.map(([other, value]) => [other, other === name ? smaller : value] as const)) };
  }
}

function* smallerEntities(entity: Entity): Generator<Entity> {
  const { uid, attrs, parents, tags } = entity;
  if (tags) yield { uid, attrs, parents };
  for (const smaller of smallerFields(attrs)) yield { ...entity, attrs: smaller };
  for (const place of parents.keys()) yield { ...entity, parents: parents.toSpliced(place, 1) };
  if (tags) for (const smaller of smallerFields(tags)) yield { ...entity, tags: smaller };
}

function* smallerFields(fields: Fields): Generator<Fields> {
  const members = Object.entries(fields);
  if (members.length > 1) yield {};
  for (const [name] of members) yield fieldsOf(members.filter(([other]) => other !== name));
}
