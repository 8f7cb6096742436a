import { z } from "zod";
import { DOMAINS } from "../../risk/index.ts";

/* What may stand in cases.yaml: what policies must answer, written by people. */

const text = z.string().max(1_024);
const texts = z.array(text).max(1_000);
const count = z.int().min(0).max(1_000_000_000);
const score = z.number().min(0).max(100);

const modelAsk = z.strictObject({
  model: text,
  tokensIn: count.optional(),
  maxTokensOut: count.optional(),
  tools: z.boolean().optional(),
  images: z.boolean().optional(),
  streaming: z.boolean().optional(),
});

const toolAsk = z.strictObject({
  tool: z
    .string()
    .regex(/^[^/]+\/.+$/, "written as SERVER/TOOL")
    .max(300),
  operations: texts.optional(),
  objects: texts.optional(),
  hosts: texts.optional(),
  unbounded: z.boolean().optional(),
  batch: count.optional(),
  pinned: z.boolean().optional(),
  arguments: z.record(z.string(), z.unknown()).optional(),
});

const facts = z
  .strictObject({
    now: z.iso.datetime(),
    channel: z.enum(["model", "mcp", "hook", "decision"]),
    client: text,
    environment: text,
    geo: text,
    ip: text,
    workflow: text,
    purpose: text,
    customer: text,
    autonomy: count,
    delegationDepth: count,
    onBehalfOf: texts,
    dataClasses: texts,
    dataRegions: texts,
    programs: texts,
    taint: texts,
    trustScore: score,
    budget: z.enum(["ok", "warn", "soft", "hard"]),
    mfaAgeS: count,
    sessionRisk: score,
    sessionTurns: count,
    sessionBlocks: count,
    sessionFlags: texts,
    risk: z.strictObject(Object.fromEntries([...DOMAINS, "max"].map((name) => [name, score.optional()]))),
    assessed: z.boolean(),
    confidence: score,
    fulfilled: texts,
  })
  .partial();

const oneCase = z.strictObject({
  name: z.string().min(1).max(500),
  chain: z.array(z.string().max(200)).min(1).max(10),
  ask: z.union(
    [modelAsk, toolAsk],
    "ask for a model or a tool: { model: ID } or { tool: SERVER/TOOL, operations: [...] }",
  ),
  facts: facts.optional(),
  expect: z.strictObject({
    outcome: z.enum(["allowed", "pending", "blocked"]),
    model: text.optional(),
    adjusted: z.array(z.enum(["fallback", "redacted", "restricted"])).optional(),
    by: texts.optional(),
    obligations: texts.optional(),
    needs: texts.optional(),
  }),
});

export type Case = z.output<typeof oneCase>;
export type CaseFacts = z.output<typeof facts>;

const MAX_CASES = 10_000;

/** Cases from parsed YAML or JSON. One that is not understood is a failure, never skipped. */
export function readCases(value: unknown): { name: string; read: Case | undefined; problem: string }[] {
  if (!Array.isArray(value)) return [{ name: "cases", read: undefined, problem: "cases are a list" }];
  if (value.length > MAX_CASES)
    return [{ name: "cases", read: undefined, problem: `there are more than ${MAX_CASES} cases` }];
  return value.map((item: unknown, place) => {
    const parsed = oneCase.safeParse(item);
    const name = nameOf(item) ?? `case ${place + 1}`;
    if (parsed.success) return { name, read: parsed.data, problem: "" };
    const problem = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
    return { name, read: undefined, problem };
  });
}

function nameOf(item: unknown): string | undefined {
  const name = typeof item === "object" && item !== null && "name" in item ? item.name : undefined;
  return typeof name === "string" ? name : undefined;
}
