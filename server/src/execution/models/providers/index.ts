export type { Quirks, Sent, Unready, Wire, WireFor, WireRequest } from "./types.ts";
export { makeWires } from "./wires.ts";
