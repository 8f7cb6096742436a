import {
  ALNUM,
  BASE64,
  BASE64_REST,
  BASE64URL,
  DIGIT,
  DOT,
  HEX,
  isIn,
  LOWER,
  LOWER_HEX,
  PERCENT,
  runEnd,
  UPPER,
  WORD,
} from "../chars.ts";

/** One part of a token: so many characters of a set, or a literal. */
interface Step {
  set: number;
  min: number;
  max: number;
  literal: string;
}

/** What stands after a token's prefix: parts one after the other, each read once and as far as it goes. */
export interface Form {
  steps: readonly Step[];
  min: number;
  max: number;
  /** What must not follow: more of the last set means it is something else. */
  last: number;
}

const SETS: Record<string, number> = {
  an: ALNUM,
  d: DIGIT,
  l: LOWER,
  u: UPPER,
  ld: LOWER | DIGIT,
  ud: UPPER | DIGIT,
  ul: UPPER | LOWER,
  hex: HEX,
  lhex: LOWER_HEX,
  w: BASE64URL,
  wd: BASE64URL | DOT,
  we: BASE64URL | BASE64_REST,
  wp: BASE64URL | PERCENT,
  id: WORD,
  b: BASE64,
  all: BASE64URL | BASE64_REST | DOT | PERCENT,
};
const OPEN_END = 1_024;
const STEP = /^([a-z]+):(\d+)(?:-(\d+)|(\+))?$/;

/**
 * Reads `an:22 '_' an:59`: set, count (`20`, `20-40`, `20+`), literals in quotes, `uuid`. One form is read
 * without ever going back, so a part must end where its set or its count does.
 */
export function formOf(source: string): Form {
  const steps = source.split(" ").flatMap((part): Step[] => {
    if (part === "uuid") return UUID_STEPS;
    if (part.startsWith("'")) return [{ set: 0, min: 0, max: 0, literal: part.slice(1, -1) }];
    const [, name, least, most, open] = STEP.exec(part) ?? [];
    const set = SETS[name ?? ""];
    if (set === undefined) throw new TypeError(`not a form of a token: ${part}`);
    const min = Number(least);
    return [{ set, min, max: open ? OPEN_END : Number(most ?? least), literal: "" }];
  });
  return {
    steps,
    min: steps.reduce((sum, { min, literal }) => sum + min + literal.length, 0),
    max: steps.reduce((sum, { max, literal }) => sum + max + literal.length, 0),
    last: steps.at(-1)?.set ?? 0,
  };
}

const hex = (count: number): Step => ({ set: HEX, min: count, max: count, literal: "" });
const dash: Step = { set: 0, min: 0, max: 0, literal: "-" };
const UUID_STEPS: Step[] = [hex(8), dash, hex(4), dash, hex(4), dash, hex(4), dash, hex(12)];

/** Where the form that begins here ends; when it does not stand here, how far was read, as `-1 - place`. */
export function formEnd(form: Form, text: string, from: number): number {
  let at = from;
  for (const { set, min, max, literal } of form.steps) {
    if (set === 0) {
      if (!text.startsWith(literal, at)) return -1 - at;
      at += literal.length;
      continue;
    }
    const stop = runEnd(text, at, set, at + max);
    if (stop - at < min) return -1 - stop;
    at = stop;
  }
  const after = text.charCodeAt(at);
  return at < text.length && (isIn(form.last, after) || isIn(ALNUM, after)) ? -1 - at : at;
}
