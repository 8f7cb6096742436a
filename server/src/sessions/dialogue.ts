import { foldTurn, wantsTogether } from "./memory/fold.ts";
import { type SessionState, freshState } from "./memory/state.ts";
import { riskOf } from "./score/score.ts";
import { makeReadSigns } from "./signs/read.ts";
import { makeTerm } from "./signs/sip.ts";
import { together } from "./together.ts";

/** One turn of a written dialogue. */
export interface WrittenTurn {
  role: "user" | "assistant";
  text: string;
}

/** What the classifier says of one text: 0..1 by index of the domains, and what it is about. */
export type ScoreText = (text: string) => { scores: ArrayLike<number>; topics: number };

const ANSWER_CHARS = 600;
const NO_SCORES: ArrayLike<number> = [];

/** What written dialogues come to, turn by turn, as if each were a session of its own. Nothing is kept. */
export function makeDialogues(scoreText: ScoreText) {
  // Terms are compared within one dialogue alone, so that any key will do.
  const readSigns = makeReadSigns(makeTerm(Buffer.alloc(8, 7)));
  const stateOf = (turns: readonly WrittenTurn[]): SessionState => {
    const state = freshState(0);
    const said: string[] = [];
    for (const { role, text } of turns) {
      if (role === "user") said.push(text);
      const whole = role === "user" && wantsTogether(state) ? together(said) : undefined;
      const own = role === "user" ? scoreText(text) : { scores: NO_SCORES, topics: 0 };
      foldTurn(state, {
        side: role,
        signs: readSigns(role === "assistant" ? text.slice(0, ANSWER_CHARS) : text),
        ...own,
        together: whole === undefined ? undefined : scoreText(whole).scores,
      });
    }
    return state;
  };
  return { stateOf, riskOf: (turns: readonly WrittenTurn[]) => riskOf(stateOf(turns)) };
}
