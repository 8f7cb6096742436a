export { makeApprovals } from "./room.ts";
export { STATES } from "./types.ts";
export type { Approval, ApprovalAsk, ApprovalRefused, ApprovalTold, ApprovalsRoom, Sought, Step } from "./types.ts";
