export { type Known, classOf, knownOf } from "./classify.ts";
export { countDiscovered, listDiscovered, noteReport, readDiscovered } from "./inventory.ts";
export { scan } from "./scan/scan.ts";
export { sightingsOf } from "./sightings.ts";
export { CLASSES, FLAGS, FOUND_KINDS } from "./types.ts";
export type { Discovered, Found, Inventory } from "./types.ts";
