export type { Quirks, Sent, Wire, WireFor, WireRequest } from "./types.ts";
export { wireFor } from "./wires.ts";
