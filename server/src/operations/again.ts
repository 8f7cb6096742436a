import { z } from "zod";
import { type Result, fault, isUuidV7 } from "../kernel/index.ts";
import { type AnswerAgain, type RecordedRuling, compareRulings, keptRulings } from "../policy/index.ts";
import type { RecordedDecision } from "../record/index.ts";
import type { Operation } from "./types.ts";

const compared = z.strictObject({
  snapshot: z.string().describe("The policies it was decided with this time."),
  same: z.boolean().optional().describe("Absent where it could not be decided."),
  outcome: z.enum(["allowed", "pending", "blocked"]).optional(),
  differences: z.array(z.string()),
  because: z.string().optional().describe("Why it could not be decided."),
});
type Compared = z.output<typeof compared>;

export const againOperations: readonly Operation[] = [
  {
    name: "decisions.again",
    summary: "Decides a recorded decision again: with the policies of then, and with those of now.",
    method: "GET",
    path: "/decisions/{id}/again",
    input: z.strictObject({ id: z.string().refine(isUuidV7, "not a decision's id") }),
    output: z.strictObject({
      id: z.string(),
      snapshot: z.string().describe("The policies it was decided with; empty where none were asked."),
      recorded: compared.describe(
        "With the same policies: the same answer, unless policy could not be evaluated then.",
      ),
      live: compared.describe("With the policies that are live."),
    }),
    roles: ["owner", "security_admin", "policy_author", "approver", "auditor"],
    audit: "read",
    status: 200,
    async run({ records, policy }, { org }, input: { id: string }) {
      const recorded = await records.recorded(org, input.id);
      if (!recorded) throw fault("not_found");
      const { id, question } = recorded;
      if (!question) {
        const cannot: Compared = { snapshot: "", differences: [], because: recorded.because ?? "" };
        return { body: { id, snapshot: "", recorded: cannot, live: cannot } };
      }
      const { snapshot } = question;
      const asThen = await policy.again.recorded(org, question);
      const asNow = policy.again.live(org, question);
      const like = recorded.likely && {
        was: recorded.likely.ruling,
        asThen: await policy.again.recorded(org, recorded.likely.question),
        asNow: policy.again.live(org, recorded.likely.question),
      };
      const body = {
        id,
        snapshot,
        recorded: asThen.ok
          ? told(recorded, asThen.value, snapshot, like && [like.was, like.asThen])
          : { snapshot, differences: [], because: asThen.error },
        live: asNow.ok
          ? told(recorded, asNow.value, asNow.value.snapshot, like && [like.was, like.asNow])
          : { snapshot: "", differences: [], because: asNow.error },
      };
      return { body };
    },
  },
];

/** Both answers of a call that may be answered from likeness count as one. */
function told(
  recorded: RecordedDecision,
  answer: AnswerAgain,
  snapshot: string,
  like: [RecordedRuling, Result<AnswerAgain, string>] | undefined,
): Compared {
  const compared = compareRulings(recorded.rulings, keptRulings(answer));
  const { outcome } = answer;
  if (!like?.[1].ok) return { snapshot, outcome, ...compared };
  const vectors = compareRulings([like[0]], keptRulings(like[1].value));
  const differences = [...compared.differences, ...vectors.differences.map((one) => `for vectors, ${one}`)];
  return { snapshot, outcome, same: compared.same && vectors.same, differences };
}
