import type { Entity } from "../../cedar/index.ts";
import type { AskedAbout, Properties } from "../../kernel/index.ts";
import { EntityRef } from "../../cedar/index.ts";
import type { Told } from "../types.ts";
import type { Candidate } from "./ruling.ts";
import { uid } from "./vocabulary.ts";

const ACCESS = uid("Action", "access");
const OF_ACTION = uid("Properties", "action");
const OF_SUBJECT = uid("Properties", "subject");
const OF_CIRCUMSTANCES = uid("Properties", "attributes");

/** The name of a Thing: its kind and its id. No two pairs share one, whatever stands in them. */
function thingId(kind: string, id: string): string {
  return `${kindId(kind)}/${id}`;
}

/** The kind and the id that a name stands for; undefined for the name of a kind. */
export function thingNamed(name: string): { kind: string; id: string } | undefined {
  const slash = name.indexOf("/");
  if (slash < 0) return undefined;
  return { kind: name.slice(0, slash).replaceAll("%2F", "/").replaceAll("%25", "%"), id: name.slice(slash + 1) };
}

/** The name of a kind, as it stands before the id. */
export function kindId(kind: string): string {
  return kind.replaceAll("%", "%25").replaceAll("/", "%2F");
}

/** A question in somebody else's vocabulary. */
// Guarantee: what an asker says of a thing is only ever a text, never a value of the engine.
export function thingCandidate(asked: AskedAbout): Candidate<Told> {
  const { type, id } = asked.resource;
  const { resourceProperties, actionProperties, subjectProperties, attributes } = asked;
  const kind: Entity = {
    uid: uid("Thing", kindId(type).toWellFormed()),
    attrs: { kind: wellFormed(type), values: [] },
    parents: [],
  };
  const self: Entity = {
    uid: uid("Thing", thingId(type, id).toWellFormed()),
    attrs: { kind: wellFormed(type), values: textsOf(resourceProperties) },
    parents: [kind.uid],
    tags: tagsOf(resourceProperties),
  };
  const name = `${type}/${id}`;
  return {
    candidate: { id: name, tier: "", provider: { id: "" } },
    key: name,
    action: ACCESS,
    resource: {
      uid: self.uid,
      entities: [
        self,
        kind,
        propertiesEntity(OF_ACTION, actionProperties),
        propertiesEntity(OF_SUBJECT, subjectProperties),
        propertiesEntity(OF_CIRCUMSTANCES, attributes),
      ],
    },
    context: (_facts, base) => ({
      base,
      action: wellFormed(asked.action),
      actionProperties: new EntityRef(OF_ACTION),
      subjectProperties: new EntityRef(OF_SUBJECT),
      attributes: new EntityRef(OF_CIRCUMSTANCES),
    }),
  };
}

function propertiesEntity(its: Entity["uid"], properties: Properties): Entity {
  return { uid: its, attrs: { values: textsOf(properties) }, parents: [], tags: tagsOf(properties) };
}

function tagsOf({ tags }: Properties): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [wellFormed(name), wellFormed(value)]));
}

function textsOf({ values }: Properties): string[] {
  return values.map(wellFormed);
}

function wellFormed(text: string): string {
  return String(text).toWellFormed();
}
