import type { TextPart } from "../kernel/index.ts";
import { DOMAINS, type RiskRoom } from "../risk/index.ts";
import type { Talk, Turn } from "./talk.ts";

/** Scores of a text that is none of the call's own, 0..1 by index of the domains. */
export type Together = (text: string) => ArrayLike<number>;

/** The last words of a user and those before them as one text; nothing where there are none before. */
export function joined({ turns }: Talk, turn: Turn, texts: readonly TextPart[]): string | undefined {
  if (turn.side !== "user") return undefined;
  const said: string[] = [];
  for (let at = turns.indexOf(turn); at >= 0 && said.length < TOGETHER; at--) {
    const one = turns[at];
    if (one?.side === "user") said.push(one.parts.map((part) => texts[part]?.text ?? "").join("\n"));
  }
  return together(said.toReversed());
}

const TOGETHER = 4;
const TOGETHER_CHARS = 1_200;

export function together(said: readonly string[]): string | undefined {
  if (said.length < 2) return undefined;
  const each = Math.floor(TOGETHER_CHARS / Math.min(TOGETHER, said.length));
  return said
    .slice(-TOGETHER)
    .map((text) => (text.length > each ? text.slice(0, each) : text))
    .join("\n");
}

/** Turns read together by what reads single texts. */
export function readingTogether(risk: Pick<RiskRoom, "assess">): Together {
  const scores = new Float64Array(DOMAINS.length);
  return (text) => {
    const part: TextPart = { path: ["messages"], place: "messages", channel: "prompt", encoding: "string", text };
    const read = risk.assess({ ask: { texts: [part] } }).risk;
    for (const [at, domain] of DOMAINS.entries()) scores[at] = read[domain] / 100;
    return scores;
  };
}
