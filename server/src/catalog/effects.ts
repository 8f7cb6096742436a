import { isRecord, type ToolEffect } from "../kernel/index.ts";
import type { ConnectedServer } from "../registry/index.ts";
import type { CatalogTool } from "./types.ts";

/** What is known of a tool's effect besides what its server's declaration says. */
export interface EffectSources {
  definition: Readonly<Record<string, unknown>>;
  /** A person's word. */
  person: ToolEffect | undefined;
  /** The definition is of our own making. */
  connector: boolean;
}

type Known = Pick<CatalogTool, "effect" | "effectFrom" | "openWorld">;

const EFFECTS: readonly string[] = ["read", "write", "destructive", "egress"] satisfies ToolEffect[];

/**
 * The most a tool does, and who says so: the declaration, a person, a connector of our own, a server that somebody has
 * looked at. What nobody says is a write that reaches anywhere.
 *
 * Guarantee: what a server says about its own tools counts only where it is declared as verified.
 */
/** As much of a server as its tools' effects depend on. */
type Described = Pick<ConnectedServer, "tools" | "verified">;

export function effectOf(server: Described, name: string, sources: EffectSources): Known {
  const declared = server.tools !== undefined && Object.hasOwn(server.tools, name) ? server.tools[name] : undefined;
  const known = sourced(server, declared?.effect, sources);
  return declared?.openWorld === undefined ? known : { ...known, openWorld: declared.openWorld };
}

function sourced(server: Described, declared: ToolEffect | undefined, sources: EffectSources): Known {
  if (declared !== undefined)
    return { effect: declared, effectFrom: "configuration", openWorld: declared === "egress" };
  const { person, connector, definition } = sources;
  if (person !== undefined) return { effect: person, effectFrom: "person", openWorld: person === "egress" };
  if (connector) {
    const meta = isRecord(definition["_meta"]) ? definition["_meta"] : {};
    const effect = meta["lumos/effect"];
    if (isEffect(effect)) {
      const open = meta["lumos/openWorld"];
      return { effect, effectFrom: "connector", openWorld: typeof open === "boolean" ? open : effect === "egress" };
    }
  }
  const hinted = server.verified === true ? fromHints(definition["annotations"]) : undefined;
  return hinted ?? { effect: "write", effectFrom: "unknown", openWorld: true };
}

/** As the protocol defines them: what a hint leaves open is the graver. Without any, nothing is said. */
function fromHints(annotations: unknown): Known | undefined {
  if (!isRecord(annotations)) return undefined;
  const { readOnlyHint: reads, destructiveHint: destroys, openWorldHint: open } = annotations;
  const openWorld = open !== false;
  if (reads === true) return { effect: "read", effectFrom: "annotation", openWorld };
  if (destroys === true || (reads === false && destroys === undefined))
    return { effect: "destructive", effectFrom: "annotation", openWorld };
  if (destroys !== false) return undefined;
  return { effect: open === true ? "egress" : "write", effectFrom: "annotation", openWorld };
}

function isEffect(value: unknown): value is ToolEffect {
  return typeof value === "string" && EFFECTS.includes(value);
}
