export { type PseudonymsParts, makePseudonyms } from "./pseudonyms.ts";
export type { Opening, Pseudonyms, PseudonymStory, PseudonymsRoom } from "./types.ts";
