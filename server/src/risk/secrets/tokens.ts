import { beginsAt } from "../chars.ts";
import { githubChecksum } from "./checksum.ts";
import { type Form, formEnd, formOf } from "./form.ts";
import { entropyOf, isPlaceholder } from "./placeholder.ts";
import { AI } from "./rules/ai.ts";
import { CLOUD } from "./rules/cloud.ts";
import { CODE } from "./rules/code.ts";
import { SERVICES } from "./rules/services.ts";
import type { Look } from "./secrets.ts";

/**
 * A credential that begins with letters of its maker's choice, in exactly this case: rule, prefixes, forms of
 * what follows (`form.ts`, apart by ` | `), and marks:
 *
 * `digit` it must hold a digit; `mixed` it must look thrown together, for prefixes that words begin with too;
 * `anywhere` the prefix names a secret even inside a longer word; `literal` a documented example counts as the
 * real thing; `cut` more of the same may follow; any other mark names a check of its own.
 */
export type TokenRow = readonly [rule: string, prefixes: string, forms: string, marks?: string];

export interface TokenRule {
  rule: string;
  prefixes: readonly string[];
  forms: readonly Form[];
  marks: ReadonlySet<string>;
  weigh: (body: string) => number;
}

const SURE = 95;

/** Looks closer at what follows the prefix: a confidence, or 0 when it is none. */
const CHECKS: Record<string, (body: string) => number> = {
  openai: (body) => (body.includes("T3BlbkFJ") ? 100 : SURE),
  // `sk-` is shared by many makers; words that go on after it hold no digits or are short.
  baresk: (body) => {
    if (!/^[A-Za-z0-9]{20,}$/.test(body)) return 0;
    if (body.includes("T3BlbkFJ")) return 100;
    return /\d/.test(body) && /[a-z]/i.test(body) ? SURE : 0;
  },
  github: githubChecksum,
  slack: (body) => (body.replace(/\D/g, "").length >= 6 ? SURE : 0),
  telegram: () => SURE,
};

export const TOKEN_RULES: readonly TokenRule[] = [...CLOUD, ...AI, ...CODE, ...SERVICES].map(
  ([rule, prefixes, forms, marks = ""]) => {
    const names = marks.split(" ");
    return {
      rule,
      prefixes: prefixes.split(" "),
      forms: forms.split(" | ").map(formOf),
      marks: new Set(names),
      weigh: names.map((name) => CHECKS[name]).find((check) => check !== undefined) ?? (() => SURE),
    };
  },
);

export function tokenLook(rule: TokenRule, prefix: string): Look {
  const { forms, marks, weigh } = rule;
  const anywhere = marks.has("anywhere");
  const open = marks.has("cut");
  return (text, start, end, found) => {
    if (!text.startsWith(prefix, start)) return 0;
    if (!anywhere && !beginsAt(text, start)) return 0;
    let read = end;
    for (const form of forms) {
      let stop = formEnd(form, text, end);
      if (stop < 0) {
        const reached = -1 - stop;
        // What may be cut: as much of it as the form takes, whatever follows.
        if (!open || reached - end < form.min) {
          if (reached > read) read = reached;
          continue;
        }
        stop = reached;
      }
      if (stop > read) read = stop;
      const confidence = weighBody(text.slice(end, stop), marks, weigh);
      if (confidence > 0) found.push({ kind: "secret", rule: rule.rule, start, end: stop, confidence });
      return read;
    }
    return read;
  };
}

function weighBody(body: string, marks: ReadonlySet<string>, weigh: (body: string) => number): number {
  if (marks.has("digit") && !/\d/.test(body)) return 0;
  if (marks.has("mixed") && !isThrown(body)) return 0;
  if (marks.has("literal")) return new Set(body).size <= 2 ? 0 : weigh(body);
  if (isPlaceholder(body) || entropyOf(body) < leastEntropy(body.length)) return 0;
  return weigh(body);
}

/** What even an unlucky draw of so many characters has, and no filler. */
function leastEntropy(length: number): number {
  return length >= 32 ? 2.9 : Math.min(2.7, Math.log2(length) - 1.3);
}

/** Upper case, lower case and digits, as a throw of dice has them. */
function isThrown(body: string): boolean {
  if (!/\d/.test(body) || !/[A-Za-z]/.test(body)) return false;
  let changes = 0;
  for (let i = 1; i < body.length; i++) if (kindOf(body, i) !== kindOf(body, i - 1)) changes += 1;
  return changes / body.length > 0.25;
}

function kindOf(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code <= 57 ? 0 : code <= 90 ? 1 : code === 95 ? 3 : 2;
}
