import type { Json } from "../../kernel/index.ts";
import type { Answers, Dialect, HookEvent, Verdict } from "./types.ts";

/** A verdict in a client's own words. */
export interface Answered {
  body: Json;
  /** What was really said, where the client does not know what was to be said. */
  said: Verdict["say"];
}

const MAX_WORDS = 4_000;
const WORDLESS = "Lumos does not allow this.";

/**
 * Says a verdict as strictly as the client understands: to ask becomes to deny, to redact becomes to hold. What it
 * has no word for at all is an empty answer, and `said` tells so.
 */
// Guarantee: where a client does not understand what was decided, it hears the stricter word that it does.
export function answerIn(row: { answers?: Answers }, native: string, verdict: Verdict): Answered {
  for (const say of LADDER[verdict.say]) {
    if (say === "pass") break;
    const template = row.answers?.[say];
    if (template !== undefined) return { body: filled(template, native, wordsOf(verdict)), said: say };
  }
  return { body: {}, said: "pass" };
}

const LADDER: Readonly<Record<Verdict["say"], readonly Verdict["say"][]>> = {
  pass: ["pass"],
  allow: ["allow", "pass"],
  // Guarantee: what must be taken out of a tool's input and cannot be is not done.
  rewrite: ["rewrite", "deny"],
  deny: ["deny"],
  ask: ["ask", "deny"],
  redact: ["redact", "hold", "warn"],
  hold: ["hold", "warn"],
  warn: ["warn"],
};

interface Words {
  reason: string;
  context: string;
  output: Json;
}

function wordsOf(verdict: Verdict): Words {
  const reason = "reason" in verdict ? verdict.reason : "context" in verdict ? verdict.context : "";
  const context = "context" in verdict ? verdict.context : reason;
  // Clients take a deny without a reason for none at all.
  return {
    reason: bounded(reason) || WORDLESS,
    context: bounded(context) || WORDLESS,
    output: "output" in verdict ? verdict.output : "",
  };
}

function filled(template: Json, event: string, words: Words): Json {
  if (Array.isArray(template)) return template.map((inner) => filled(inner, event, words));
  if (typeof template === "object" && template !== null) {
    return Object.fromEntries(Object.entries(template).map(([name, inner]) => [name, filled(inner, event, words)]));
  }
  switch (template) {
    case "$event":
      return event;
    case "$reason":
      return words.reason;
    case "$context":
      return words.context;
    case "$output":
      return words.output;
    case "$text":
      return typeof words.output === "string" ? words.output : JSON.stringify(words.output);
    default:
      return template;
  }
}

function bounded(text: string): string {
  return text.length <= MAX_WORDS ? text : `${text.slice(0, MAX_WORDS - 1)}…`;
}

/** Whether the person at the machine can be asked: the client can, and works in a mode in which somebody hears it. */
export function canAsk(dialect: Dialect, event: Pick<HookEvent, "row" | "mode">): boolean {
  // The question to the person is what is told there.
  if (event.row.answers?.ask === undefined && event.row.kind !== "permission.requested") return false;
  return event.mode === undefined || !dialect.unattended.includes(event.mode);
}
