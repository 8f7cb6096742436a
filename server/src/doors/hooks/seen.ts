import type { Chain } from "../../identity/index.ts";
import { bounded } from "../../kernel/index.ts";
import type { HookParts } from "./parts.ts";
import type { HookEvent } from "./types.ts";

const MAX_KEPT = 50_000;

/** Writes down, once a session, that something happened in a client that nothing is decided about. */
export function makeSeen({
  records,
  store,
  log,
}: Pick<HookParts, "records" | "store"> & { log: HookParts["rooms"]["log"] }) {
  const written = bounded<true>(MAX_KEPT);
  /** `what`: tells apart events of one kind; a name, never a text of the event. */
  return (chain: Chain, event: HookEvent, session: string, what = ""): void => {
    const [outermost] = chain.links;
    if (!outermost || !RECORDED.has(event.kind)) return;
    const key = JSON.stringify([chain.org, chain.fingerprint, session, event.client, event.native, what]);
    if (written.get(key)) return;
    written.set(key, true);
    const record = {
      org: chain.org,
      actor: outermost.ref,
      action: `hooks.${event.kind}`,
      subject: { kind: "session" as const, id: session === "" ? "none" : session },
      details: {
        client: event.client,
        event: event.native,
        ...(what === "" ? {} : { what }),
        ...(event.agent === undefined ? {} : { agent: event.agent }),
        ...(event.mode === undefined ? {} : { mode: event.mode }),
      },
    };
    store
      .transact((tx) => records.change(tx, record))
      .catch((error: unknown) => log.error("hooks.event_unrecorded", { error, kind: event.kind }));
  };
}

/** Others come often and say nothing that anybody would look for. */
const RECORDED: ReadonlySet<string> = new Set([
  "session.started",
  "session.ended",
  "config.changed",
  "mcp.inventory",
  "subagent.started",
  "skill.activated",
  "model.switch",
  "unknown",
]);
