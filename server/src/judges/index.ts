export { type Judged, type Judging, type JudgesRoom, makeJudges } from "./judges.ts";
export type { Because, Consult, Consulted, JudgeStory, Question, Unavailable } from "./types.ts";
