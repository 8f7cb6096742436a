export { type CaseReport, runCases } from "./cases/cases.ts";
export { type AnswerAgain, decideAgain, keptRuling, keptRulings, questionFrom } from "./replay/again.ts";
export { compareRulings } from "./replay/compare.ts";
export type { AskedQuestion, RecordedQuestion, RecordedRuling } from "./replay/recorded.ts";
export { makePolicy } from "./room.ts";
export type { Decision, Facts, Obligation, PolicyProblem, PolicyRoom, Reason, Ruling, WouldPass } from "./types.ts";
export { expectations } from "./simulation/expectations.ts";
export { type SimulationOrder, openSimulation } from "./simulation/open.ts";
export { KINDS, type SimulationReport } from "./simulation/report.ts";
