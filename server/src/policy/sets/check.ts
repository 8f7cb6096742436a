import type { Policy } from "../../config/index.ts";
import type { Millis } from "../../kernel/index.ts";
import { type KnownPolicy, readAnnotations } from "./annotations.ts";
import type { PolicyTree } from "../../cedar/index.ts";
import { type RawProblem, checkApart } from "./apart.ts";
import { expiryOf } from "../stages/expiry.ts";
import { LIMITS, limitProblem } from "./limits.ts";
import type { PolicyProblem } from "../types.ts";
import { inSlices } from "./slices.ts";

const TIME_LIMIT_MS = 15_000;
const TIME_LIMIT_PER_POLICY_MS = 5;
const MAX_MESSAGE = 1_000;

export interface Inspection {
  problems: PolicyProblem[];
  /** Every policy that was understood. Only a set without errors may be used. */
  policies: KnownPolicy[];
}

/** Everything that can be said about a set before it is used. Never blocks the thread it is called on. */
// Guarantee: a policy that stops the engine while it is checked does not touch decisions.
export async function inspect(
  policies: readonly Policy[],
  now: Millis,
  limits: { timeMs?: Millis } = {},
): Promise<Inspection> {
  const problems: PolicyProblem[] = [];
  const known: KnownPolicy[] = [];
  if (policies.length > LIMITS.policies) {
    const message = `more than ${LIMITS.policies} policies`;
    return { problems: [{ policy: "", line: 1, column: 1, message, severity: "error" }], policies: [] };
  }
  const sound: { id: string; text: string }[] = [];
  const seen = new Set<string>();
  await inSlices(policies, ({ id, text }) => {
    const limit = limitProblem(text);
    if (seen.has(id)) problems.push(at(id, text, 0, `another policy has the id "${id}"`));
    else if (limit) problems.push(at(id, text, limit.at, limit.message));
    else sound.push({ id, text });
    seen.add(id);
  });
  const trees = new Map<string, PolicyTree>();
  const limitMs = limits.timeMs ?? TIME_LIMIT_MS + sound.length * TIME_LIMIT_PER_POLICY_MS;
  const found = await checkApart(sound, limitMs, (part) => {
    for (const [id, tree] of part) trees.set(id, tree);
  });
  const texts = new Map(sound.map(({ id, text }) => [id, text]));
  const said = new Set<string>();
  const places = new Map(sound.map(({ id }, place) => [id, place]));
  // The engine tells them in no order of its own: the same mistakes always read the same.
  const inOrder = found.toSorted(
    (a, b) =>
      (places.get(a.policy) ?? 0) - (places.get(b.policy) ?? 0) ||
      a.start - b.start ||
      (a.message < b.message ? -1 : a.message > b.message ? 1 : 0),
  );
  await inSlices(inOrder, (problem) => {
    const text = texts.get(problem.policy) ?? "";
    const told = at(problem.policy, text, charactersIn(text, problem.start), publicMessage(problem), problem.severity);
    // One mistake is told once for each action it concerns.
    const key = `${told.policy}\n${told.line}:${told.column}\n${told.message}`;
    if (!said.has(key)) problems.push(told);
    said.add(key);
  });
  await inSlices(sound, (policy) => {
    const tree = trees.get(policy.id);
    if (!tree) return;
    const read = readAnnotations(policy, tree);
    known.push(read.known);
    for (const { annotation, message, severity } of read.problems)
      problems.push(at(policy.id, policy.text, placeOf(policy.text, annotation), message, severity));
    const expiry = expiryOf(read.known.expiresAt, now);
    if (expiry) problems.push(at(policy.id, policy.text, placeOf(policy.text, "expires"), EXPIRY[expiry], "warning"));
  });
  return { problems, policies: known };
}

const EXPIRY = {
  soon: "switches itself off in less than 14 days, at the end of this date, UTC",
  expired: "expired: this policy is off",
};

function at(
  policy: string,
  text: string,
  offset: number,
  message: string,
  severity: PolicyProblem["severity"] = "error",
): PolicyProblem {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return { policy, line, column: offset - before.lastIndexOf("\n"), message, severity };
}

/** The engine counts bytes, people count characters. */
function charactersIn(text: string, bytes: number): number {
  return Buffer.from(text).subarray(0, bytes).toString().length;
}

function placeOf(text: string, annotation: string | undefined): number {
  const found = annotation === undefined ? -1 : text.search(new RegExp(`@${annotation}\\b`));
  return Math.max(0, found);
}

function publicMessage({ policy, message }: RawProblem): string {
  const told = message
    .replaceAll(`for policy \`${policy}\`, `, "")
    .replace("failed to parse policy from string: ", "")
    .replace(/ for Lumos::Action::"[^"]*"/, "");
  // It quotes the policy, however long the names in it are.
  return told.length > MAX_MESSAGE ? `${told.slice(0, MAX_MESSAGE)} ...` : told;
}
