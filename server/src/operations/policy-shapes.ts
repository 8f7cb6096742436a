import { z } from "zod";
import { millis } from "./shapes.ts";

/* What several operations about publishing policies take and answer. */

export const MAX_CASES = 10_000;
const list = z.array(z.unknown()).max(MAX_CASES);
/** As in cases.yaml: a list, or a map with `cases` and `properties`. */
export const casesInput = z.union([list, z.looseObject({ cases: list })]);

export function countOf(cases: unknown): number {
  const given = casesInput.safeParse(cases);
  // What is not understood is asked, and fails.
  if (!given.success) return 1;
  return Array.isArray(given.data) ? given.data.length : given.data.cases.length;
}
export const note = z.string().max(2_000).default("").describe("Why: for who reads it and for the history.");

export const changeShape = z.strictObject({
  action: z.enum(["create", "update", "delete"]),
  id: z.string(),
  before: z.string().optional(),
  after: z.string().optional(),
});

export const proposalShape = z.strictObject({
  id: z.string(),
  at: millis,
  author: z.array(z.string()),
  status: z.enum(["open", "published", "withdrawn"]),
  upserts: z.array(z.string()).describe("Ids of the policies it makes or changes."),
  deletions: z.array(z.string()),
  note: z.string(),
  base: z.string().describe("The snapshot it was written against."),
  cases: z.int().nullable().describe("How many cases it brings in place of the standing ones."),
  signedBy: z.string().nullable().describe("The trusted key that signed it."),
  older: z.boolean().describe("A signed set with a lower number than one that was live already."),
  source: z.string().nullable(),
  closedAt: millis.nullable(),
  closedBy: z.string().nullable(),
});

export const standingShape = z.strictObject({
  passed: z.int(),
  failing: z.array(z.strictObject({ name: z.string(), differences: z.array(z.string()) })),
});

export const publicationShape = z.strictObject({
  id: z.string(),
  at: millis,
  how: z.enum(["proposal", "direct", "apply", "promotion", "rollback"]),
  publisher: z.string(),
  author: z.array(z.string()),
  changes: z.array(z.strictObject({ action: z.enum(["create", "update", "delete"]), id: z.string() })),
  snapshot: z.string(),
  previous: z.string(),
  proposal: z.string().nullable(),
  note: z.string(),
  details: z.strictObject({
    decides: z.boolean().describe("False where only drafts and shadow policies changed."),
    selfApproved: z.boolean().optional().describe("Its author published it: nobody else could have."),
    machine: z.boolean().optional().describe("The owner of the machine published it."),
    notAsked: z.array(z.string()).optional().describe("Cases that could not be asked then; now such a case fails."),
    failing: z.array(z.string()).optional(),
    target: z.string().optional().describe("The snapshot that was brought back."),
    signed: z.strictObject({ key: z.string(), sequence: z.int(), older: z.boolean().optional() }).optional(),
    source: z.string().optional(),
  }),
});
