import { z } from "zod";
import { millis, pageOf } from "./shapes.ts";

/* What questions about access are answered with. */

const effects = z.enum(["read", "write", "destructive", "egress"]);
const needs = z.array(z.string()).describe("What somebody has to give first: `approval:owner`. Empty: nothing.");
const may = z
  .strictObject({
    tools: z.array(z.strictObject({ server: z.string(), tool: z.string(), effect: effects, asks: needs })),
    toolCount: z.int().describe("How many there are; at most 500 are named."),
    models: z.array(z.strictObject({ id: z.string(), asks: needs })),
    routes: z.array(z.string()),
  })
  .nullable()
  .describe("What nothing but who it is would be against, in its least grave way. Null: it can do nothing at all.");
export const agent = z.strictObject({
  agent: z.string(),
  owner: z.string().nullable(),
  status: z.enum(["active", "disabled"]).describe("`disabled`: itself or its owner, or it has expired."),
  keys: z
    .array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        scopes: z.array(z.string()),
        expiresAt: millis,
        lastUsedAt: millis.nullable(),
      }),
    )
    .describe("Those that can be used now."),
  connections: z.array(
    z.strictObject({
      id: z.string(),
      to: z.string(),
      operations: z.array(z.string()).nullable().describe("Null: all."),
      tools: z.array(z.string()).nullable().describe("Null: all."),
    }),
  ),
  alone: may,
  forOwner: may,
});
export type AgentAccess = z.output<typeof agent>;

const by = z.strictObject({
  principal: z.string(),
  now: z.boolean().describe("Whether it can at this moment."),
  could: z
    .array(z.strictObject({ from: millis, to: millis, asked: z.boolean().describe("Only after somebody was asked.") }))
    .describe("When it was permitted and had a key that lived; newest first."),
  permittedOnly: z.boolean().describe("At some time it was permitted and had no key to do it with."),
  through: z.array(z.string()).describe("Tools and models, at most 50."),
  did: z
    .strictObject({ allowed: z.int(), refused: z.int(), last: millis })
    .nullable()
    .describe("What it asked for through Lumos in that time; null: nothing."),
});
export type ReachedBy = z.output<typeof by>;

export const reached = pageOf(by).extend({
  resource: z.string(),
  since: millis,
  until: millis,
  coveredSince: millis.describe("From here on everything that was declared was looked at."),
  things: z.array(z.string()).describe("What it is, now or then: servers and models."),
  epochs: z.int().describe("How many states of the organization were looked at."),
  notCovered: z.array(z.string()).describe("What this answer cannot say."),
});

export interface ReachAsked {
  kind: "server" | "data" | "model" | "route";
  id: string;
  since: number;
  signal: AbortSignal;
}

export interface Reached extends Omit<z.output<typeof reached>, "items" | "next"> {
  who: ReachedBy[];
}

/** Who may what and who could, ruled about as calls are. */
export interface AccessQueries {
  agents(org: string, asked: { ids: readonly string[]; signal: AbortSignal }): Promise<AgentAccess[]>;
  /** Undefined where there was nothing of that name. */
  reach(org: string, asked: ReachAsked): Promise<Reached | undefined>;
}
