export { makeBudgets } from "./budgets.ts";
export type { Budgets, Hold, Limited, Standing } from "./types.ts";
