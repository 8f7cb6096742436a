import {
  type Entity,
  type Fields,
  type PolicyTree,
  type Request,
  type Uid,
  isFields,
} from "../../../src/cedar/index.ts";
import { type Dice, makeDice } from "./dice.ts";
import { type Viewpoint, makeExpressions } from "./expressions.ts";
import { type Shape, fieldsOf, makeShape, makeUid, makeValue, some } from "./shape.ts";
import type { Kind } from "./shape.ts";

type Scope = PolicyTree["principal"];

/** One set of policies and what is asked of it. */
export interface Round {
  trees: Map<string, PolicyTree>;
  /** Every action there is, with its groups. */
  actions: readonly Entity[];
  asked: readonly Asked[];
}

/** One question. Its objects are shared with others, as those of a landscape and of a call are. */
export interface Asked {
  request: Request;
  entities: readonly Entity[];
  /** The same entities in the lists they come in where a call is decided. */
  layers: LayerLists | undefined;
}

export interface LayerLists {
  principal: readonly Entity[];
  resource: readonly Entity[];
  context: readonly Entity[];
}

export interface RoundSize {
  policies: number;
  requests: number;
}

/** The round of a seed with this number; always the same. */
export function makeRound(seed: number, number: number, size: RoundSize): Round {
  const dice = makeDice(seed, number);
  const shape = makeShape(dice);
  const types = [...shape.ids.keys()].filter((type) => type !== "Action");
  // Satisfied permits are hidden behind a satisfied forbid: most sets are of one effect, so that all are compared.
  const effects = dice.pick([["permit"], ["permit"], ["forbid"], ["permit", "permit", "permit", "forbid"]] as const);
  const wrong = dice.pick([0, 0, 0.02, 0.1]);
  const trees = new Map<string, PolicyTree>();
  const principals = some(dice, types, 1, 2);
  const resources = some(dice, types, 1, 2);
  for (let place = 0; place < size.policies; place += 1) {
    const view = { shape, principal: dice.pick(principals), resource: dice.pick(resources), wrong };
    trees.set(`p${place}`, makePolicy(dice, view, dice.pick(effects)));
  }
  const all = makeEntities(dice, shape, wrong);
  const actions = all.filter(({ uid }) => uid.type === "Action");
  const entities = all.filter(({ uid }) => uid.type !== "Action");
  const contexts = makeContexts(dice, 1 + Math.floor(size.requests / 4), () =>
    members(dice, shape, shape.context, wrong),
  );
  const asked = askAbout(dice, size.requests, entities, () => ({
    principal: makeUid(dice, shape, dice.pick(principals)),
    action: makeUid(dice, shape, "Action"),
    resource: makeUid(dice, shape, dice.pick(resources)),
    context: dice.pick(contexts),
  }));
  return { trees, actions, asked };
}

/** Contexts that hold some of the very same records. */
export function makeContexts(dice: Dice, count: number, make: () => Fields): Fields[] {
  const contexts: Fields[] = [];
  for (let place = 0; place < count; place += 1) {
    const fresh = make();
    const other = contexts.length > 0 && dice.chance(0.5) ? dice.pick(contexts) : undefined;
    contexts.push(
      fieldsOf(
        Object.entries(fresh).map(([name, value]) => {
          const held = other?.[name];
          return [name, held !== undefined && isFields(held) && dice.chance(0.7) ? held : value] as const;
        }),
      ),
    );
  }
  return contexts;
}

/** Requests over the same entities again and again: in one list, in layers, and now and then some are missing. */
export function askAbout(dice: Dice, count: number, entities: readonly Entity[], make: () => Request): Asked[] {
  const split = (): LayerLists => {
    const lists: Record<keyof LayerLists, Entity[]> = { principal: [], resource: [], context: [] };
    for (const entity of entities) {
      const place = dice.pick(["principal", "resource", "context"] as const);
      lists[place].push(entity);
      if (dice.chance(0.15)) lists[dice.pick(["principal", "resource", "context"] as const)].push(entity);
    }
    return lists;
  };
  const first = split();
  const layouts = [first, split(), { ...first, principal: split().principal }];
  const flat = circular(entities);
  return Array.from({ length: count }, () => {
    const request = make();
    // Lists are read once and by themselves: a circle through two of them is nobody's to notice.
    const form = dice.weighed({ list: 2, layers: flat ? 0 : 4, part: 2 });
    if (form === "part" && entities.length > 0)
      return { request, entities: some(dice, entities, 1, entities.length), layers: undefined };
    if (form === "list") return { request, entities, layers: undefined };
    const layers = dice.pick(layouts);
    return { request, entities: distinct(layers), layers };
  });
}

