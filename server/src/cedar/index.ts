export { type Expr, type PolicyTree, argOf, childrenOf, nodeOf, pathOf, sidesOf } from "./tree.ts";
export {
  EntityRef,
  Extension,
  type Entity,
  type Fields,
  type Request,
  type Uid,
  type Value,
  type Verdict,
  isFields,
} from "./values.ts";
