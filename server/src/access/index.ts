export { makeAccess } from "./queries.ts";
