export { makeDialogues } from "./dialogue.ts";
export { INJECTED_FROM } from "./taint.ts";
export { makeSessions } from "./sessions.ts";
export { placeAfter } from "./tell.ts";
export { readingTogether } from "./together.ts";
export { FLAGS } from "./types.ts";
export type { SessionsRoom, Weighed, Weighing } from "./types.ts";
