export { egressCommand } from "./egress.ts";
export { scanCommand } from "./scan.ts";
