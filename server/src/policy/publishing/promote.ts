import type { Policy } from "../../config/index.ts";
import { type Result, canonicalJson, ok, refused } from "../../kernel/index.ts";
import { inspect } from "../sets/check.ts";
import { STAGES, stageOf } from "../stages/stage.ts";

/** Annotations stand before the effect; comments and strings are stepped over, so that none is taken for one. */
const TOKENS = /\/\/[^\n]*|@stage\s*\(\s*"((?:[^"\\]|\\.)*)"\s*\)|"(?:[^"\\]|\\.)*"|\b(?:permit|forbid)\b/g;

/** The policy at another stage; one step up where none is named. Nothing else of it changes. */
// Guarantee: moving a policy to another stage changes nothing else of it.
export async function atStage(
  policy: Policy,
  wanted: string | undefined,
  now: number,
): Promise<Result<{ policy: Policy; from: string; to: string }, string>> {
  const before = await inspect([policy], now);
  const tree = before.policies[0]?.tree;
  if (!tree) return refused(`${policy.id} is not understood`);
  const from = tree.annotations?.["stage"] ?? "enforce";
  const place = STAGES.findIndex((stage) => stage === stageOf(from)?.name);
  const to = wanted ?? STAGES[place + 1];
  if (to === undefined) return refused(`${policy.id} is enforced already`);
  if (to === from) return refused(`${policy.id} is at the stage ${to} already`);
  const text = rewritten(policy.text, to);
  const after = await inspect([{ ...policy, text }], now);
  const problem = after.problems.find(({ severity }) => severity === "error");
  if (problem) return refused(problem.message);
  const others = (of: typeof tree | undefined) => {
    const { stage: _stage, ...annotations } = of?.annotations ?? {};
    return canonicalJson({ ...of, annotations });
  };
  const moved = after.policies[0]?.tree;
  if (others(moved) !== others(tree) || (moved?.annotations?.["stage"] ?? "enforce") !== to)
    return refused(`@stage of ${policy.id} cannot be rewritten; change its text`);
  return ok({ policy: { ...policy, text }, from, to });
}

function rewritten(text: string, to: string): string {
  for (const token of text.matchAll(TOKENS)) {
    const [found] = token;
    if (found.startsWith("@stage")) {
      return `${text.slice(0, token.index)}@stage("${to}")${text.slice(token.index + found.length)}`;
    }
    if (found === "permit" || found === "forbid") {
      return `${text.slice(0, token.index)}@stage("${to}")\n${text.slice(token.index)}`;
    }
  }
  return text;
}
