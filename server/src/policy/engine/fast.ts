import { type Result, ok, refused } from "../../kernel/index.ts";
import { type Entity, type PolicySet, policySetBuilder } from "../../cedar/index.ts";
import type { Engine, EngineFailure, Prepared, Source } from "./engine.ts";
import { loadCedar } from "./reference.ts";
import { inSlices } from "../sets/slices.ts";
import { ACTION_GROUPS, schemaText, uid } from "../rulings/vocabulary.ts";

/** Our own evaluator. It reads trees of checked policies, and a schema only for the groups its actions stand in. */
export function openFast(): Engine {
  let closed = false;
  let ahead: { policies: readonly Source[]; schema: string; set: PolicySet } | undefined;
  return {
    name: "fast",
    prepare(policies, schema) {
      const ready = ahead?.schema === schema && isSame(ahead.policies, policies) ? ok(ahead.set) : undefined;
      ahead = undefined;
      const set = ready ?? compile(policies, schema);
      return set.ok ? ok(preparedOf(set.value, () => closed)) : set;
    },
    async prepareAhead(policies, schema) {
      const actions = actionsOf(schema);
      if (!actions.ok) return;
      const builder = policySetBuilder(actions.value);
      let sound = true;
      await inSlices(policies, ({ id, tree }) => {
        sound &&= builder.add(id, tree) === undefined;
      });
      // What is wrong is said by `prepare`.
      if (sound) ahead = { policies, schema, set: builder.done() };
    },
    close() {
      closed = true;
      ahead = undefined;
    },
  };
}

function isSame(one: readonly Source[], other: readonly Source[]): boolean {
  return one.length === other.length && one.every((policy, place) => policy === other[place]);
}

/** The set itself, for those who want to see into it. */
export function compile(
  policies: readonly Pick<Source, "id" | "tree">[],
  schema: string,
): Result<PolicySet, EngineFailure> {
  const actions = actionsOf(schema);
  if (!actions.ok) return actions;
  const builder = policySetBuilder(actions.value);
  for (const { id, tree } of policies) {
    const problem = builder.add(id, tree);
    if (problem !== undefined) return refused({ because: `${id}: ${problem}` });
  }
  return ok(builder.done());
}

function preparedOf(set: PolicySet, isClosed: () => boolean): Prepared {
  let held: PolicySet | undefined = set;
  return {
    evaluate(request, entities, without) {
      if (held === undefined || isClosed()) return refused({ because: "this policy set was released" });
      const answer = held.evaluate(request, entities, without);
      if (answer.ok) return answer;
      return refused({ because: answer.because, ...(answer.broken ? { down: true } : {}) });
    },
    release() {
      held = undefined;
    },
  };
}

/** The product's own vocabulary is known here; any other schema is read by Cedar's own implementation. */
function actionsOf(schema: string): Result<readonly Entity[], EngineFailure> {
  if (schema === schemaText()) return ok(OWN);
  const said = read(schema);
  if (said === undefined) return refused({ because: "a schema that cannot be read" });
  return ok(
    Object.entries(said).flatMap(([namespace, { actions }]) => {
      const type = namespace === "" ? "Action" : `${namespace}::Action`;
      return Object.entries(actions).map(([id, { memberOf }]) => ({
        uid: { type, id },
        attrs: {},
        parents: (memberOf ?? []).map((group) => ({ type: group.type ?? type, id: group.id })),
      }));
    }),
  );
}

const OWN: readonly Entity[] = [
  ...Object.entries(ACTION_GROUPS).map(([id, [, ...groups]]) => action(id, groups)),
  ...[...new Set(Object.values(ACTION_GROUPS).flatMap(([, ...groups]) => groups))].map((id) => action(id, [])),
];

function action(id: string, groups: readonly string[]): Entity {
  return { uid: uid("Action", id), attrs: {}, parents: groups.map((group) => uid("Action", group)) };
}

type SchemaJson = Record<string, { actions: Record<string, { memberOf?: { type?: string; id: string }[] }> }>;

function read(schema: string): SchemaJson | undefined {
  try {
    const answer = loadCedar().schemaToJson(schema);
    return answer.type === "success" ? (answer.json as SchemaJson) : undefined;
  } catch {
    return undefined;
  }
}
