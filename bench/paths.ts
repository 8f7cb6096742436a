import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const BENCH = dirname(fileURLToPath(import.meta.url));
export const ROOT = dirname(BENCH);
/** What the bench installs and writes while it runs; not committed. */
export const WORK = join(BENCH, ".work");
