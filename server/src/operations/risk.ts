import { z } from "zod";
import { DOMAINS } from "../risk/index.ts";
import type { Operation } from "./types.ts";

const score = z.int().min(0).max(100);
const place = { start: z.int().min(0), end: z.int().min(0) };
const CHANNELS = ["prompt", "system", "assistant", "document", "tool_result", "tool_definition", "output"] as const;

const input = z.strictObject({
  text: z.string().max(100_000).describe("It is kept nowhere."),
  channel: z.enum(CHANNELS).optional().describe("Where the text would stand; prompt when left out."),
});

export const riskOperations: readonly Operation[] = [
  {
    name: "risk.try",
    summary: "What the built-in classifier says of one text, and why. Answers hold places, never words of the text.",
    method: "POST",
    path: "/risk/try",
    input,
    output: z.strictObject({
      version: z.string(),
      scores: z
        .record(z.string(), score)
        .describe("50 is what one in a hundred ordinary texts of the channel reaches."),
      topics: z.array(z.string()).describe("What the text is about, harmful or not."),
      spans: z.array(z.strictObject({ domain: z.string(), score, ...place, rule: z.string() })),
      signals: z.array(z.strictObject({ name: z.string(), ...place })),
      reasons: z
        .array(
          z.strictObject({
            domain: z.string(),
            features: z.array(z.strictObject({ name: z.string(), adds: z.number() })),
          }),
        )
        .describe("What raised a score most."),
      views: z.array(z.strictObject({ kind: z.string(), ...place, max: score })).describe("What was read inside."),
      signs: z.array(z.strictObject({ kind: z.string(), ...place })).describe("What honest texts do not do."),
    }),
    roles: ["owner", "security_admin", "policy_author"],
    audit: "read",
    status: 200,
    async run({ risk }, _asker, { text, channel = "prompt" }: z.output<typeof input>) {
      const { version, scores, topics, places, signals, reasons, views, signs } = risk.explain(text, channel);
      return {
        body: {
          version,
          scores: Object.fromEntries(DOMAINS.map((domain, i) => [domain, scores[i] ?? 0])),
          topics: DOMAINS.filter((_, i) => (topics & (1 << i)) !== 0),
          spans: places,
          signals,
          reasons: reasons.map(({ domain, features }) => ({
            domain,
            features: features.map(({ name, adds }) => ({ name, adds: Number(adds.toFixed(3)) })),
          })),
          views: views.map(({ kind, start, end, scores: inside }) => ({ kind, start, end, max: Math.max(...inside) })),
          signs,
        },
      };
    },
  },
];
