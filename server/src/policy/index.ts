export { type CaseReport, runCases } from "./cases/cases.ts";
export { type AnswerAgain, decideAgain, keptRuling, keptRulings, questionFrom } from "./replay/again.ts";
export { compareRulings } from "./replay/compare.ts";
export type { AskedQuestion, RecordedQuestion, RecordedRuling } from "./replay/recorded.ts";
export { factsShape } from "./cases/case-file.ts";
export type { Reached, Target } from "./analyze/queries.ts";
export { analystOf } from "./analyze/analyst.ts";
export type { Clause, Explanation } from "./explain/whole.ts";
export type { Analysis, Compared } from "./analyze/order.ts";
export { makePolicy } from "./room.ts";
export { expiryOf } from "./stages/expiry.ts";
export type { Would } from "./stages/watcher.ts";
export { expectations } from "./simulation/expectations.ts";
export { type SimulationOrder, openSimulation } from "./simulation/open.ts";
export { KINDS, type SimulationReport } from "./simulation/report.ts";
export { type PolicyChange, changed, changesBetween, printOf } from "./publishing/changes.ts";
export { type Meaning, meaningBetween } from "./publishing/meaning.ts";
export { atStage } from "./publishing/promote.ts";
export {
  type Proposal,
  type ProposalSpec,
  closeProposal,
  countOpen,
  readProposal,
  readProposals,
  writeProposal,
} from "./publishing/proposals.ts";
export {
  type Publication,
  type PublicationDetails,
  readPublications,
  writePublication,
} from "./publishing/publications.ts";
export { readSetting, writeSetting } from "./publishing/settings.ts";
export {
  type SignedSet,
  MANIFEST_FILE,
  SIGNATURE_FILE,
  bundleKey,
  differsFrom,
  manifestOf,
  openBundle,
  readManifest,
  signManifest,
  signingKey,
} from "./publishing/signed.ts";
export { type KeptSnapshot, type Snapshots, makeSnapshots } from "./publishing/snapshots.ts";
export { type Standing, standingOf } from "./publishing/standing.ts";
export { textDiff } from "./publishing/text-diff.ts";
export { contentOf, snapshotOf } from "./sets/snapshot.ts";
export { type KnownTool, isOwn, ownActions } from "./rulings/asked.ts";
export type { ToolUse } from "./rulings/candidates.ts";
export { MODEL_PATH, OBLIGATIONS } from "./rulings/obligations.ts";
export type {
  AskedDecision,
  Decision,
  Facts,
  Obligation,
  PolicyProblem,
  PolicyRoom,
  Reason,
  Ruling,
  Told,
  WouldPass,
} from "./types.ts";
export type { Engine } from "./engine/engine.ts";
export type { EngineMismatch } from "./engine/mismatch.ts";
export { type Recheck, makeRecheck } from "./engine/recheck.ts";
export { STAGES } from "./stages/stage.ts";
export { toldFacts } from "./cases/told-facts.ts";
