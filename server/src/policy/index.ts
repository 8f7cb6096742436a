export { type CaseReport, runCases } from "./cases/cases.ts";
export { makePolicy } from "./room.ts";
export type { Decision, Facts, Obligation, PolicyProblem, PolicyRoom, Reason, Ruling, WouldPass } from "./types.ts";
