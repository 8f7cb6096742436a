export { scanCommand } from "./scan.ts";
