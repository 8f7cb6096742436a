import type { Mismatch } from "./deciding.ts";
import { jsonOf } from "./reference.ts";

const MAX_QUESTION = 262_144;

/** Where the engines differed, as it is kept: enough to ask both again. */
export interface EngineMismatch {
  /** Absent where the set has been replaced since. */
  org: string | undefined;
  snapshot: string;
  answers: { engine: string; answer: string }[];
  /** In Cedar's own JSON; absent where it is larger than what a record may hold. It names no credential. */
  question?: unknown;
  /** Policies of the set that did not count. */
  without: string[];
}

export function mismatchOf(
  { request, entities, without, answers }: Mismatch,
  about: { org: string; snapshot: string } | undefined,
): EngineMismatch {
  const json = jsonOf(request, entities);
  const small = json.ok && JSON.stringify(json.value).length <= MAX_QUESTION;
  return {
    org: about?.org,
    snapshot: about?.snapshot ?? "",
    answers: answers.map(({ engine, answer }) => ({ engine, answer })),
    ...(small ? { question: json.value } : {}),
    without: [...(without ?? [])],
  };
}
