import type { Lost } from "./codec.ts";

const MAX_NAMES = 50;
const MAX_STEPS = 3;
/** What formats call things; a date behind a name is how they version their tools. No key and no address looks so. */
const STEP = /^[a-z][a-z_-]{0,39}(?:_(?:\d{8}|\d{4}_\d{2}_\d{2}))?$/i;

/** Gathers what a translation could not carry. */
// Guarantee: what was lost is never told in words that could be a caller's secret.
export function makeLost(): Lost {
  const names: string[] = [];
  return {
    add(name) {
      const steps = name.split(".", MAX_STEPS);
      const strange = steps.findIndex((step) => !STEP.test(step));
      const safe = (strange < 0 ? steps : steps.slice(0, strange)).join(".") || "other";
      if (!names.includes(safe) && names.length < MAX_NAMES) names.push(safe);
    },
    names,
  };
}
