export { lacksOf } from "./lacks.ts";
export type { ListInBody, Quirks, Unready, Wire, WireFor, WireRequest } from "./types.ts";
export { makeWires } from "./wires.ts";
