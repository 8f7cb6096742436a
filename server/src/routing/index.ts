export { type RoutingParts, makeRouting } from "./choose.ts";
export type { Candidate, Route, Routing, Skip, Target, Tried } from "./types.ts";
