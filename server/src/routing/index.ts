export { makeRouting } from "./choose.ts";
export type { Candidate, Route, Routing, Tried } from "./types.ts";
