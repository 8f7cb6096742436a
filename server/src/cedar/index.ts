export { type PolicySet, type Traced, policySetBuilder } from "./policy-set.ts";
export { type Expr, type PolicyTree, argOf, childrenOf, nodeOf, pathOf, sidesOf } from "./tree.ts";
export { valuesIn } from "./value-of.ts";
export {
  EntityRef,
  Extension,
  Layers,
  type Entities,
  type Entity,
  type Fields,
  type Request,
  type Uid,
  type Value,
  type Verdict,
  isFields,
  listOf,
} from "./values.ts";
