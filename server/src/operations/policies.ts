import { z } from "zod";
import { OBJECTS, type Policy } from "../config/index.ts";
import type { Operation } from "./types.ts";

const input = z.strictObject({ policies: z.array(OBJECTS.policies).max(5_000) });

export const problem = z.strictObject({
  policy: z.string(),
  line: z.int(),
  column: z.int(),
  message: z.string(),
  severity: z.enum(["error", "warning"]),
});

export const policyOperations: readonly Operation[] = [
  {
    name: "policies.check",
    summary: "Checks a candidate set of policies without keeping it.",
    method: "POST",
    path: "/policies/check",
    input,
    output: z.strictObject({ problems: z.array(problem) }),
    roles: ["owner", "security_admin", "policy_author"],
    audit: "read",
    status: 200,
    async run({ policy }, _asker, { policies }: { policies: Policy[] }) {
      return { body: { problems: await policy.check(policies) } };
    },
  },
];
