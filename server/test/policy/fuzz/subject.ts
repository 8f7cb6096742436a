import type { Subject } from "./compare.ts";
import { makeOracle } from "./oracle.ts";
import { policyText } from "./print.ts";

export const subject: Subject = {
  prepare(trees, { actions }) {
    const oracle = makeOracle();
    oracle.prepare(new Map([...trees].map(([id, tree]) => [id, policyText(tree)])));
    return ({ request, entities }) => oracle.ask(request, [...actions, ...entities]);
  },
};
