export { kindOf } from "./domains.ts";
export { type Channel, type Explained, makeModel, type Model, type Place, type Scored } from "./model.ts";
export { builtInWeights, readWeights } from "./weights.ts";
