export { type RoutingParts, makeRouting } from "./choose.ts";
export type { Candidate, Route, Routing, Skip, Tried } from "./types.ts";
