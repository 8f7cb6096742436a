export type { ApprovalAsk, ApprovalRefused, ApprovalState, ApprovalTold, ApprovalsRoom, Sought } from "./types.ts";
