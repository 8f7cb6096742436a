import type { Entity, Fields, PolicyTree, Value } from "../../../src/cedar/index.ts";
import { loadCedar } from "../../../src/policy/engine/reference.ts";
import { schemaText } from "../../../src/policy/rulings/vocabulary.ts";
import { type Dice, makeDice } from "./dice.ts";
import { type Round, type RoundSize, askAbout, makeContexts, makePolicy } from "./round.ts";
import { type Kind, type Shape, fieldsOf, makeUid, makeValue, some } from "./shape.ts";

/* Rounds over Lumos' own schema, as the door to the engines takes them: every value is what the schema says. */

interface TypeJson {
  type: string;
  name?: string;
  element?: TypeJson;
  attributes?: Record<string, TypeJson & { required?: boolean }>;
}
interface SchemaJson {
  commonTypes: Record<string, TypeJson>;
  entityTypes: Record<string, { memberOfTypes?: string[]; shape?: TypeJson; tags?: TypeJson }>;
  actions: Record<string, { appliesTo?: { principalTypes: string[]; resourceTypes: string[]; context: TypeJson } }>;
}

interface Vocabulary {
  attrs: Map<string, Map<string, Kind>>;
  tags: Map<string, Kind>;
  above: Map<string, string[]>;
  actions: { id: string; principals: string[]; resources: string[]; context: Map<string, Kind> }[];
  groups: string[];
}

const IDS = ["a", "b", "c", "d"];

let known: Vocabulary | undefined;

export function makeLumosRound(seed: number, number: number, size: RoundSize): Round {
  const vocabulary = (known ??= readVocabulary());
  const dice = makeDice(seed ^ 0x5ca1ab1e, number);
  const effects = dice.pick([["permit"], ["forbid"], ["permit", "permit", "forbid"]] as const);
  const actionIds = [...vocabulary.actions.map(({ id }) => id), ...vocabulary.groups];
  const shapeFor = (context: ReadonlyMap<string, Kind>): Shape => ({
    ids: new Map([
      ...[...vocabulary.attrs.keys()].map((type) => [type, IDS] as [string, string[]]),
      ["Lumos::Action", actionIds] as [string, string[]],
    ]),
    attrs: vocabulary.attrs,
    tags: vocabulary.tags,
    context,
  });
  const trees = new Map<string, PolicyTree>();
  for (let place = 0; place < size.policies; place += 1) {
    const action = dice.pick(vocabulary.actions);
    const view = {
      shape: shapeFor(action.context),
      principal: dice.pick(action.principals),
      resource: dice.pick(action.resources),
      wrong: dice.pick([0, 0, 0.03]),
    };
    trees.set(`p${place}`, makePolicy(dice, view, dice.pick(effects)));
  }
  const shape = shapeFor(new Map());
  const entities = makeEntities(dice, vocabulary, shape);
  const contexts = new Map(
    vocabulary.actions.map(({ id, context }) => [
      id,
      makeContexts(dice, 1 + Math.floor(size.requests / 20), () => membersOf(dice, shape, context)),
    ]),
  );
  const asked = askAbout(dice, size.requests, entities, () => {
    const action = dice.pick(vocabulary.actions);
    return {
      principal: makeUid(dice, shape, dice.pick(action.principals)),
      action: { type: "Lumos::Action", id: action.id },
      resource: makeUid(dice, shape, dice.pick(action.resources)),
      context: dice.pick(contexts.get(action.id) ?? []),
    };
  });
  return { trees, actions: [], asked };
}

function makeEntities(dice: Dice, vocabulary: Vocabulary, shape: Shape): Entity[] {
  const entities: Entity[] = [];
  for (const [type, attrs] of vocabulary.attrs) {
    const ids = shape.ids.get(type) ?? [];
    for (const [place, id] of ids.entries()) {
      if (!dice.chance(0.5)) continue;
      const tag = vocabulary.tags.get(type);
      const parents = (vocabulary.above.get(type) ?? []).flatMap((above) =>
        (above === type ? ids.slice(place + 1) : (shape.ids.get(above) ?? []))
          .filter(() => dice.chance(0.35))
          .map((parent) => ({ type: above, id: parent })),
      );
      entities.push({
        uid: { type, id },
        attrs: membersOf(dice, shape, attrs),
        parents,
        ...(tag
          ? { tags: fieldsOf(some(dice, ["a", "b", "name"], 0, 2).map((name) => [name, makeValue(dice, shape, tag)])) }
          : {}),
      });
    }
  }
  return entities;
}

/** Everything that is required, and `ip` now and then. */
function membersOf(dice: Dice, shape: Shape, kinds: ReadonlyMap<string, Kind>): Fields {
  return fieldsOf(
    [...kinds].flatMap(([name, kind]): [string, Value][] => {
      if (kind.is === "ip" && dice.chance(0.3)) return [];
      if (kind.is === "record") return [[name, membersOf(dice, shape, kind.members)]];
      return [[name, makeValue(dice, shape, kind)]];
    }),
  );
}

function readVocabulary(): Vocabulary {
  const answer = loadCedar().schemaToJson(schemaText());
  if (answer.type === "failure") throw new Error("the schema does not parse");
  const { commonTypes, entityTypes, actions } = (answer.json as unknown as Record<"Lumos", SchemaJson>).Lumos;
  const full = (name: string) => `Lumos::${name}`;
  const membersFrom = (type: TypeJson | undefined): Map<string, Kind> =>
    new Map(Object.entries(type?.attributes ?? {}).map(([name, member]) => [name, kindFrom(member)]));
  const kindFrom = (type: TypeJson): Kind => {
    if (type.type === "Set") return { is: "set", of: kindFrom(type.element as TypeJson) };
    if (type.type === "Record") return { is: "record", members: membersFrom(type) };
    const name = type.name ?? type.type;
    const common = commonTypes[name];
    if (common) return kindFrom(common);
    if (Object.hasOwn(entityTypes, name)) return { is: "entity", type: full(name) };
    const simple = SIMPLE[name];
    if (!simple) throw new Error(`the schema has a type that is not known here: ${name}`);
    return { is: simple };
  };
  const contextOf = (type: TypeJson): Map<string, Kind> => {
    const kind = kindFrom(type);
    return kind.is === "record" ? new Map(kind.members) : new Map();
  };
  const vocabulary: Vocabulary = { attrs: new Map(), tags: new Map(), above: new Map(), actions: [], groups: [] };
  for (const [name, entity] of Object.entries(entityTypes)) {
    vocabulary.attrs.set(full(name), membersFrom(entity.shape));
    if (entity.tags) vocabulary.tags.set(full(name), kindFrom(entity.tags));
    vocabulary.above.set(full(name), (entity.memberOfTypes ?? []).map(full));
  }
  for (const [id, { appliesTo }] of Object.entries(actions)) {
    if (!appliesTo?.principalTypes.length) vocabulary.groups.push(id);
    else
      vocabulary.actions.push({
        id,
        principals: appliesTo.principalTypes.map(full),
        resources: appliesTo.resourceTypes.map(full),
        context: contextOf(appliesTo.context),
      });
  }
  return vocabulary;
}

const SIMPLE: Record<string, "long" | "string" | "bool" | "ip" | "datetime"> = {
  Long: "long",
  String: "string",
  Bool: "bool",
  ipaddr: "ip",
  datetime: "datetime",
};
