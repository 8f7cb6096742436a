export { policyInitCommand } from "./init.ts";
export { policyPacksCommand } from "./list.ts";