function circular(entities: readonly Entity[]): boolean {
  const places = new Map(entities.map(({ uid }, place) => [JSON.stringify(uid), place]));
  return entities.some(({ parents }, place) =>
    parents.some((parent) => (places.get(JSON.stringify(parent)) ?? Number.POSITIVE_INFINITY) <= place),
  );
}

function distinct({ principal, resource, context }: LayerLists): Entity[] {
  return [...new Set([...principal, ...resource, ...context])];
}

export function makePolicy(dice: Dice, view: Viewpoint, effect: "permit" | "forbid"): PolicyTree {
  const { condition } = makeExpressions(dice, view);
  const clauses = dice.weighed({ 0: 1, 1: 8, 2: 3, 3: 1 });
  return {
    effect,
    principal: makeScope(dice, view.shape, view.principal),
    action: makeActionScope(dice, view.shape),
    resource: makeScope(dice, view.shape, view.resource),
    conditions: Array.from({ length: Number(clauses) }, () => ({
      kind: dice.chance(0.75) ? "when" : "unless",
      body: condition(),
    })),
  };
}

function makeScope(dice: Dice, shape: Shape, type: string): Scope {
  const op = dice.weighed({ All: 8, "==": 1, in: 2, is: 3 });
  const any = (): Uid => makeUid(dice, shape, dice.chance(0.3) ? type : dice.pick([...shape.ids.keys()]));
  if (op === "All") return { op };
  if (op === "is")
    return {
      op,
      entity_type: dice.chance(0.85) ? type : dice.pick([...shape.ids.keys()]),
      ...(dice.chance(0.3) ? { in: { entity: any() } } : {}),
    };
  return { op, entity: op === "==" ? makeUid(dice, shape, type) : any() };
}

function makeActionScope(dice: Dice, shape: Shape): Scope {
  const op = dice.weighed({ All: 6, "==": 2, in: 3 });
  const any = (): Uid => makeUid(dice, shape, "Action");
  if (op === "All") return { op };
  if (op === "==" || dice.chance(0.5)) return { op, entity: any() };
  return { op, entities: Array.from({ length: dice.below(4) }, any) };
}

/** A forest with double parents; one world in forty has a circle in it. */
function makeEntities(dice: Dice, shape: Shape, wrong: number): Entity[] {
  const uids: Uid[] = [];
  for (const [type, ids] of shape.ids) for (const id of ids) if (dice.chance(0.85)) uids.push({ type, id });
  const circles = dice.chance(0.025);
  return uids.map((uid, place) => {
    const circular = circles && uid.type !== "Action";
    const above = circular ? uids : uids.slice(place + 1);
    const allowed = above.filter(({ type }) => (type === "Action") === (uid.type === "Action"));
    const parents = allowed.length === 0 ? [] : some(dice, allowed, 0, 2);
    // A parent that is nowhere itself.
    if (dice.chance(0.1)) parents.push(makeUid(dice, shape, uid.type));
    const apart = parents.filter((parent) => circular || uids.findIndex((one) => same(one, parent)) !== place);
    const kind = shape.tags.get(uid.type);
    const tags = kind && dice.chance(0.7) ? makeTags(dice, shape, kind) : undefined;
    return {
      uid,
      attrs: members(dice, shape, shape.attrs.get(uid.type) ?? new Map(), wrong),
      parents: circular ? apart : apart.filter((parent) => !below(uids, parent, place)),
      ...(tags === undefined ? {} : { tags }),
    };
  });
}

function below(uids: readonly Uid[], uid: Uid, place: number): boolean {
  const at = uids.findIndex((one) => same(one, uid));
  return at >= 0 && at <= place;
}

function same(one: Uid, other: Uid): boolean {
  return one.type === other.type && one.id === other.id;
}

function makeTags(dice: Dice, shape: Shape, kind: Kind) {
  const names = ["a", "b", "__proto__", "", "if", "constructor", "name"];
  return fieldsOf(some(dice, names, 0, 4).map((name) => [name, makeValue(dice, shape, kind)] as const));
}

/** Most of what should be there, now and then as something else. */
function members(dice: Dice, shape: Shape, kinds: ReadonlyMap<string, Kind>, wrong: number) {
  const present = [...kinds].filter(() => !dice.chance(0.08));
  return fieldsOf(
    present.map(([name, kind]) => {
      const other = dice.chance(wrong) ? dice.pick([...kinds.values()]) : kind;
      return [name, makeValue(dice, shape, other)] as const;
    }),
  );
}
