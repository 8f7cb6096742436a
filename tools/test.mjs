// `npm test`: sets the checkout up when needed and runs every check and test under the Node that belongs to it.
// `npm test -- PATTERN` runs only the test files whose path contains PATTERN.
import { run } from "./run.mjs";

run("tools/suite.ts", process.argv.slice(2));
