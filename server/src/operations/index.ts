export type { AccessQueries, AgentAccess, ReachAsked, Reached, ReachedBy } from "./access-shapes.ts";
export { isMachineOwner, reachOf, rolesOf } from "./authorize.ts";
export { operations } from "./table.ts";
export type { Answer, Asker, Operation, Reach, Roles, Services, StreamEvent, TriedJudge } from "./types.ts";
