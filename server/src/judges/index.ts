export type { Admit, Admitted } from "./ask.ts";
export { type Judged, type Judging, type JudgesRoom, makeJudges } from "./judges.ts";
export type { Review, Reviewed, Reviews } from "./reviews.ts";
export type { Because, Consult, Consulted, JudgeStory, Question, Unavailable } from "./types.ts";
