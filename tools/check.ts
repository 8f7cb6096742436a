// `npm run check`: the static checks alone, in the seconds before a commit.
import { runSteps, totals } from "./steps.ts";

const tally = runSteps();
console.log(totals(tally));
if (tally.failed > 0) process.exitCode = 1;
