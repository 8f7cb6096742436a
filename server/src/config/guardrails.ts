import { z } from "zod";
import { parseDuration } from "../kernel/index.ts";
import { SCORED_DOMAINS } from "./domains.ts";
import { judging } from "./judges.ts";
import { duration } from "./values.ts";

/* What detectors do with what they find in requests, answers and tools. */

/** What `harm` in an answer can be: domains that the risk room scores. */
export const HARM_DOMAINS = [
  "harm",
  "cyber",
  "bio",
  "finance",
  "codeExec",
  "weapons",
  "selfHarm",
  "exfiltration",
  "sexual",
  "hate",
] as const;
/** From the one that holds back least to the one that holds back all. */
export const OUTPUT_MODES = ["redact", "window", "strict"] as const;

const found = z.enum(["off", "detect", "block"]);
const foundOrRedacted = z.enum(["off", "detect", "redact", "block"]);
const pii = foundOrRedacted.optional().describe("Personal data.");
/** From a name in angle brackets to something that looks like what it stands for. */
const REDACTION_STYLES = ["pseudonym", "format"] as const;
const replacing = z
  .enum(REDACTION_STYLES)
  .optional()
  .describe(
    "`pseudonym`: <EMAIL_1>. `format`: something that looks like the value and is nobody's; pseudonym when left out.",
  );
const comesBack = z.boolean().optional().describe("Whether values of this class come back.");
const MAX_KEPT_MS = 30 * 24 * 3_600_000;
const withinKeeping = (value: string): boolean => {
  const ms = parseDuration(value) ?? 0;
  return ms >= 60_000 && ms <= MAX_KEPT_MS;
};
const injection = found.optional().describe("Instructions hidden in data.");
const threshold = z.int().min(0).max(100);
export const guardrails = z
  .strictObject({
    input: z
      .strictObject({
        injection: found
          .optional()
          .describe("Orders to set rules aside, in what a person writes, in documents and in what tools brought."),
        secrets: found.optional().describe("Passwords, keys and tokens."),
        pii,
      })
      .optional()
      .describe("What is sent to a model."),
    output: z
      .strictObject({
        injection,
        secrets: foundOrRedacted.optional().describe("Passwords, keys and tokens."),
        pii,
        harm: found.optional().describe("Words that help to do harm."),
        harmDomains: z
          .array(z.enum(HARM_DOMAINS))
          .min(1)
          .optional()
          .describe("Which harm; harm of every kind when left out."),
        threshold: z
          .number()
          .int()
          .min(1)
          .max(100)
          .optional()
          .describe(
            "From which score on `harm` and `injection` count as found; what `thresholds` says, or 80, when left out.",
          ),
        mode: z
          .enum(OUTPUT_MODES)
          .optional()
          .describe(
            "How much of an answer waits: `redact` a few characters, `window` a sentence, `strict` all of it; redact when left out.",
          ),
      })
      .optional()
      .describe("What a model answers."),
    tools: z
      .strictObject({
        injection: z
          .enum(["off", "detect", "taint", "wrap", "hold", "block"])
          .optional()
          .describe(
            "Instructions hidden in data: `taint` marks the session; so do the others, and of what a tool answers through Lumos `wrap` marks the text as data, `hold` keeps it until a person has agreed, `block` keeps it for good and refuses model calls with it; taint when left out.",
          ),
        secrets: foundOrRedacted.optional().describe("Passwords, keys and tokens."),
        pii,
        links: foundOrRedacted
          .optional()
          .describe(
            "Pictures and links in what a tool answers that would carry data out: `redact` takes the address away; detect when left out.",
          ),
      })
      .optional()
      .describe("What a tool or a document brings into a call. What is redacted there is redacted in the whole call."),
    redaction: z
      .strictObject({
        restore: z
          .boolean()
          .optional()
          .describe(
            "Whether values that `redact:CLASS` takes out come back to the session that sent them, in answers and in what tools are called with; false when left out.",
          ),
        keepFor: duration
          .refine((value) => withinKeeping(value), "a value is kept from 1m to 30d")
          .optional()
          .describe("How long a session's values are kept after they were last used; 24h when left out."),
        style: replacing,
        classes: z
          .record(
            z.string().regex(/^[a-z][a-z0-9._-]{0,63}$/i),
            z.strictObject({ restore: comesBack, style: replacing }),
          )
          .optional()
          .describe("What holds for a class of data instead: `pii.card`."),
      })
      .optional()
      .describe("What stands in place of what is redacted, and whether it comes back."),
    judge: judging.optional(),
    thresholds: z
      .partialRecord(z.enum(SCORED_DOMAINS), threshold)
      .optional()
      .describe(
        "From which score on a domain counts: for incidents (every finding when left out) and, with injection and jailbreak, for `injection: block` (80 when left out). 50 is what about one in a hundred ordinary texts reaches, 80 one in seven hundred. Policies compare the score itself.",
      ),
    unavailable: z
      .enum(["allow", "block"])
      .optional()
      .describe(
        "What happens to a call when a detector fails (when left out, what policies say), and to an answer that holds what none can read (block when left out).",
      ),
  })
  .describe("What detectors do with what they find, before policies are asked.");

export type Guardrails = z.output<typeof guardrails>;
