import {
  type Entity,
  EntityRef,
  Extension,
  type Fields,
  type PolicyTree,
  type Request,
  type Value,
  type Verdict,
} from "../../../src/cedar/index.ts";
import { loadCedar } from "../../../src/policy/engine/reference.ts";

/** What Cedar's own implementation says, without a schema: anything may be asked of anything. */
export interface Oracle {
  /** The tree of a policy as the parser gives it; undefined where it refuses the text. */
  read(text: string): PolicyTree | undefined;
  prepare(texts: ReadonlyMap<string, string>): void;
  /** Undefined where it does not answer at all. */
  ask(request: Request, entities: readonly Entity[]): Verdict | undefined;
}

export function makeOracle(): Oracle {
  let cedar = loadCedar();
  let prepared: Record<string, string> = {};
  const put = () => {
    const answer = cedar.preparsePolicySet("fuzz", { staticPolicies: prepared });
    if (answer.type === "failure") throw new Error(answer.errors.map(({ message }) => message).join("; "));
  };
  return {
    read(text) {
      try {
        const answer = cedar.policyToJson(text);
        return answer.type === "success" ? (answer.json as unknown as PolicyTree) : undefined;
      } catch {
        cedar = loadCedar();
        return undefined;
      }
    },
    prepare(texts) {
      prepared = Object.fromEntries(texts);
      put();
    },
    ask(request, entities) {
      const { principal, action, resource, context } = request;
      try {
        const answer = cedar.statefulIsAuthorized({
          principal,
          action,
          resource,
          context: recordJson(context),
          entities: entities.map(entityJson),
          preparsedPolicySetId: "fuzz",
          validateRequest: false,
        } as unknown as Parameters<typeof cedar.statefulIsAuthorized>[0]);
        if (answer.type === "failure") return undefined;
        const { decision, diagnostics } = answer.response;
        return {
          decision: decision === "allow" ? "allow" : "deny",
          reasons: diagnostics.reason.toSorted(),
          errors: diagnostics.errors.map(({ policyId }) => policyId).toSorted(),
        };
      } catch {
        cedar = loadCedar();
        put();
        return undefined;
      }
    },
  };
}

const written = new WeakMap<Entity, unknown>();

/** Kept by entity, since the same ones are asked about again and again. */
export function entityJson(entity: Entity): unknown {
  let json = written.get(entity);
  if (json === undefined) {
    const { uid, attrs, parents, tags } = entity;
    json = { uid, attrs: recordJson(attrs), parents, ...(tags ? { tags: recordJson(tags) } : {}) };
    written.set(entity, json);
  }
  return json;
}

export function recordJson(fields: Fields): Record<string, unknown> {
  const json = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of Object.entries(fields)) json[name] = valueJson(value);
  return json;
}

function valueJson(value: Value): unknown {
  if (value instanceof EntityRef) return { __entity: value.uid };
  if (value instanceof Extension) return { __extn: { fn: value.fn, arg: value.arg } };
  if (Array.isArray(value)) return (value as readonly Value[]).map(valueJson);
  return typeof value === "object" ? recordJson(value as Fields) : value;
}
