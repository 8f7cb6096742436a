/** What should hold for every call in most organizations. */
export const LAW_NAMES = ["risk", "chain", "trust", "assessment", "data", "budget", "taint"] as const;
export type LawName = (typeof LAW_NAMES)[number];
