export { makeContext } from "./gather.ts";
export type { Context, ContextRoom } from "./types.ts";
