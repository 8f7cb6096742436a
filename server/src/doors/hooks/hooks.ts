import type { Chain } from "../../identity/index.ts";
import type { ToolCall } from "../../kernel/index.ts";
import type { Records } from "../../record/index.ts";
import type { Tx } from "../../store/index.ts";
import { type HookDoor, makeHookDoor } from "./door.ts";
import type { HookParts } from "./parts.ts";
import { type Around, type Sighted, makeReconciler } from "./reconcile.ts";

export interface Hooks extends HookDoor {
  /** Hears of each use that is asked of the gateway. */
  seen(call: ToolCall, chain: Chain): void;
  /** Looks for what was seen at one door alone. Tests call it; a timer does otherwise. */
  look(): Promise<void>;
  close(): Promise<void>;
}

/** How a way around Lumos is told to whoever handles incidents. */
export interface AroundTold {
  kind: string;
  severity: "low" | "medium" | "high";
  about: string;
  rule: string;
  detector: string;
  detail: string;
}

const LOOKED = 200;

/** The door of hooks, and what joins that which hooks and the gateway see. */
export function makeHooks(
  parts: Omit<HookParts, "sightings"> & {
    records: Pick<Records, "list">;
    report(tx: Tx, org: string, found: readonly AroundTold[]): Promise<void>;
    /** How often sightings are compared; never by itself where 0. */
    everyMs?: number;
  },
): Hooks {
  const { records, report, store, rooms } = parts;
  const sightings = makeReconciler({
    clock: rooms.clock,
    log: rooms.log,
    ...(parts.everyMs === undefined ? {} : { everyMs: parts.everyMs }),
    async arrived({ org, chain, server, tool }: Sighted, since) {
      const principal = chain.links[0]?.ref ?? "";
      const rows = await records.list(org, { principal, since }, { limit: LOOKED });
      const named = server === undefined || tool === undefined ? undefined : `${server}/${tool}`;
      return rows.some(({ kind, asked }) => kind === "tool" && (named === undefined || asked === named));
    },
    told: (around) => store.transact((tx) => report(tx, around.org, [toldOf(around)])),
  });
  const door = makeHookDoor({ ...parts, sightings });
  return {
    handle: (req, res) => door.handle(req, res),
    seen: ({ ask, client, stated, id }, chain) =>
      sightings.gateway({
        org: chain.org,
        chain,
        client,
        session: stated.session ?? "",
        server: ask.server,
        tool: ask.tool,
        args: ask.arguments,
        useId: ask.useId,
        decision: id,
      }),
    look: () => sightings.look(),
    close: () => sightings.close(),
  };
}

const WORDS: Readonly<Record<Around["kind"], { severity: AroundTold["severity"]; what: string }>> = {
  "bypass.gateway": { severity: "high", what: "said to use a tool through Lumos that never came to the gateway" },
  "bypass.hook": { severity: "medium", what: "used a tool through the gateway that no hook told of" },
  "bypass.server": { severity: "medium", what: "uses a tool of an MCP server that Lumos does not know" },
  "bypass.offline": { severity: "medium", what: "used a tool while Lumos could not be reached" },
};

function toldOf({ kind, chain, client, server, tool, session, decision }: Around): AroundTold {
  const { severity, what } = WORDS[kind];
  const where = server === "" ? tool : `${server}/${tool}`;
  const of = [session === "" ? "" : `session ${session}`, decision === "" ? "" : `decision ${decision}`];
  return {
    kind,
    severity,
    about: chain.links[0]?.ref ?? "",
    rule: where.slice(0, 200),
    detector: "hooks",
    detail: [`${client} ${what}: ${where}`, ...of.filter(Boolean)].join(", ").slice(0, 500),
  };
}
