export { connectCommand } from "./connect.ts";
