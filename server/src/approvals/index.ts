export { makeApprovals } from "./room.ts";
export { STATES } from "./types.ts";
export type {
  Approval,
  ApprovalAsk,
  ApprovalFilter,
  ApprovalRefused,
  ApprovalState,
  ApprovalTold,
  ApprovalsRoom,
  Sought,
  Step,
} from "./types.ts";
