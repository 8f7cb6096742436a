import { type Claims, isRecord } from "../../kernel/index.ts";
import { type Wrong, numberIn, textIn, textsIn } from "./members.ts";

const MAX_TEXT = 200;
const MAX_NUMBER = 1_000_000_000;
const MAX_DOMAINS = 50;

type Text = (value: string) => string;
type Reader = (value: unknown, param: string, wrong: Wrong, shown: Text) => unknown;

const text: Reader = (value, param, wrong, shown) => shown(textIn(value, param, MAX_TEXT, wrong));
const texts: Reader = (value, param, wrong, shown) => textsIn(value, param, MAX_TEXT, wrong).map(shown);
const number =
  (most: number): Reader =>
  (value, param, wrong) =>
    numberIn(value, param, 0, most, wrong);
const truth: Reader = (value, param, wrong) => {
  if (typeof value !== "boolean") wrong(param, `${param} must be true or false.`);
  return value === true;
};
const risk: Reader = (value, param, wrong) => {
  if (!isRecord(value)) {
    wrong(param, `${param} must be an object of numbers.`);
    return {};
  }
  const scores = Object.entries(value);
  if (scores.length > MAX_DOMAINS) wrong(param, `${param} has more than ${MAX_DOMAINS} members.`);
  return Object.fromEntries(scores.map(([domain, score]) => [domain, numberIn(score, param, 0, 100, wrong)]));
};

/** By the names that policies know them by. */
const READERS: Readonly<Record<keyof Claims, Reader>> = {
  workflow: text,
  purpose: text,
  customer: text,
  environment: text,
  geo: text,
  ip: text,
  autonomy: number(100),
  dataClasses: texts,
  dataRegions: texts,
  programs: texts,
  taint: texts,
  sessionFlags: texts,
  fulfilled: texts,
  trustScore: number(100),
  sessionRisk: number(100),
  mfaAgeS: number(MAX_NUMBER),
  assessed: truth,
  risk,
};

/** What a question says in the words of policies, under `context.lumos`. */
// Guarantee: a claim that cannot be read is never passed over, for it may have been one that narrows.
export function readClaims(said: unknown, wrong: Wrong, shown: Text): Claims {
  if (said === undefined) return {};
  if (!isRecord(said)) {
    wrong("context.lumos", "context.lumos must be an object.");
    return {};
  }
  const claims: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(said)) {
    const reader = Object.hasOwn(READERS, name) ? READERS[name as keyof Claims] : undefined;
    if (!reader) {
      wrong("context.lumos", `context.lumos takes ${Object.keys(READERS).join(", ")}.`);
      return {};
    }
    claims[name] = reader(value, `context.lumos.${name}`, wrong, shown);
  }
  return claims as Claims;
}
