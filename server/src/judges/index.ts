export { type Judged, type Judging, type JudgesRoom, makeJudges } from "./judges.ts";
export { makeAskLocal } from "./local/classify.ts";
export type { Because, Consult, Consulted, JudgeStory, Question, Unavailable } from "./types.ts";
