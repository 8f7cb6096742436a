export { makeBudgets } from "./budgets.ts";
export type { Budgets, Hold, Limited, Reserved, Standing } from "./types.ts";
