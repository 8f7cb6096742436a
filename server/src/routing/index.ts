export { type Routing, makeRouting } from "./choose.ts";
export type { Candidate, Route } from "./types.ts";
