import { z } from "zod";
import { fault } from "../kernel/index.ts";
import { type ReachAsked, type ReachedBy, agent, reached } from "./access-shapes.ts";
import { id, page, pageOf, readPage } from "./shapes.ts";
import type { Operation } from "./types.ts";

/** Who may what is as telling as what was changed: the same people read it. */
const READERS = ["owner", "security_admin", "auditor"] as const;
const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 90;
/** Each of them is ruled about with every tool there is. */
const AGENTS_PAGE = 20;

const resource = z
  .string()
  .max(200)
  .regex(/^(server|data|model|route):[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/, "written as KIND:ID")
  .describe("`server:ID`, `data:CLASS` for all servers that hold it, `model:ID` or `route:ID`.");
const reachInput = z.strictObject({
  resource,
  days: z.int().min(1).max(365).optional().describe(`How far back; ${DEFAULT_DAYS} where it is not said.`),
  ...page,
});
const agentsInput = z.strictObject({ agent: id.optional().describe("Only this one."), ...page });

export const accessOperations: readonly Operation[] = [
  {
    name: "access.agents",
    summary: "Which agents have credentials, and what each may do: connections, tools, models, and where it must ask.",
    method: "GET",
    path: "/access/agents",
    input: agentsInput,
    output: pageOf(agent),
    roles: READERS,
    audit: "read",
    status: 200,
    examples: ["lumos access agents", "lumos access agents --agent bot"],
    async run({ access, registry }, { org, signal }, input: z.output<typeof agentsInput>) {
      const ids = [...(registry.landscape(org)?.agents.keys() ?? [])]
        .filter(
          (one) =>
            (input.agent === undefined || one === input.agent) && (input.after === undefined || one > input.after),
        )
        .toSorted((a, b) => (a < b ? -1 : 1));
      const limit = Math.min(input.limit ?? AGENTS_PAGE, AGENTS_PAGE);
      const found = await readPage(
        { limit },
        (one: string) => one,
        (rows) => Promise.resolve(ids.slice(0, rows)),
      );
      return { body: { items: await access.agents(org, { ids: found.items, signal }), next: found.next } };
    },
  },
  {
    name: "access.reach",
    summary: "Who could reach a server, a class of data, a model or a route in a time, and who did.",
    method: "GET",
    path: "/access/reach/{resource}",
    input: reachInput,
    output: reached,
    roles: READERS,
    audit: "read",
    status: 200,
    examples: ["lumos access reach server:crm", "lumos access reach data:pii.customer --days 30"],
    async run({ access, clock }, { org, signal }, input: z.output<typeof reachInput>) {
      const at = input.resource.indexOf(":");
      const kind = input.resource.slice(0, at) as ReachAsked["kind"];
      const since = clock.now() - (input.days ?? DEFAULT_DAYS) * DAY_MS;
      const found = await access.reach(org, { kind, id: input.resource.slice(at + 1), since, signal });
      if (!found) throw fault("not_found");
      const { who, ...told } = found;
      const rest = who.filter(({ principal }) => input.after === undefined || principal > input.after);
      const part = await readPage<ReachedBy>(
        input,
        ({ principal }) => principal,
        (rows) => Promise.resolve(rest.slice(0, rows)),
      );
      return { body: { ...told, ...part } };
    },
  },
];
