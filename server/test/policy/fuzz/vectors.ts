import {
  type Entity,
  EntityRef,
  Extension,
  type Fields,
  type Uid,
  type Value,
  type Verdict,
} from "../../../src/cedar/index.ts";
import type { Difference } from "./compare.ts";
import { entityJson, recordJson } from "./oracle.ts";
import { policyText } from "./print.ts";
import type { Asked } from "./round.ts";
import { fieldsOf } from "./shape.ts";

/** One question with its answer, in Cedar's own JSON, so that any engine can be asked it. */
export interface Vector {
  name: string;
  policies: Record<string, string>;
  entities: unknown[];
  request: { principal: Uid; action: Uid; resource: Uid; context: object };
  /** Null where the reference gives no answer. */
  expect: Verdict | null;
  /** How many questions before it are needed to go wrong. */
  after?: number;
}

export function vectorOf(name: string, { round, asked, reference }: Difference): Vector {
  const { principal, action, resource, context } = asked.request;
  return {
    name,
    policies: Object.fromEntries([...round.trees].map(([id, tree]) => [id, policyText(tree)])),
    entities: [...round.actions, ...asked.entities].map(entityJson),
    request: { principal, action, resource, context: recordJson(context) },
    expect: reference ?? null,
    ...(round.asked.length > 1 ? { after: round.asked.length - 1 } : {}),
  };
}

/** Reads vectors from our own files: nowhere else does JSON become values of an engine. */
export function questionOf(vector: Vector): Asked {
  const { principal, action, resource, context } = vector.request;
  const entities = (vector.entities as { uid: Uid; attrs: object; parents: Uid[]; tags?: object }[]).map(
    ({ uid, attrs, parents, tags }): Entity => ({
      uid,
      attrs: fieldsFrom(attrs),
      parents,
      ...(tags ? { tags: fieldsFrom(tags) } : {}),
    }),
  );
  return { request: { principal, action, resource, context: fieldsFrom(context) }, entities, layers: undefined };
}

function fieldsFrom(json: object): Fields {
  return fieldsOf(Object.entries(json).map(([name, value]) => [name, valueFrom(value)] as const));
}

function valueFrom(json: unknown): Value {
  if (Array.isArray(json)) return json.map(valueFrom);
  if (typeof json !== "object" || json === null) return json as boolean | number | string;
  if ("__entity" in json) return new EntityRef(json.__entity as Uid);
  if ("__extn" in json) {
    const { fn, arg } = json.__extn as { fn: Extension["fn"]; arg: string };
    return new Extension(fn, arg);
  }
  return fieldsFrom(json);
}
