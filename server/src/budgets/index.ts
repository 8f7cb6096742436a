export { makeBudgets } from "./budgets.ts";
export type { Budgets, Limited, Standing } from "./types.ts";
