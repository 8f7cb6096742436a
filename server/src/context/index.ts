export { makeContext } from "./gather.ts";
export type { AskedContext, Context, ContextRoom } from "./types.ts";
