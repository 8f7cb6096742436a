import type { Lost } from "./codec.ts";

const MAX_NAMES = 50;
/** What the formats themselves call things; a name the caller made up never gets into a header. */
const NAME = /^[A-Za-z][A-Za-z0-9_.-]{0,60}$/;

/** Gathers what a translation could not carry. */
export function makeLost(): Lost {
  const names: string[] = [];
  return {
    add(name) {
      const safe = NAME.test(name) ? name : "other";
      if (!names.includes(safe) && names.length < MAX_NAMES) names.push(safe);
    },
    names,
  };
}
