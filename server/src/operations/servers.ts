import { z } from "zod";
import type { Hello, Peer } from "../execution/index.ts";
import type { Chain } from "../identity/index.ts";
import { asFault, fault, isRecord } from "../kernel/index.ts";
import type { ConnectedServer } from "../registry/index.ts";
import { changing } from "./change.ts";
import { id, millis } from "./shapes.ts";
import type { Operation, Services } from "./types.ts";

const CHECK_MS = 60_000;
const MOST_PAGES = 100;
const MOST_SHOWN = 1_000;

const state = z.enum(["connecting", "connected", "failed", "ended"]);
const era = z.enum(["modern", "legacy"]).describe("modern: revision 2026-07-28 and later.");
const connection = z.strictObject({
  server: z.string(),
  state,
  era: era.optional(),
  protocol: z.string().optional().describe("The revision that is spoken."),
  since: millis,
  isolation: z.string().optional().describe("What a child process was really given."),
  failure: z.string().optional().describe("What went wrong last."),
  said: z
    .string()
    .optional()
    .describe("The last a child process wrote for people; what looks like a secret is hidden."),
});
const checkInput = z.strictObject({ id: id.describe("The server's id.") });
const checked = z.strictObject({
  ok: z.boolean(),
  era: era.optional(),
  protocol: z.string().optional(),
  name: z.string().optional().describe("What it calls itself."),
  tools: z.int().optional().describe("How many it lists."),
  isolation: z.string().optional(),
  failure: z.string().optional(),
  said: z.string().optional(),
  ms: z.int(),
});

export const serverOperations: readonly Operation[] = [
  {
    name: "servers.status",
    summary: "What this process has open at servers: since when, in which revision, in which isolation, what failed.",
    method: "GET",
    path: "/server-status",
    input: z.strictObject({}),
    output: z.strictObject({ items: z.array(connection) }),
    roles: ["owner", "security_admin", "auditor"],
    audit: "read",
    status: 200,
    examples: ["lumos servers status"],
    run: async ({ peers }, { org }) => ({ body: { items: peers.status(org).slice(0, MOST_SHOWN) } }),
  },
  {
    name: "servers.check",
    summary: "Connects to a server now, as itself and with its own credential, and asks what it offers. Calls no tool.",
    method: "POST",
    path: "/servers/{id}/check",
    input: checkInput,
    output: checked,
    roles: ["owner", "security_admin"],
    audit: "sensitive",
    status: 200,
    examples: ["lumos servers check crm"],
    async run(services, asker, input: z.output<typeof checkInput>) {
      const { chain, org, signal } = asker;
      if (!chain) throw fault("unauthenticated");
      const server = services.registry.landscape(org)?.servers.get(input.id);
      if (!server) throw fault("not_found");
      const found = await check(services, { server, chain, signal });
      return changing(services, asker, { operation: "servers.check", input }, async () => ({
        records: [{ subject: { kind: "servers", id: input.id }, details: { ok: found.ok } }],
        answer: { body: found },
      }));
    },
  },
];

async function check(
  { peers, clock, ids }: Services,
  { server, chain, signal }: { server: ConnectedServer; chain: Chain; signal: AbortSignal },
): Promise<z.output<typeof checked>> {
  const startedAt = clock.elapsed();
  const owner = { org: server.org, chain, session: `check-${ids.next()}`, capabilities: "{}", clientInfo: "{}" };
  let told: Partial<z.output<typeof checked>> = {};
  try {
    const peer = peers.open(server, owner);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(CHECK_MS)]);
    const hello = await peer.hello(limit);
    told = {
      ok: true,
      era: hello.era,
      protocol: hello.protocol,
      ...nameOf(hello),
      tools: await countTools(peer, limit),
    };
  } catch (error) {
    told = { ok: false, failure: asFault(error).message };
  }
  // Newest first: it was opened last.
  const status = peers.status(server.org).findLast((one) => one.server === server.id && one.state !== "ended");
  peers.leave(owner);
  const { isolation, said } = status ?? {};
  return {
    ok: false,
    ...told,
    ...(isolation !== undefined && { isolation }),
    ...(said !== undefined && told.ok !== true && { said }),
    ms: Math.round(clock.elapsed() - startedAt),
  };
}

async function countTools(peer: Peer, signal: AbortSignal): Promise<number> {
  let count = 0;
  let cursor: unknown;
  for (let page = 0; page < MOST_PAGES; page++) {
    const params = cursor === undefined ? "{}" : JSON.stringify({ cursor });
    const answer = await peer.request({ method: "tools/list", params, signal });
    // A server without tools may not know the question.
    if ("error" in answer) return count;
    const result: unknown = JSON.parse(answer.result);
    if (!isRecord(result)) return count;
    if (Array.isArray(result["tools"])) count += result["tools"].length;
    cursor = result["nextCursor"];
    if (typeof cursor !== "string") return count;
  }
  return count;
}

function nameOf({ serverInfo }: Hello): { name?: string } {
  const info: unknown = JSON.parse(serverInfo);
  return isRecord(info) && typeof info["name"] === "string" ? { name: info["name"].slice(0, 200) } : {};
}
