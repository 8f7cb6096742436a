export { makeGivenAnswers } from "./models/given.ts";
export { httpUpstream } from "./models/http.ts";
export { lacksOf } from "./models/providers/index.ts";
export { sandboxUpstream } from "./models/sandbox.ts";
export { makePeers } from "./tools/peers.ts";
export { makeExecution } from "./perform.ts";
export type { GuardStory } from "./guard/guard.ts";
export { OVERTAKEN } from "./ungiven.ts";
export type { SimilarStory } from "./cache/likeness.ts";
export type { CandidateStory, Execution, Performance, Reply, ResultKind, UpstreamRefusal } from "./types.ts";
export type {
  Hello,
  Peer,
  PeerAnswer,
  PeerMessage,
  PeerOwner,
  Peers,
  RawJson,
} from "./tools/types.ts";
export { withoutSpans } from "./tools/results/arguments.ts";
export { type Inspected, inspectResult } from "./tools/results/inspect.ts";
