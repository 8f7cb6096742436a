import { z } from "zod";
import { isUuidV7 } from "../kernel/index.ts";
import { millis, page, pageOf, readNewest } from "./shapes.ts";
import type { Operation } from "./types.ts";

const row = z.strictObject({
  id: z.string(),
  org: z.string(),
  at: millis,
  actor: z.string(),
  action: z.string(),
  subject: z.strictObject({ kind: z.string(), id: z.string() }),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});
const listInput = z.strictObject({
  action: z.string().min(1).max(100).optional().describe("Name of the operation: `agents.update`."),
  subjectKind: z.string().min(1).max(100).optional(),
  subjectId: z.string().min(1).max(200).optional(),
  ...page,
  after: z.string().refine(isUuidV7, "not a record's id").optional(),
});

export const recordOperations: readonly Operation[] = [
  {
    name: "changes.list",
    summary: "What was changed through operations, by whom, from what to what; newest first.",
    method: "GET",
    path: "/changes",
    input: listInput,
    output: pageOf(row),
    roles: ["owner", "security_admin", "auditor"],
    audit: "read",
    status: 200,
    async run({ records }, { org }, input: z.output<typeof listInput>) {
      const { after, limit, action, subjectKind, subjectId } = input;
      const filter = {
        ...(action === undefined ? {} : { action }),
        ...(subjectKind === undefined ? {} : { subjectKind }),
        ...(subjectId === undefined ? {} : { subjectId }),
      };
      const body = await readNewest({ after, limit }, (newest) => records.changes(org, filter, newest));
      return { body };
    },
  },
];
