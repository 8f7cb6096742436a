import { z } from "zod";
import { isRecord } from "../../kernel/index.ts";
import { DOMAINS } from "../../risk/index.ts";
import { LAW_NAMES, type LawName } from "../properties/names.ts";

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
    topics: texts,
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

/** A law that holds, one that this organization does not keep, or one with policies that may break it. */
const lawSetting = z.union(
  [z.enum(["on", "off"]), z.boolean(), z.strictObject({ except: z.array(z.string().max(200)).min(1).max(1_000) })],
  "on, off, or { except: [POLICY] }",
);
const suite = z.strictObject({
  cases: z.array(z.unknown()),
  properties: z.partialRecord(z.enum(LAW_NAMES), lawSetting).optional(),
});

export type Case = z.output<typeof oneCase>;
export type CaseFacts = z.output<typeof facts>;
/** What may be said of a call, where the rest is neutral. */
export const factsShape = facts;
export type LawSetting = "on" | "off" | { except: readonly string[] };

export interface Suite {
  cases: { name: string; read: Case | undefined; problem: string }[];
  properties: Partial<Record<LawName, LawSetting>>;
}

const MAX_CASES = 10_000;

/**
 * Cases from parsed YAML or JSON: a list, or a map of cases and properties. One that is not understood is a
 * failure, never skipped.
 */
export function readSuite(value: unknown): Suite {
  if (Array.isArray(value)) return { cases: readCases(value), properties: {} };
  const parsed = suite.safeParse(value);
  if (!parsed.success) {
    const problem = isRecord(value) ? problemOf(parsed.error) : "cases are a list, or a map with cases and properties";
    return { cases: [{ name: "cases", read: undefined, problem }], properties: {} };
  }
  const settings = Object.entries(parsed.data.properties ?? {}).map(([name, said]) => [name, settingOf(said)]);
  return { cases: readCases(parsed.data.cases), properties: Object.fromEntries(settings) as Suite["properties"] };
}

function readCases(items: readonly unknown[]): Suite["cases"] {
  if (items.length > MAX_CASES)
    return [{ name: "cases", read: undefined, problem: `there are more than ${MAX_CASES} cases` }];
  return items.map((item, place) => {
    const parsed = oneCase.safeParse(item);
    const name = nameOf(item) ?? `case ${place + 1}`;
    if (parsed.success) return { name, read: parsed.data, problem: "" };
    return { name, read: undefined, problem: problemOf(parsed.error) };
  });
}

function settingOf(said: z.output<typeof lawSetting>): LawSetting {
  if (typeof said === "boolean") return said ? "on" : "off";
  return said;
}

function problemOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
}

function nameOf(item: unknown): string | undefined {
  const name = isRecord(item) ? item["name"] : undefined;
  return typeof name === "string" ? name : undefined;
}
