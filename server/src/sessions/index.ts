export { makeSessions } from "./sessions.ts";
export { placeAfter } from "./tell.ts";
export { readingTogether } from "./together.ts";
export { FLAGS } from "./types.ts";
export type { Learned, Raised, SessionStory, SessionSummary, SessionsRoom, Weighed, Weighing, Whose } from "./types.ts";
