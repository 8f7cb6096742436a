import type { Asking, Shown } from "./types.ts";

const MAX_DETAILS = 100;
const MAX_NAME = 100;
const MAX_VALUE = 400;
const MAX_TITLE = 200;
const MAX_REASONS = 20;
const MAX_WHY = 500;

/** Marks that nobody sees, or that turn around what is seen: control, format and separator characters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029\u3164\u115F\u1160\uFFA0]/gu;

// Guarantee: a person who decides sees what is there: hidden marks are shown as what they are.
/** What a person is shown, in bounds. */
export function cleanShown({ title, details }: Shown): Shown {
  const told = details.slice(0, MAX_DETAILS).map(({ name, value }) => ({
    name: clean(name, MAX_NAME),
    value: clean(value, MAX_VALUE),
  }));
  const left = details.length - told.length;
  return {
    title: clean(title, MAX_TITLE),
    details: left > 0 ? [...told, { name: "...", value: `${left} more are not shown` }] : told,
  };
}

export function cleanReasons(reasons: readonly Asking[]): Asking[] {
  return reasons.slice(0, MAX_REASONS).map(({ policy, why }) => ({
    policy: clean(policy, MAX_NAME),
    why: clean(why, MAX_WHY),
  }));
}

export function clean(text: string, max: number): string {
  const seen = text.slice(0, max * 2).replace(UNSEEN, (mark) => `\\u{${(mark.codePointAt(0) ?? 0).toString(16)}}`);
  if (seen.length <= max && text.length <= max * 2) return seen;
  // A whole character stands at the end, or none.
  return `${seen.slice(0, max).replace(/[\uD800-\uDBFF]$/, "")}...`;
}
