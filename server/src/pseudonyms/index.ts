export { makePseudonyms } from "./pseudonyms.ts";
export type { Opening, Pseudonyms, PseudonymStory, PseudonymsRoom } from "./types.ts";
