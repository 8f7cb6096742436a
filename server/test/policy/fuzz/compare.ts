import type { PolicyTree, Verdict } from "../../../src/cedar/index.ts";
import type { Oracle } from "./oracle.ts";
import { policyText } from "./print.ts";
import type { Asked, Round } from "./round.ts";
import type { Tally } from "./tally.ts";

/** An evaluator that is compared with Cedar's own. */
export interface Subject {
  prepare(trees: ReadonlyMap<string, PolicyTree>, round: Round): (asked: Asked) => Verdict | undefined;
}

/** One question of a round that is answered differently. */
export interface Difference {
  round: Round;
  asked: Asked;
  said: Verdict | string | undefined;
  reference: Verdict | undefined;
}

/** Asks both everything in a round; the first difference ends it. */
export function compareRound(round: Round, oracle: Oracle, subject: Subject, tally?: Tally): Difference | undefined {
  const texts = new Map<string, string>();
  const trees = new Map<string, PolicyTree>();
  for (const [id, made] of round.trees) {
    const text = policyText(made);
    // Both are given what the parser made of the text, as it is on the way of a published policy.
    const tree = oracle.read(text);
    tally?.policy(tree);
    if (tree === undefined) continue;
    texts.set(id, text);
    trees.set(id, tree);
  }
  oracle.prepare(texts);
  const evaluate = preparing(subject, trees, round);
  for (const asked of round.asked) {
    const reference = oracle.ask(asked.request, [...round.actions, ...asked.entities]);
    const said = evaluate(asked);
    tally?.answer(reference, trees.size);
    if (differ(reference, said)) return { round, asked, said, reference };
  }
  return undefined;
}

function preparing(subject: Subject, trees: ReadonlyMap<string, PolicyTree>, round: Round) {
  let evaluate: ReturnType<Subject["prepare"]>;
  try {
    evaluate = subject.prepare(trees, round);
  } catch (error) {
    return () => `prepare threw: ${String(error)}`;
  }
  return (asked: Asked) => {
    try {
      return evaluate(asked);
    } catch (error) {
      return `threw: ${String(error)}`;
    }
  };
}

/** Where the reference does not answer, anything but an exception or an allow will do. */
function differ(reference: Verdict | undefined, said: Verdict | string | undefined): boolean {
  if (typeof said === "string") return true;
  if (reference === undefined) return said?.decision === "allow";
  if (said === undefined) return true;
  return (
    said.decision !== reference.decision ||
    said.reasons.join("\n") !== reference.reasons.join("\n") ||
    said.errors.join("\n") !== reference.errors.join("\n")
  );
}
