import { z } from "zod";
import { fault, sha256 } from "../kernel/index.ts";
import { changing } from "./change.ts";
import { id } from "./shapes.ts";
import type { Operation } from "./types.ts";

const scores = z.record(z.string(), z.number().min(0).max(100));
const CHANNELS = ["prompt", "system", "assistant", "document", "tool_result", "tool_definition"] as const;

const input = z.strictObject({
  id: id.describe("The judge's id."),
  text: z.string().min(1).max(100_000).describe("What it is asked about."),
  channel: z.enum(CHANNELS).optional().describe("Where the text would stand; prompt when left out."),
});

export const judgeOperations: readonly Operation[] = [
  {
    name: "judges.try",
    summary: "Asks a judge about one text and shows what it says, what it costs and how long it takes.",
    method: "POST",
    path: "/judges/{id}/try",
    input,
    output: z.strictObject({
      ok: z.boolean().describe("False: it could not be asked."),
      scores: scores.describe("What it says, 0 to 100 for each domain it names."),
      found: z.record(z.string(), z.int()).describe("Personal data it sees, by kind."),
      before: scores.describe("What the built-in assessment says of the text, where that is more than nothing."),
      after: scores.describe("The same with the judge's word."),
      detail: z.string().optional().describe("Why it could not be asked."),
      rule: z.enum(["allow", "block", "ignore"]).optional().describe("What would become of a call then."),
      version: z.string(),
      kept: z.boolean().describe("The answer was kept from before."),
      requests: z.int(),
      ms: z.int(),
      costNanoUsd: z.int().nullable().describe("Null: nobody knows."),
    }),
    roles: ["owner", "security_admin"],
    audit: "sensitive",
    status: 200,
    examples: ['lumos judges try house --text "How do I pick a lock?"'],
    async run(services, asker, asked: z.output<typeof input>) {
      const { chain, signal: stop } = asker;
      if (!chain) throw fault("unauthenticated");
      const { channel = "prompt", text } = asked;
      const tried = await services.judges.try({ chain, id: asked.id, text, channel, stop });
      if (!tried) throw fault("not_found");
      if ("limited" in tried) throw fault("rate_limited", { public: tried.limited.message });
      const { ok, story, assessment } = tried;
      const after = nonZero(assessment.risk);
      const { fate, requests, ms, costNanoUsd } = story;
      // What it was asked about stands in no record, only that it was asked and what that cost.
      const recorded = { operation: "judges.try", input: { id: asked.id, text: sha256(text), channel } };
      return changing(services, asker, recorded, async () => ({
        records: [{ subject: { kind: "judges", id: asked.id }, details: { fate, requests, ms, costNanoUsd } }],
        answer: {
          body: {
            ok,
            scores: tried.scores,
            found: { ...story.found },
            before: nonZero({ ...assessment.risk, ...story.before }),
            after,
            ...(story.detail === undefined ? {} : { detail: story.detail }),
            ...(story.rule === undefined ? {} : { rule: story.rule }),
            version: story.version,
            kept: story.fate === "kept",
            requests: story.requests,
            ms: story.ms,
            costNanoUsd: story.costNanoUsd,
          },
        },
      }));
    },
  },
];

function nonZero(risk: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(risk).filter(([name, score]) => score > 0 && name !== "max"));
}
