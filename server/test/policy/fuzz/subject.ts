import { type Entity, Layers, policySetBuilder } from "../../../src/cedar/index.ts";
import type { Subject } from "./compare.ts";

/** Our own evaluator. It is told of the actions beforehand, as a schema's are, or finds them among the entities. */
export const subject: Subject = {
  prepare(trees, { actions }) {
    const told = actions.length % 2 === 0;
    const builder = policySetBuilder(told ? actions : []);
    for (const [id, tree] of trees) {
      const problem = builder.add(id, tree);
      if (problem !== undefined) throw new Error(problem);
    }
    const set = builder.done();
    const longer = new WeakMap<readonly Entity[], readonly Entity[]>();
    /** The same list for the same list: what is read once is part of what is tried. */
    const complete = (list: readonly Entity[]): readonly Entity[] => {
      if (told) return list;
      const before = longer.get(list) ?? [...actions, ...list];
      longer.set(list, before);
      return before;
    };
    return ({ request, entities, layers }) => {
      const asked = layers ? new Layers({ ...layers, context: complete(layers.context) }) : complete(entities);
      const answer = set.evaluate(request, asked);
      return answer.ok ? answer.value : undefined;
    };
  },
};
