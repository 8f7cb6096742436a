export { applyFile } from "./apply-file.ts";
export { makeDirectory, ownerFile, removing } from "./data.ts";
export { tellCircuits, tellEndings, tellPolicy, tellPseudonyms, tellSessions, upstreamTry } from "./metrics.ts";
export { recordMismatches, recordReviews } from "./records.ts";
export { beating, lookForEnds, watchingEnds } from "./timers.ts";
export { tryOf } from "./try-judge.ts";
